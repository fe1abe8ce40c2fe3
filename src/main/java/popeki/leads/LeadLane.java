package popeki.leads;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import popeki.conversations.ConversationText;
import popeki.conversations.Conversations;
import popeki.kernel.ConversationId;
import popeki.kernel.WorkspaceId;
import popeki.leads.LeadWorkRepository.Work;
import popeki.platform.Lane;
import popeki.platform.Vault;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.Processing;
import popeki.workspaces.Purpose;
import popeki.workspaces.Workspace;
import popeki.workspaces.Workspaces;

/**
 * Reads the conversations that are due, one by one: claim, read outside any transaction, store. One
 * that cannot be read comes back with growing pauses, for ever, and holds up no other.
 */
@Component
class LeadLane implements Lane {
  static final String KIND = "leads";

  private static final Logger log = LoggerFactory.getLogger(LeadLane.class);
  private static final int MOST_MESSAGES = 500;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
  private static final int MOST_DOUBLINGS = 8;

  private final LeadWorkRepository waiting;
  private final Leads leads;
  private final LeadReader reader;
  private final Conversations conversations;
  private final Workspaces workspaces;
  private final Processing processing;
  private final WorkspaceTx tx;
  private final Vault vault;
  private final MeterRegistry metrics;
  private final Clock clock;

  LeadLane(
      LeadWorkRepository waiting,
      Leads leads,
      LeadReader reader,
      Conversations conversations,
      Workspaces workspaces,
      Processing processing,
      WorkspaceTx tx,
      Vault vault,
      MeterRegistry metrics,
      Clock clock) {
    this.waiting = waiting;
    this.leads = leads;
    this.reader = reader;
    this.conversations = conversations;
    this.workspaces = workspaces;
    this.processing = processing;
    this.tx = tx;
    this.vault = vault;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Next drain(Slice slice) {
    WorkspaceId workspace = slice.owner();
    while (clock.instant().isBefore(slice.until())) {
      if (!processing.allows(workspace, Purpose.LEAD_SCORING)) {
        // What waits keeps waiting; the switch wakes the lane.
        return Next.idle();
      }
      Instant now = clock.instant();
      Optional<Work> work =
          tx.in(workspace, () -> waiting.claim(workspace, now, LeadLane::pauseAfter));
      if (work.isEmpty()) {
        return new Next(tx.in(workspace, () -> waiting.nextDue(workspace)).orElse(null));
      }
      take(workspace, work.get());
    }
    return Next.at(clock.instant());
  }

  private void take(WorkspaceId workspace, Work work) {
    try {
      read(workspace, work);
    } catch (RuntimeException e) {
      metrics.counter("popeki.leads.failed", "provider", reader.name()).increment();
      log.warn(
          "Conversation {} could not be read at attempt {}; it is tried again in {}",
          work.conversation(),
          work.attempts() + 1,
          pauseAfter(work.attempts() + 1),
          e);
    }
  }

  private void read(WorkspaceId workspace, Work work) {
    ConversationId conversation = work.conversation();
    if (conversations.isSuppressed(workspace, conversation)) {
      leads.settle(workspace, work, Verdict.Why.OPTED_OUT);
      return;
    }
    Excerpt excerpt =
        Excerpt.of(numbered(conversations.texts(workspace, conversation, MOST_MESSAGES)));
    if (excerpt.isEmpty()) {
      leads.settle(workspace, work, Verdict.Why.EMPTY);
      return;
    }
    BusinessContext business = business(workspaces.get(workspace));
    byte[] input =
        vault.fingerprint(
            workspace, "lead-input", excerpt.identity(reader.name() + reader.model(), business));
    if (leads.knows(workspace, conversation, input)) {
      leads.settle(workspace, work);
      return;
    }
    if (!processing.allows(workspace, Purpose.LEAD_SCORING)) {
      return;
    }
    Reading reading = reader.read(business, excerpt.messages());
    LeadScore score = LeadScorer.score(reading, excerpt.messages());
    var answer =
        new Leads.Answer(
            Verdict.Label.of(reading, score),
            Classification.Author.machine(reader.name(), reader.model()),
            input,
            excerpt.leadMessages());
    if (leads.settle(workspace, work, answer)) {
      metrics
          .timer("popeki.leads.latency", "provider", reader.name())
          .record(Duration.between(work.firstAt(), clock.instant()));
    }
  }

  private static List<LeadMessage> numbered(List<ConversationText> texts) {
    var messages = new ArrayList<LeadMessage>(texts.size());
    for (ConversationText text : texts) {
      messages.add(
          new LeadMessage(
              messages.size() + 1,
              text.fromLead() ? LeadMessage.From.LEAD : LeadMessage.From.BUSINESS,
              text.text()));
    }
    return messages;
  }

  private static BusinessContext business(Workspace workspace) {
    return new BusinessContext(
        workspace.trade(), workspace.offers(), workspace.country(), workspace.currency());
  }

  /** Ten seconds, twenty, forty … up to three quarters of an hour. */
  static Duration pauseAfter(int attempts) {
    return FIRST_PAUSE.multipliedBy(1L << Math.clamp(attempts - 1, 0, MOST_DOUBLINGS));
  }
}
