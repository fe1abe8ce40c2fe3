package popeki.workspaces;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import popeki.accounts.Account;
import popeki.accounts.Accounts;
import popeki.accounts.Admission;
import popeki.accounts.SignedIn;
import popeki.kernel.OneLine;
import popeki.kernel.UserId;
import popeki.platform.Actor;
import popeki.platform.ApiProblem;
import popeki.platform.Audit;
import popeki.platform.Frames;
import popeki.platform.Words;
import popeki.platform.WorkspaceTx;

/**
 * Where the link of an invitation leads. Looking uses nothing up; joining takes a session of the
 * invited address, or makes its account when it has none: that the link was opened proves the
 * address.
 */
@Controller
@ConditionalOnWebApplication
class InvitationController {
  private static final Logger log = LoggerFactory.getLogger(InvitationController.class);

  private final Invitations invitations;
  private final MembershipRepository memberships;
  private final Workspaces workspaces;
  private final Accounts accounts;
  private final Admission admission;
  private final Audit audit;
  private final WorkspaceTx tx;
  private final Frames frames;
  private final Clock clock;

  InvitationController(
      Invitations invitations,
      MembershipRepository memberships,
      Workspaces workspaces,
      Accounts accounts,
      Admission admission,
      Audit audit,
      WorkspaceTx tx,
      Frames frames,
      Clock clock) {
    this.invitations = invitations;
    this.memberships = memberships;
    this.workspaces = workspaces;
    this.accounts = accounts;
    this.admission = admission;
    this.audit = audit;
    this.tx = tx;
    this.frames = frames;
    this.clock = clock;
  }

  @GetMapping("/invite/{token}")
  String look(@PathVariable String token, HttpServletRequest request, Model model) {
    Invitation invitation = invitations.find(token).orElseThrow(InvitationController::spent);
    return page(invitation, token, request, model, "", Map.of());
  }

  /** Joins as the person who is signed in, if the invitation is theirs. */
  @PostMapping("/invite/{token}")
  String join(@PathVariable String token) {
    Invitation invitation = invitations.find(token).orElseThrow(InvitationController::spent);
    Account account =
        SignedIn.current()
            .flatMap(accounts::find)
            .filter(signedIn -> signedIn.email().equals(invitation.email().value()))
            .orElseThrow(
                () ->
                    ApiProblem.forbidden(
                        "invitation_of_another",
                        "This invitation is for another address than the one that is signed in"
                            + " here. Nothing was changed."));
    tx.run(
        invitation.workspace(),
        () -> {
          consume(invitation);
          enter(invitation, account.id(), account.name());
        });
    return home(invitation, account.id());
  }

  /** Makes the account of the invited address and joins. */
  @PostMapping("/invite/{token}/account")
  String start(
      @PathVariable String token,
      @RequestParam(name = "name", defaultValue = "") String typed,
      @RequestParam(defaultValue = "") String password,
      @RequestParam(defaultValue = "false") boolean terms,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    Invitation invitation = invitations.find(token).orElseThrow(InvitationController::spent);
    Words words = frames.withForm(request).words();
    String name = OneLine.of(typed);
    Map<String, String> errors = errors(invitation, name, password, terms, words);
    if (!errors.isEmpty()) {
      response.setStatus(422);
      return page(invitation, token, request, model, name, errors);
    }
    String hash = admission.hash(password);
    UserId user =
        tx.in(
            invitation.workspace(),
            () -> {
              consume(invitation);
              UserId made =
                  admission
                      .admit(invitation.email(), name, hash)
                      .orElseThrow(InvitationController::signInFirst);
              enter(invitation, made, name);
              workspaces.accept(
                  invitation.workspace(),
                  made,
                  Actor.user(made, name),
                  Agreement.ofMember(clock.instant()));
              return made;
            });
    admission.enter(user, request, response);
    return home(invitation, user);
  }

  private Map<String, String> errors(
      Invitation invitation, String name, String password, boolean terms, Words words) {
    var errors = new LinkedHashMap<String, String>();
    if (name.isEmpty() || name.length() > 200) {
      errors.put("name", words.of("people.invited.name.missing"));
    }
    admission
        .objection(password, name, invitation.email())
        .ifPresent(key -> errors.put("password", words.of(key)));
    if (!terms) {
      errors.put("terms", words.of("people.invited.terms.missing"));
    }
    return errors;
  }

  private void consume(Invitation invitation) {
    if (!invitations.use(invitation)) {
      throw spent();
    }
  }

  private void enter(Invitation invitation, UserId user, String name) {
    boolean joined =
        memberships.join(user, invitation.workspace(), invitation.role(), clock.instant());
    audit.append(
        invitation.workspace(),
        Actor.user(user, name),
        "invitation.accepted",
        invitation.id().toString(),
        Map.of(
            "role", invitation.role().wire(),
            "invited_by", invitation.invitedBy().toString(),
            "joined", joined));
  }

  private String home(Invitation invitation, UserId user) {
    log.info("User {} joined workspace {}", user, invitation.workspace());
    return "redirect:/w/" + workspaces.get(invitation.workspace()).slug() + "/overview";
  }

  private String page(
      Invitation invitation,
      String token,
      HttpServletRequest request,
      Model model,
      String name,
      Map<String, String> errors) {
    var frame = frames.withForm(request);
    Words words = frame.words();
    Optional<Account> here = SignedIn.current().flatMap(accounts::find);
    model.addAttribute("frame", frame);
    model.addAttribute(
        "page",
        new TeamView.Invited(
            "/invite/" + token,
            accounts.find(invitation.invitedBy()).map(Account::name).orElse(""),
            workspaces.get(invitation.workspace()).businessName(),
            words.of("people.role." + invitation.role().wire()),
            words.of("people.sees." + invitation.role().wire()),
            invitation.email().value(),
            meets(invitation, here.orElse(null)),
            here.map(Account::email).orElse(null),
            name,
            errors));
    return "workspaces/invited";
  }

  private TeamView.Meets meets(Invitation invitation, @Nullable Account here) {
    if (here != null) {
      return here.email().equals(invitation.email().value())
          ? TeamView.Meets.INVITED
          : TeamView.Meets.SOMEBODY_ELSE;
    }
    return accounts.byEmail(invitation.email()).isPresent()
        ? TeamView.Meets.KNOWN
        : TeamView.Meets.NEW;
  }

  /** Unknown, used up, taken back and too old are one answer. */
  private static ApiProblem spent() {
    return new ApiProblem(
        410,
        "invitation_spent",
        "This invitation no longer works",
        "An invitation works once and for 72 hours, and ends when it is taken back. If you have"
            + " joined already, sign in. Otherwise ask whoever invited you to send it again.",
        Map.of());
  }

  private static ApiProblem signInFirst() {
    return new ApiProblem(
        409,
        "account_exists",
        "Sign in to join",
        "This address has an account by now. Sign in, then open the link of the invitation again;"
            + " it still works.",
        Map.of());
  }
}
