package popeki.conversions;

import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import popeki.conversations.ContactOptedOut;
import popeki.conversations.ContactsMerged;
import popeki.conversations.ConversationsRegrouped;
import popeki.conversations.OutcomeRecorded;
import popeki.kernel.ConversationId;
import popeki.kernel.ConversionId;
import popeki.kernel.Money;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;
import popeki.platform.Lanes;
import popeki.platform.LiveUpdates;
import popeki.platform.Vault;

/**
 * Every first qualified and every won outcome gets its row of the ledger, in the transaction that
 * records the outcome, whether it can be sent or not.
 */
@Component
class ConversionListener {
  private final Assessments assessments;
  private final DestinationRepository destinations;
  private final ConversionRepository conversions;
  private final Vault vault;
  private final Lanes lanes;
  private final LiveUpdates live;
  private final Clock clock;

  ConversionListener(
      Assessments assessments,
      DestinationRepository destinations,
      ConversionRepository conversions,
      Vault vault,
      Lanes lanes,
      LiveUpdates live,
      Clock clock) {
    this.assessments = assessments;
    this.destinations = destinations;
    this.conversions = conversions;
    this.vault = vault;
    this.lanes = lanes;
    this.live = live;
    this.clock = clock;
  }

  @EventListener
  void on(OutcomeRecorded outcome) {
    if (outcome.firstQualified()) {
      record(outcome, Stage.QUALIFIED, null);
    }
    if (outcome.kind().equals(Stage.WON.wire())) {
      record(outcome, Stage.WON, outcome.value());
    }
  }

  /** From this commit on nothing of the person starts; what is leaving right now is waited for. */
  @EventListener
  void on(ContactOptedOut optOut) {
    if (conversions.cancel(optOut.workspace(), optOut.contact()) > 0) {
      live.changed(optOut.workspace());
    }
  }

  /**
   * Outcomes belong to another conversation now, and so do their events. The credit of the
   * conversations has been decided again by now.
   */
  @EventListener
  void on(ConversationsRegrouped regrouped) {
    for (ConversationsRegrouped.OutcomesMoved moved : regrouped.outcomes()) {
      conversions.giveTo(regrouped.workspace(), moved.from(), moved.into(), moved.ordinals());
    }
    for (ConversationsRegrouped.Qualification qualified : regrouped.qualifications()) {
      qualify(regrouped, qualified);
    }
  }

  /** Qualified by what came from elsewhere: told once, as if it had been reported here. */
  private void qualify(
      ConversationsRegrouped regrouped, ConversationsRegrouped.Qualification qualified) {
    ConversationsRegrouped.Qualification.First first = qualified.first();
    ConversationId conversation = qualified.conversation();
    if (first != null && !conversions.isQualified(regrouped.workspace(), conversation)) {
      var outcome =
          new OutcomeRecorded(
              regrouped.workspace(),
              conversation,
              regrouped.contact(),
              Stage.QUALIFIED.wire(),
              first.ordinal(),
              first.at(),
              null,
              true);
      record(outcome, Stage.QUALIFIED, null);
    }
  }

  @EventListener
  void on(ContactsMerged merged) {
    conversions.giveTo(merged.workspace(), merged.from(), merged.into());
  }

  private void record(OutcomeRecorded outcome, Stage stage, @Nullable Money value) {
    WorkspaceId workspace = outcome.workspace();
    Instant now = clock.instant();
    var destination = destinations.find(workspace).orElse(null);
    var names = destination == null ? Destination.Events.USUAL : destination.events();
    var event =
        new Outgoing(
            stage, names.of(stage), eventId(outcome, stage), outcome.occurredAt(), value, null);
    var decision =
        assessments.assess(workspace, outcome.conversation(), event, destination, now).decision();
    Instant due = decision instanceof Decision.Wait early ? early.until() : now;
    var row =
        new Conversion(
            new ConversionId(Uuid7.at(now)),
            outcome.conversation(),
            outcome.contact(),
            event,
            outcome.ordinal(),
            decision.status(),
            decision.refusal(),
            0,
            0,
            now,
            due,
            null);
    if (conversions.insert(workspace, row)) {
      wake(workspace, row);
    }
  }

  private void wake(WorkspaceId workspace, Conversion row) {
    if (row.status() == Status.PENDING || row.status() == Status.HELD) {
      lanes.wake(
          ConversionLane.KIND,
          workspace,
          row.status() == Status.PENDING
              ? row.dueAt()
              : row.event().occurredAt().plus(Preflight.TAKEN_FOR));
    }
    live.changed(workspace);
  }

  /** The same for the same outcome, however often it is told; nobody outside can work it out. */
  private String eventId(OutcomeRecorded outcome, Stage stage) {
    String outcomeName =
        outcome.workspace()
            + "|"
            + outcome.conversation()
            + "|"
            + stage.wire()
            + "|"
            + outcome.ordinal();
    return "pt_" + HexFormat.of().formatHex(vault.stableId(outcome.workspace(), outcomeName));
  }
}
