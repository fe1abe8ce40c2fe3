package popeki.leads;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import popeki.conversations.ConversationText;
import popeki.conversations.Conversations;
import popeki.kernel.ConversationId;
import popeki.kernel.WorkspaceId;
import popeki.leads.LeadWorkRepository.Work;
import popeki.platform.Lane;
import popeki.platform.RunMode;
import popeki.platform.Vault;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.Processing;
import popeki.workspaces.Purpose;
import popeki.workspaces.Workspace;
import popeki.workspaces.Workspaces;

/**
 * Reads the conversations that are due: claim, read outside any transaction, store. Where a
 * business uses an AI, many wait for it side by side; whoever it does not answer is read by the
 * built-in classifier at once and asked about again later. One that cannot be read comes back with
 * growing pauses, for ever, and holds up no other.
 */
@Component
class LeadLane implements Lane {
  static final String KIND = "leads";

  private static final Logger log = LoggerFactory.getLogger(LeadLane.class);
  private static final int MOST_MESSAGES = 500;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
  private static final int MOST_DOUBLINGS = 8;

  /** Longer than all providers together may take: until then nobody else takes it up. */
  private static final Duration ASKING = Duration.ofSeconds(45);

  /** Who has waited this long is read by the built-in classifier, without asking anybody. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final Duration NO_SEAT = Duration.ofMillis(200);

  private final LeadWorkRepository waiting;
  private final Leads leads;
  private final BuiltInReader builtIn;
  private final AiReader ai;
  private final ReadingDesk desk;
  private final Conversations conversations;
  private final Workspaces workspaces;
  private final Processing processing;
  private final WorkspaceTx tx;
  private final Vault vault;
  private final MeterRegistry metrics;
  private final RunMode mode;
  private final Clock clock;

  LeadLane(
      LeadWorkRepository waiting,
      Leads leads,
      BuiltInReader builtIn,
      AiReader ai,
      ReadingDesk desk,
      Conversations conversations,
      Workspaces workspaces,
      Processing processing,
      WorkspaceTx tx,
      Vault vault,
      MeterRegistry metrics,
      RunMode mode,
      Clock clock) {
    this.waiting = waiting;
    this.leads = leads;
    this.builtIn = builtIn;
    this.ai = ai;
    this.desk = desk;
    this.conversations = conversations;
    this.workspaces = workspaces;
    this.processing = processing;
    this.tx = tx;
    this.vault = vault;
    this.metrics = metrics;
    this.mode = mode;
    this.clock = clock;
  }

  /**
   * A conversation as it was found.
   *
   * @param input what the built-in classifier reads, as a keyed hash
   */
  private record Found(
      Work work, BusinessContext business, Excerpt excerpt, Reading basic, byte[] input) {}

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Next drain(Slice slice) {
    WorkspaceId workspace = slice.owner();
    boolean asks = ai.isOpenTo(workspace);
    try {
      while (clock.instant().isBefore(slice.until())) {
        if (!processing.allows(workspace, Purpose.LEAD_SCORING)) {
          // What waits keeps waiting; the switch wakes the lane.
          return Next.idle();
        }
        if (asks && !desk.takeSeat(workspace)) {
          return Next.at(clock.instant().plus(NO_SEAT));
        }
        boolean handedOver = false;
        try {
          Instant now = clock.instant();
          Optional<Work> work =
              tx.in(workspace, () -> waiting.claim(workspace, now, n -> pauseAfter(n, asks)));
          if (work.isEmpty()) {
            return new Next(tx.in(workspace, () -> waiting.nextDue(workspace)).orElse(null));
          }
          if (asks) {
            handedOver = true;
            desk.work(workspace, () -> take(workspace, work.get(), true));
          } else {
            take(workspace, work.get(), false);
          }
        } finally {
          if (asks && !handedOver) {
            desk.leaveSeat(workspace);
          }
        }
      }
      return Next.at(clock.instant());
    } finally {
      if (!mode.worksInBackground()) {
        desk.awaitEmpty(workspace);
      }
    }
  }

  private void take(WorkspaceId workspace, Work work, boolean asks) {
    try {
      find(workspace, work).ifPresent(found -> read(workspace, found, asks));
    } catch (RuntimeException e) {
      metrics.counter("popeki.leads.failed", "provider", asks ? "ai" : "builtin").increment();
      log.warn(
          "Conversation {} could not be read at attempt {}; it is tried again in {}",
          work.conversation(),
          work.attempts() + 1,
          pauseAfter(work.attempts() + 1, asks),
          e);
    }
  }

  /** Empty for what may not or need not be read; then the wait has ended. */
  private Optional<Found> find(WorkspaceId workspace, Work work) {
    ConversationId conversation = work.conversation();
    if (conversations.isSuppressed(workspace, conversation)) {
      leads.settle(workspace, work, Verdict.Why.OPTED_OUT);
      return Optional.empty();
    }
    Excerpt excerpt =
        Excerpt.of(numbered(conversations.texts(workspace, conversation, MOST_MESSAGES)));
    if (excerpt.isEmpty()) {
      leads.settle(workspace, work, Verdict.Why.EMPTY);
      return Optional.empty();
    }
    if (!processing.allows(workspace, Purpose.LEAD_SCORING)) {
      return Optional.empty();
    }
    BusinessContext business = business(workspaces.get(workspace));
    return Optional.of(
        new Found(
            work,
            business,
            excerpt,
            builtIn.read(business, excerpt.messages()),
            input(workspace, excerpt, business, builtIn.name() + builtIn.model())));
  }

  private void read(WorkspaceId workspace, Found found, boolean asks) {
    ConversationId conversation = found.work().conversation();
    if (!asks || leads.isJudgedByPerson(workspace, conversation)) {
      settleBasic(workspace, found, null);
      return;
    }
    LeadQuestion question =
        LeadQuestion.of(found.business(), found.excerpt().messages(), builtIn.classifier());
    byte[] input = input(workspace, found.excerpt(), found.business(), "ai" + LeadPrompt.NAME);
    if (question.asksNothing()) {
      settleBasic(workspace, found, null);
    } else if (leads.knows(workspace, conversation, input)) {
      leads.settle(workspace, found.work());
    } else if (found.work().retries() == 0 && isLate(found.work())) {
      settleBasic(workspace, found, new Leads.Basic("many conversations came at once", soon()));
    } else {
      ask(workspace, found, question, input);
    }
  }

  /** Asked and answered only for who is still there and still allows it, before and after. */
  private void ask(WorkspaceId workspace, Found found, LeadQuestion question, byte[] input) {
    ConversationId conversation = found.work().conversation();
    if (!mayLeave(workspace, conversation)) {
      settleBasic(workspace, found, null);
      return;
    }
    switch (ai.read(workspace, conversation, question, found.basic())) {
      case AiReader.Outcome.Read read when mayLeave(workspace, conversation) ->
          settle(workspace, found, read.reading(), read.provider(), read.model(), input, null);
      case AiReader.Outcome.Read _ -> settleBasic(workspace, found, null);
      case AiReader.Outcome.Unread none ->
          settleBasic(
              workspace,
              found,
              new Leads.Basic(none.why(), none.retryAt().map(this::notBeforeLong).orElse(null)));
    }
  }

  private boolean mayLeave(WorkspaceId workspace, ConversationId conversation) {
    return ai.isOpenTo(workspace)
        && processing.allows(workspace, Purpose.LEAD_SCORING)
        && !conversations.isSuppressed(workspace, conversation);
  }

  private boolean isLate(Work work) {
    return Duration.between(work.dueAt(), clock.instant()).compareTo(PATIENCE) > 0;
  }

  private Instant soon() {
    return clock.instant().plus(Leads.FIRST_RETRY);
  }

  private Instant notBeforeLong(Instant at) {
    Instant soon = soon();
    return at.isBefore(soon) ? soon : at;
  }

  private void settleBasic(WorkspaceId workspace, Found found, Leads.@Nullable Basic basic) {
    settle(workspace, found, found.basic(), builtIn.name(), builtIn.model(), found.input(), basic);
  }

  private void settle(
      WorkspaceId workspace,
      Found found,
      Reading reading,
      String provider,
      String model,
      byte[] input,
      Leads.@Nullable Basic basic) {
    Work work = found.work();
    LeadScore score = LeadScorer.score(reading, found.excerpt().messages());
    var answer =
        new Leads.Answer(
            Verdict.Label.of(reading, score),
            Classification.Author.machine(provider, model),
            input,
            found.excerpt().leadMessages(),
            basic);
    boolean known = basic == null && leads.knows(workspace, work.conversation(), input);
    boolean settled = known ? leads.settle(workspace, work) : leads.settle(workspace, work, answer);
    if (settled && work.retries() == 0) {
      metrics
          .timer("popeki.leads.latency", "provider", provider)
          .record(Duration.between(work.firstAt(), clock.instant()));
    }
  }

  private byte[] input(
      WorkspaceId workspace, Excerpt excerpt, BusinessContext business, String reader) {
    return vault.fingerprint(workspace, "lead-input", excerpt.identity(reader, business));
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

  private static Duration pauseAfter(int attempts, boolean asks) {
    Duration pause = pauseAfter(attempts);
    return asks && pause.compareTo(ASKING) < 0 ? ASKING : pause;
  }
}
