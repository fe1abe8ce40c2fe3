package popeki.workspaces;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.accounts.Account;
import popeki.accounts.Accounts;
import popeki.accounts.EmailAddress;
import popeki.kernel.UserId;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;
import popeki.mails.Mail;
import popeki.mails.Mails;
import popeki.platform.Actor;
import popeki.platform.ApiProblem;
import popeki.platform.Audit;
import popeki.platform.Secrets;
import popeki.platform.Settings;
import popeki.platform.Words;
import popeki.platform.WorkspaceTx;

/**
 * Asking people to join. The link is known to the mail alone; of its 256 bits the hash is kept. It
 * is bound to the address and the role, works once and for 72 hours, and only as long as whoever
 * sent it may invite.
 */
@Component
class Invitations {
  private final InvitationRepository rows;
  private final MembershipRepository memberships;
  private final Accounts accounts;
  private final Mails mails;
  private final Audit audit;
  private final WorkspaceTx tx;
  private final Settings settings;
  private final Words words;
  private final Clock clock;

  /** What became of asking somebody. */
  sealed interface Outcome {
    record Sent(Invitation invitation) implements Outcome {}

    /** The person belongs to the workspace already. */
    record Member(Role role) implements Outcome {}

    record Refused(InvitationRules.Objection why) implements Outcome {}
  }

  Invitations(
      InvitationRepository rows,
      MembershipRepository memberships,
      Accounts accounts,
      Mails mails,
      Audit audit,
      WorkspaceTx tx,
      Settings settings,
      Words words,
      Clock clock) {
    this.rows = rows;
    this.memberships = memberships;
    this.accounts = accounts;
    this.mails = mails;
    this.audit = audit;
    this.tx = tx;
    this.settings = settings;
    this.words = words;
    this.clock = clock;
  }

  List<Invitation> pending(WorkspaceId workspace) {
    return tx.in(workspace, () -> rows.pending(workspace));
  }

  /** Asks an address to join. Whether it has an account changes nothing of the answer. */
  Outcome invite(Member by, EmailAddress email, Role role) {
    WorkspaceId workspace = by.workspaceId();
    return tx.in(
        workspace,
        () -> {
          Map<UserId, Role> team = requireInviter(by);
          Role known = accounts.byEmail(email).map(Account::id).map(team::get).orElse(null);
          if (known != null) {
            return new Outcome.Member(known);
          }
          return send(by, email, role, rows.to(workspace, email).orElse(null));
        });
  }

  /** Sends a pending invitation again, with a new link; the one before stops working. */
  Outcome resend(Member by, UUID id) {
    return tx.in(
        by.workspaceId(),
        () -> {
          requireInviter(by);
          Invitation last = pending(by, id);
          return send(by, last.email(), last.role(), last);
        });
  }

  void revoke(Member by, UUID id) {
    tx.run(
        by.workspaceId(),
        () -> {
          requireInviter(by);
          revoke(pending(by, id), by.actor());
        });
  }

  /** Takes back everything that somebody has sent; joins the change that took their right. */
  void revokeOf(WorkspaceId workspace, UserId inviter, Actor actor) {
    tx.run(
        workspace,
        () ->
            rows.pending(workspace).stream()
                .filter(one -> one.invitedBy().equals(inviter))
                .forEach(one -> revoke(one, actor)));
  }

  /** The invitation of a link; empty when unknown, used up, taken back or too old. */
  Optional<Invitation> find(String token) {
    if (token.length() > 100) {
      return Optional.empty();
    }
    return tx.directory(() -> rows.locate(Secrets.hash(token)))
        .flatMap(at -> tx.in(at.workspace(), () -> good(at.workspace(), at.id())));
  }

  /** Uses an invitation up; joins the transaction of whoever joins the workspace. */
  boolean use(Invitation invitation) {
    return tx.in(
        invitation.workspace(),
        () -> {
          memberships.lock(invitation.workspace());
          return good(invitation.workspace(), invitation.id()).isPresent()
              && rows.remove(invitation.workspace(), invitation.id());
        });
  }

  private Optional<Invitation> good(WorkspaceId workspace, UUID id) {
    return rows.find(workspace, id)
        .filter(one -> one.isOpen(clock.instant()))
        .filter(
            one ->
                memberships.membersOf(workspace).stream()
                    .anyMatch(
                        member ->
                            member.user().equals(one.invitedBy()) && mayInvite(member.role())));
  }

  private Outcome send(Member by, EmailAddress email, Role role, @Nullable Invitation last) {
    WorkspaceId workspace = by.workspaceId();
    Instant now = WorkspaceRepository.stored(clock.instant());
    rows.purge(workspace, now.minus(InvitationRules.DAY), now.minus(InvitationRules.KEPT));
    long open = rows.pending(workspace).stream().filter(one -> one.isOpen(now)).count();
    long today = rows.sendsSince(workspace, now.minus(InvitationRules.DAY));
    Optional<InvitationRules.Objection> objection =
        InvitationRules.toSending(last, new InvitationRules.Sent(open, today), now);
    if (objection.isPresent()) {
      return new Outcome.Refused(objection.get());
    }
    var made =
        new Invitation(
            workspace,
            last == null ? Uuid7.at(now) : last.id(),
            email,
            role,
            by.user(),
            last == null ? now : last.createdAt(),
            now,
            now.plus(InvitationRules.VALID),
            null,
            InvitationRules.sends(last, now));
    String token = Secrets.token();
    rows.store(made, Secrets.hash(token));
    mail(by, made, token);
    audit.append(
        workspace,
        by.actor(),
        last == null || last.revokedAt() != null ? "invitation.sent" : "invitation.resent",
        made.id().toString(),
        Map.of("role", role.wire()));
    return new Outcome.Sent(made);
  }

  private void mail(Member by, Invitation made, String token) {
    mails.queue(
        new Mail(
            made.workspace(),
            made.email().value(),
            "invitation",
            List.of(
                by.name(),
                by.workspace().businessName(),
                words.of("people.role." + made.role().wire()),
                words.of("people.sees." + made.role().wire())),
            settings.publicUrl() + "/invite/" + token));
  }

  private void revoke(Invitation one, Actor actor) {
    rows.revoke(one.workspace(), one.id(), clock.instant());
    audit.append(
        one.workspace(),
        actor,
        "invitation.revoked",
        one.id().toString(),
        Map.of("role", one.role().wire()));
  }

  private Invitation pending(Member by, UUID id) {
    return rows.find(by.workspaceId(), id)
        .filter(one -> one.revokedAt() == null)
        .orElseThrow(() -> ApiProblem.notFound("invitation"));
  }

  /** The team, asked anew: the right may have gone since the page was asked for. */
  private Map<UserId, Role> requireInviter(Member by) {
    Map<UserId, Role> team = memberships.lock(by.workspaceId());
    if (!mayInvite(team.get(by.user()))) {
      throw Team.problem(TeamRules.Objection.NOT_ALLOWED);
    }
    return team;
  }

  private static boolean mayInvite(@Nullable Role role) {
    return role != null && role.may(Permission.MANAGE_PEOPLE);
  }
}
