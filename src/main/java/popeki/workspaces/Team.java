package popeki.workspaces;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import popeki.accounts.Account;
import popeki.accounts.Accounts;
import popeki.kernel.UserId;
import popeki.kernel.WorkspaceId;
import popeki.mails.Mail;
import popeki.mails.Mails;
import popeki.platform.Actor;
import popeki.platform.ApiProblem;
import popeki.platform.Audit;
import popeki.platform.Settings;
import popeki.platform.WorkspaceTx;

/**
 * The people of a workspace: what they may do, going and being sent away. Every page asks for the
 * role anew, so a change holds from the next click on, on every node.
 */
@Component
class Team {
  private final MembershipRepository memberships;
  private final Invitations invitations;
  private final Accounts accounts;
  private final Mails mails;
  private final Audit audit;
  private final WorkspaceTx tx;
  private final Settings settings;
  private final Clock clock;

  Team(
      MembershipRepository memberships,
      Invitations invitations,
      Accounts accounts,
      Mails mails,
      Audit audit,
      WorkspaceTx tx,
      Settings settings,
      Clock clock) {
    this.memberships = memberships;
    this.invitations = invitations;
    this.accounts = accounts;
    this.mails = mails;
    this.audit = audit;
    this.tx = tx;
    this.settings = settings;
    this.clock = clock;
  }

  /** Everyone, in the order of joining. */
  List<Colleague> of(WorkspaceId workspace) {
    return tx.directory(() -> memberships.membersOf(workspace)).stream()
        .flatMap(
            one ->
                accounts.find(one.user()).stream()
                    .map(
                        account ->
                            new Colleague(
                                one.user(),
                                account.name(),
                                account.email(),
                                one.role(),
                                one.joinedAt(),
                                one.lastSeenAt())))
        .toList();
  }

  void changeRole(Member actor, UserId whom, Role to) {
    change(
        actor.workspaceId(),
        team -> TeamRules.toRole(team, actor.user(), whom, to),
        team -> {
          Role from = known(team, whom);
          if (from != to) {
            memberships.setRole(actor.workspaceId(), whom, to);
            dropInvitations(actor.workspaceId(), whom, to, actor.actor());
            log(actor, "member.role_changed", whom, Map.of("from", from.wire(), "to", to.wire()));
          }
        });
  }

  void remove(Member actor, UserId whom) {
    change(
        actor.workspaceId(),
        team -> TeamRules.toRemoval(team, actor.user(), whom),
        team -> {
          memberships.end(actor.workspaceId(), whom, clock.instant());
          invitations.revokeOf(actor.workspaceId(), whom, actor.actor());
          log(actor, "member.removed", whom, Map.of("role", known(team, whom).wire()));
        });
  }

  /** Whether somebody could go; the only owner could not. */
  boolean mayLeave(WorkspaceId workspace, UserId who) {
    var team = new HashMap<UserId, Role>();
    tx.directory(() -> memberships.membersOf(workspace))
        .forEach(one -> team.put(one.user(), one.role()));
    return TeamRules.toLeaving(team, who).isEmpty();
  }

  void leave(WorkspaceId workspace, UserId who) {
    Actor actor = Actor.user(who, accounts.find(who).map(Account::name).orElse(""));
    leave(workspace, who, actor);
  }

  /** Going, logged under a name that the caller chooses: whoever deletes an account leaves none. */
  void leave(WorkspaceId workspace, UserId who, Actor actor) {
    change(
        workspace,
        team -> TeamRules.toLeaving(team, who),
        team -> {
          memberships.end(workspace, who, clock.instant());
          invitations.revokeOf(workspace, who, actor);
          audit.append(
              workspace,
              actor,
              "member.left",
              who.toString(),
              Map.of("role", known(team, who).wire()));
        });
  }

  /**
   * Makes somebody an owner.
   *
   * @param stays whether who hands on stays an owner, or becomes an administrator
   */
  void handOn(Member owner, UserId whom, boolean stays) {
    change(
        owner.workspaceId(),
        team -> TeamRules.toOwnership(team, owner.user(), whom),
        team -> {
          memberships.setRole(owner.workspaceId(), whom, Role.OWNER);
          if (!stays) {
            memberships.setRole(owner.workspaceId(), owner.user(), Role.ADMIN);
          }
          log(
              owner,
              "ownership.transferred",
              whom,
              Map.of("from", known(team, whom).wire(), "giver_stays_owner", stays));
          Account other = accounts.find(whom).orElseThrow();
          mail(owner, other.email(), "ownership_received", owner.name());
          mail(owner, owner.email(), "ownership_given", other.name());
        });
  }

  private void change(
      WorkspaceId workspace,
      Function<Map<UserId, Role>, Optional<TeamRules.Objection>> rule,
      Consumer<Map<UserId, Role>> work) {
    tx.run(
        workspace,
        () -> {
          Map<UserId, Role> team = memberships.lock(workspace);
          rule.apply(team)
              .ifPresent(
                  objection -> {
                    throw problem(objection);
                  });
          work.accept(team);
        });
  }

  /** The role of somebody whom a rule has found in the team. */
  private static Role known(Map<UserId, Role> team, UserId who) {
    return Objects.requireNonNull(team.get(who));
  }

  static ApiProblem problem(TeamRules.Objection objection) {
    String title =
        switch (objection.status()) {
          case 403 -> "Not allowed";
          case 404 -> "Not found";
          default -> "This cannot be done";
        };
    return new ApiProblem(
        objection.status(), objection.code(), title, objection.detail(), Map.of());
  }

  /** An invitation holds as long as whoever sent it may invite. */
  private void dropInvitations(WorkspaceId workspace, UserId whom, Role now, Actor actor) {
    if (!now.may(Permission.MANAGE_PEOPLE)) {
      invitations.revokeOf(workspace, whom, actor);
    }
  }

  private void log(Member actor, String action, UserId whom, Map<String, ?> detail) {
    audit.append(actor.workspaceId(), actor.actor(), action, whom.toString(), detail);
  }

  private void mail(Member owner, String to, String kind, String other) {
    Workspace workspace = owner.workspace();
    mails.queue(
        new Mail(
            workspace.id(),
            to,
            kind,
            List.of(other, workspace.businessName()),
            settings.publicUrl() + "/w/" + workspace.slug() + "/settings/team"));
  }
}
