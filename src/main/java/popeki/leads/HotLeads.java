package popeki.leads;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import popeki.conversations.ContactOptedOut;
import popeki.conversations.ContactsMerged;
import popeki.conversations.Conversations;
import popeki.conversations.ConversationsRegrouped;
import popeki.kernel.UserId;
import popeki.kernel.WorkspaceId;
import popeki.leads.AlertRepository.Alert;
import popeki.leads.AlertRepository.Wish;
import popeki.platform.Audit;
import popeki.platform.Lanes;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.Attention;
import popeki.workspaces.Member;
import popeki.workspaces.Permission;

/**
 * Tells people of hot leads: once of each, while it is fresh, and only those whose role reads
 * conversations. Nobody is told of one who tries to steer the score.
 */
@Component
class HotLeads implements Attention {
  /** Older than this it is history that was read late, and no news. */
  private static final Duration FRESH = Duration.ofHours(2);

  private static final int MOST_SHOWN = 50;

  private final AlertRepository alerts;
  private final Conversations conversations;
  private final Audit audit;
  private final Lanes lanes;
  private final WorkspaceTx tx;
  private final Clock clock;

  HotLeads(
      AlertRepository alerts,
      Conversations conversations,
      Audit audit,
      Lanes lanes,
      WorkspaceTx tx,
      Clock clock) {
    this.alerts = alerts;
    this.conversations = conversations;
    this.audit = audit;
    this.lanes = lanes;
    this.tx = tx;
    this.clock = clock;
  }

  /** Whether a person of this role is told at all. */
  static boolean tells(Member member) {
    return member.role().may(Permission.READ_MESSAGES);
  }

  @EventListener
  void on(LeadClassified lead) {
    boolean hot = lead.category() == LeadCategory.HOT && !lead.injectionSuspected();
    if (!hot || lead.byPerson() || !isFresh(lead)) {
      return;
    }
    var alert = new Alert(lead.conversation(), lead.score(), lead.intent(), lead.at());
    if (alerts.add(lead.workspace(), alert, lead.contact())) {
      lanes.wake(AlertLane.KIND, lead.workspace(), clock.instant());
    }
  }

  private boolean isFresh(LeadClassified lead) {
    return conversations
        .facts(lead.workspace(), lead.conversation())
        .filter(facts -> facts.lastMessageAt().plus(FRESH).isAfter(lead.at()))
        .isPresent();
  }

  @EventListener
  void on(ContactOptedOut person) {
    alerts.removeOf(person.workspace(), person.contact());
  }

  @EventListener
  void on(ContactsMerged merged) {
    alerts.giveTo(merged.workspace(), merged.from(), merged.into());
  }

  @EventListener
  void on(ConversationsRegrouped regrouped) {
    regrouped
        .dissolved()
        .forEach(gone -> alerts.remove(regrouped.workspace(), gone.conversation()));
  }

  @Override
  public String place() {
    return "leads";
  }

  /** Hot leads that came since this person last looked. */
  @Override
  public long count(Member member) {
    if (!tells(member)) {
      return 0;
    }
    return tx.in(
        member.workspaceId(),
        () -> {
          Wish wish = alerts.wish(member.workspaceId(), member.user());
          return wish.inApp() ? alerts.newSince(member.workspaceId(), since(wish)) : 0L;
        });
  }

  /** To somebody who never looked, the last day is new. */
  private Instant since(Wish wish) {
    Instant yesterday = clock.instant().minus(Duration.ofDays(1));
    return wish.seenAt().equals(Instant.EPOCH) ? yesterday : wish.seenAt();
  }

  /** The latest, and which of them are new to this person; from now on none is. */
  Shown look(WorkspaceId workspace, UserId user) {
    return tx.in(
        workspace,
        () -> {
          Wish wish = alerts.wish(workspace, user);
          Instant since = since(wish);
          List<Alert> latest = alerts.latest(workspace, MOST_SHOWN);
          alerts.keep(workspace, user, new Wish(wish.inApp(), wish.byMail(), clock.instant()));
          return new Shown(latest, since, wish);
        });
  }

  /**
   * What a person is shown.
   *
   * @param since what came later is new to them
   */
  record Shown(List<Alert> latest, Instant since, Wish wish) {}

  /** How a person wants to hear from now on. */
  void wish(Member member, boolean inApp, boolean byMail) {
    tx.run(
        member.workspaceId(),
        () -> {
          Wish before = alerts.wish(member.workspaceId(), member.user());
          alerts.keep(
              member.workspaceId(), member.user(), new Wish(inApp, byMail, before.seenAt()));
          audit.append(
              member.workspaceId(),
              member.actor(),
              "lead_alerts.changed",
              member.user().toString(),
              Map.of("in_app", inApp, "by_mail", byMail));
        });
  }
}
