package popeki.attribution;

import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import popeki.attribution.FactLedger.Fact;
import popeki.attribution.FactLedger.Kind;
import popeki.conversations.ContactOptedOut;
import popeki.conversations.ContactsMerged;
import popeki.conversations.ConversationStarted;
import popeki.conversations.ConversationsRegrouped;
import popeki.conversations.MessageReceived;
import popeki.conversations.OutcomeRecorded;
import popeki.kernel.WorkspaceId;
import popeki.platform.Delta;

/**
 * Follows conversations, in their transaction: who started one is decided when its words are
 * stored.
 */
@Component
class AttributionListener {
  private final Attributions attributions;
  private final TouchReader touches;
  private final FactLedger facts;
  private final ArrivalRepository arrivals;
  private final AgainRepository again;

  AttributionListener(
      Attributions attributions,
      TouchReader touches,
      FactLedger facts,
      ArrivalRepository arrivals,
      AgainRepository again) {
    this.attributions = attributions;
    this.touches = touches;
    this.facts = facts;
    this.arrivals = arrivals;
    this.again = again;
  }

  @EventListener
  void on(ConversationStarted started) {
    arrivals.began(
        started.workspace(),
        started.conversation(),
        started.contact(),
        started.number(),
        started.startedAt());
    facts.count(
        started.workspace(),
        started.conversation(),
        new Fact(Kind.STARTED, 1, started.startedAt(), null, "unattributed", Delta.Credit.NONE));
    attributions.decide(started.workspace(), started.conversation());
  }

  @EventListener
  void on(MessageReceived message) {
    if (touches.note(message)) {
      attributions.decide(message.workspace(), message.conversation());
      again.after(message.workspace(), message.conversation());
    }
  }

  /**
   * Messages changed their conversation: what they told is read and credited again, first of all.
   */
  @EventListener
  @Order(1)
  void on(ConversationsRegrouped regrouped) {
    WorkspaceId workspace = regrouped.workspace();
    for (ConversationsRegrouped.OutcomesMoved moved : regrouped.outcomes()) {
      facts.move(workspace, moved.from(), moved.into(), moved.ordinals());
    }
    for (ConversationsRegrouped.Dissolved gone : regrouped.dissolved()) {
      touches.forget(workspace, gone.conversation());
      facts.dissolve(workspace, gone.conversation());
      attributions.dissolve(workspace, gone.conversation(), gone.into());
    }
    for (ConversationsRegrouped.Changed changed : regrouped.changed()) {
      touches.forget(workspace, changed.conversation());
    }
    for (ConversationsRegrouped.Changed changed : regrouped.changed()) {
      arrivals.restart(workspace, changed.conversation(), changed.startedAt());
      changed.messages().forEach(touches::note);
      facts.redate(workspace, changed.conversation(), changed.startedAt());
      attributions.decide(workspace, changed.conversation());
    }
    for (ConversationsRegrouped.Qualification qualified : regrouped.qualifications()) {
      attributions.qualify(workspace, qualified);
    }
    for (ConversationsRegrouped.Changed changed : regrouped.changed()) {
      attributions.credit(workspace, changed.conversation());
      again.after(workspace, changed.conversation());
    }
  }

  @EventListener
  void on(ContactsMerged merged) {
    touches.giveTo(merged.workspace(), merged.from(), merged.into());
    arrivals.giveTo(merged.workspace(), merged.from(), merged.into());
    again.ofContact(merged.workspace(), merged.into());
  }

  /** Nothing is guessed about somebody who opted out, not even what was guessed before. */
  @EventListener
  void on(ContactOptedOut gone) {
    again.ofContact(gone.workspace(), gone.contact());
  }

  @EventListener
  void on(OutcomeRecorded outcome) {
    if (outcome.firstQualified()) {
      count(outcome, Kind.QUALIFIED);
    }
    switch (outcome.kind()) {
      case "won" -> count(outcome, Kind.WON);
      case "refunded" -> count(outcome, Kind.REFUNDED);
      default -> {
        // The other outcomes move the stage and count for nothing.
      }
    }
  }

  private void count(OutcomeRecorded outcome, Kind kind) {
    Decision credit = attributions.current(outcome.workspace(), outcome.conversation());
    boolean money = kind == Kind.WON || kind == Kind.REFUNDED;
    facts.count(
        outcome.workspace(),
        outcome.conversation(),
        new Fact(
            kind,
            outcome.ordinal(),
            outcome.occurredAt(),
            money ? outcome.value() : null,
            credit.status(),
            credit.credit()));
    attributions.credit(outcome.workspace(), outcome.conversation());
  }
}
