package popeki.workspaces;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import popeki.accounts.EmailAddress;
import popeki.accounts.OwnAccount;
import popeki.accounts.Proofs;
import popeki.kernel.UserId;
import popeki.mails.Mails;
import popeki.platform.ApiProblem;
import popeki.platform.Frames;
import popeki.platform.Shell;
import popeki.platform.Words;

/**
 * The people of a workspace. Everyone may see who is there and as what; owners and administrators
 * also see addresses, and change things.
 */
@Controller
@ConditionalOnWebApplication
@RequestMapping("/w/{workspace}/settings/team")
class TeamController {
  private final Team team;
  private final Invitations invitations;
  private final Proofs proofs;
  private final OwnAccount secured;
  private final Mails mails;
  private final Clock clock;

  /** What a form left on the page when it was refused. */
  private record Typed(
      String email, String role, @Nullable String inviteError, @Nullable String ownerError) {
    static final Typed NOTHING = new Typed("", Role.AGENT.wire(), null, null);
  }

  TeamController(
      Team team,
      Invitations invitations,
      Proofs proofs,
      OwnAccount secured,
      Mails mails,
      Clock clock) {
    this.team = team;
    this.invitations = invitations;
    this.proofs = proofs;
    this.secured = secured;
    this.mails = mails;
    this.clock = clock;
  }

  @GetMapping
  String page(Member member, Shell shell, Model model) {
    return page(member, shell, model, Typed.NOTHING);
  }

  @PostMapping("/{user}/role")
  String changeRole(
      Member member,
      Shell shell,
      RedirectAttributes next,
      @PathVariable UUID user,
      @RequestParam(defaultValue = "") String role) {
    requireManager(member);
    team.changeRole(member, new UserId(user), role(role));
    return done(shell, next, "people.done.role");
  }

  @PostMapping("/{user}/remove")
  String remove(Member member, Shell shell, RedirectAttributes next, @PathVariable UUID user) {
    requireManager(member);
    team.remove(member, new UserId(user));
    return done(shell, next, "people.done.removed");
  }

  /** Makes an owner; the password shows that an owner sits here, not just their session. */
  @PostMapping("/owner")
  String handOn(
      Member member,
      Shell shell,
      Model model,
      RedirectAttributes next,
      HttpServletRequest request,
      HttpServletResponse response,
      @RequestParam(required = false) @Nullable UUID user,
      @RequestParam(defaultValue = "") String password,
      @RequestParam(defaultValue = "") String code,
      @RequestParam(defaultValue = "false") boolean stay) {
    if (!member.role().may(Permission.MANAGE_OWNERS)) {
      throw Team.problem(TeamRules.Objection.OWNERS_ONLY);
    }
    Optional<String> objection = proofs.objection(member.user(), password, code, request);
    if (objection.isPresent()) {
      response.setStatus(422);
      return page(
          member,
          shell,
          model,
          new Typed("", Role.AGENT.wire(), null, shell.words().of(objection.get())));
    }
    team.handOn(
        member,
        new UserId(Optional.ofNullable(user).orElseThrow(() -> ApiProblem.notFound("person"))),
        stay);
    return done(shell, next, "people.done.owner");
  }

  @PostMapping("/invitations")
  String invite(
      Member member,
      Shell shell,
      Model model,
      RedirectAttributes next,
      HttpServletResponse response,
      @RequestParam(defaultValue = "") String email,
      @RequestParam(defaultValue = "") String role) {
    requireManager(member);
    Words words = shell.words();
    Optional<EmailAddress> address = EmailAddress.parse(email);
    String error =
        address.isEmpty()
            ? words.of("people.invite.no_address")
            : error(words, invitations.invite(member, address.get(), invited(role)));
    if (error != null) {
      response.setStatus(422);
      return page(member, shell, model, new Typed(email, role, error, null));
    }
    return done(shell, next, mails.leaves() ? "people.done.invited" : "people.done.invited_kept");
  }

  @PostMapping("/invitations/{id}/resend")
  String resend(
      Member member,
      Shell shell,
      Model model,
      RedirectAttributes next,
      HttpServletResponse response,
      @PathVariable UUID id) {
    requireManager(member);
    String error = error(shell.words(), invitations.resend(member, id));
    if (error != null) {
      response.setStatus(422);
      return page(member, shell, model, new Typed("", Role.AGENT.wire(), error, null));
    }
    return done(shell, next, mails.leaves() ? "people.done.invited" : "people.done.invited_kept");
  }

  @PostMapping("/invitations/{id}/revoke")
  String revoke(Member member, Shell shell, RedirectAttributes next, @PathVariable UUID id) {
    requireManager(member);
    invitations.revoke(member, id);
    return done(shell, next, "people.done.revoked");
  }

  private static @Nullable String error(Words words, Invitations.Outcome outcome) {
    return switch (outcome) {
      case Invitations.Outcome.Sent _ -> null;
      case Invitations.Outcome.Member(Role role) ->
          words.of("people.invite.member", words.of("people.role." + role.wire()));
      case Invitations.Outcome.Refused(InvitationRules.Objection why) -> words.of(why.key());
    };
  }

  private static void requireManager(Member member) {
    if (!member.role().may(Permission.MANAGE_PEOPLE)) {
      throw Team.problem(TeamRules.Objection.NOT_ALLOWED);
    }
  }

  private static Role role(String wire) {
    return Role.parse(wire)
        .orElseThrow(() -> ApiProblem.invalid("role", "must be one of the roles"));
  }

  private static Role invited(String wire) {
    Role role = role(wire);
    if (role == Role.OWNER) {
      throw Team.problem(TeamRules.Objection.ONLY_TRANSFERRED);
    }
    return role;
  }

  private static String done(Shell shell, RedirectAttributes next, String words) {
    next.addFlashAttribute(Frames.FLASH, shell.words().of(words));
    return "redirect:" + shell.path("settings/team");
  }

  private String page(Member member, Shell shell, Model model, Typed typed) {
    boolean manages = member.role().may(Permission.MANAGE_PEOPLE);
    List<Colleague> people = team.of(member.workspaceId());
    Words words = shell.words();
    Set<UserId> safe =
        manages ? secured.secured(people.stream().map(Colleague::user).toList()) : Set.of();
    model.addAttribute("shell", shell);
    model.addAttribute(
        "page",
        new TeamView.Page(
            manages,
            people.stream().map(one -> person(one, member, people, safe, words)).toList(),
            manages ? pending(member, people, words) : List.of(),
            new TeamView.Invite(typed.email(), typed.inviteError(), choices(words, typed.role())),
            ownership(member, people, safe.contains(member.user()), typed, words),
            TeamView.RoleTable.of(words),
            mails.leaves(),
            clock.instant()));
    return "workspaces/team";
  }

  private static TeamView.Person person(
      Colleague one, Member looker, List<Colleague> people, Set<UserId> safe, Words words) {
    boolean manages = looker.role().may(Permission.MANAGE_PEOPLE);
    boolean me = one.user().equals(looker.user());
    Map<UserId, Role> roles =
        people.stream().collect(Collectors.toMap(Colleague::user, Colleague::role));
    boolean changeable = TeamRules.toRole(roles, looker.user(), one.user(), Role.VIEWER).isEmpty();
    return new TeamView.Person(
        one.user().toString(),
        one.name(),
        manages || me ? one.email() : null,
        words.of("people.role." + one.role().wire()),
        one.role().wire(),
        me,
        one.joinedAt(),
        manages ? one.lastSeenAt() : null,
        safe.contains(one.user()),
        changeable ? roleChoices(one, words) : List.of(),
        !me && TeamRules.toRemoval(roles, looker.user(), one.user()).isEmpty());
  }

  private static List<TeamView.Choice> roleChoices(Colleague one, Words words) {
    return Arrays.stream(Role.values())
        .filter(role -> role != Role.OWNER || one.role() == Role.OWNER)
        .map(role -> choice(role, one.role().wire(), words))
        .toList();
  }

  private static List<TeamView.Choice> choices(Words words, String selected) {
    return Arrays.stream(Role.values())
        .filter(role -> role != Role.OWNER)
        .map(role -> choice(role, selected, words))
        .toList();
  }

  private static TeamView.Choice choice(Role role, String selected, Words words) {
    return new TeamView.Choice(
        role.wire(), words.of("people.role." + role.wire()), role.wire().equals(selected));
  }

  private List<TeamView.Pending> pending(Member member, List<Colleague> people, Words words) {
    Map<UserId, String> names =
        people.stream().collect(Collectors.toMap(Colleague::user, Colleague::name));
    return invitations.pending(member.workspaceId()).stream()
        .map(
            one ->
                new TeamView.Pending(
                    one.id().toString(),
                    one.email().value(),
                    words.of("people.role." + one.role().wire()),
                    names.get(one.invitedBy()),
                    one.sentAt(),
                    !one.isOpen(clock.instant())))
        .toList();
  }

  private static TeamView.@Nullable Ownership ownership(
      Member member, List<Colleague> people, boolean secured, Typed typed, Words words) {
    if (!member.role().may(Permission.MANAGE_OWNERS)) {
      return null;
    }
    return new TeamView.Ownership(
        people.stream()
            .filter(one -> one.role() != Role.OWNER)
            .map(
                one ->
                    new TeamView.Choice(
                        one.user().toString(),
                        one.name() + " (" + words.of("people.role." + one.role().wire()) + ")",
                        false))
            .toList(),
        secured,
        typed.ownerError());
  }
}
