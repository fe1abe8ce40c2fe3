package popeki.leads;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import popeki.conversations.ContactOptedOut;
import popeki.conversations.ContactsMerged;
import popeki.conversations.ConversationsRegrouped;
import popeki.conversations.MessageReceived;
import popeki.kernel.ConversationId;
import popeki.kernel.WorkspaceId;
import popeki.leads.LeadWorkRepository.Work;
import popeki.leads.RescoreRules.Situation;
import popeki.leads.RescoreRules.Timing;
import popeki.leads.RescoreRules.Waiting;
import popeki.platform.Lanes;
import popeki.workspaces.ProcessingSwitched;
import popeki.workspaces.Purpose;
import popeki.workspaces.WorkspaceSettings;
import popeki.workspaces.Workspaces;

/**
 * Follows conversations, in their transaction: whoever wrote waits to be read, and whoever opted
 * out no longer does.
 */
@Component
class LeadListener {
  private final Leads leads;
  private final ClassificationRepository answers;
  private final LeadWorkRepository waiting;
  private final Workspaces workspaces;
  private final Lanes lanes;
  private final Clock clock;

  LeadListener(
      Leads leads,
      ClassificationRepository answers,
      LeadWorkRepository waiting,
      Workspaces workspaces,
      Lanes lanes,
      Clock clock) {
    this.leads = leads;
    this.answers = answers;
    this.waiting = waiting;
    this.workspaces = workspaces;
    this.lanes = lanes;
    this.clock = clock;
  }

  @EventListener
  void on(MessageReceived message) {
    if (message.suppressed()) {
      leads.skip(
          message.workspace(), message.conversation(), message.contact(), Verdict.Why.OPTED_OUT);
      return;
    }
    Instant now = clock.instant();
    RescoreRules.due(situation(message), message.text(), now, timing(message))
        .ifPresent(
            due -> {
              waiting.put(message.workspace(), message.conversation(), message.contact(), now, due);
              lanes.wake(LeadLane.KIND, message.workspace(), due);
            });
  }

  /**
   * Conversations that have other messages than before are read anew; what never was one is not.
   */
  @EventListener
  void on(ConversationsRegrouped regrouped) {
    WorkspaceId workspace = regrouped.workspace();
    for (ConversationsRegrouped.Dissolved gone : regrouped.dissolved()) {
      leads.dissolve(workspace, gone.conversation(), gone.into());
    }
    for (ConversationsRegrouped.Changed changed : regrouped.changed()) {
      changed.messages().reversed().stream().limit(1).forEach(this::on);
    }
  }

  @EventListener
  void on(ContactsMerged merged) {
    waiting.giveTo(merged.workspace(), merged.from(), merged.into());
    answers.giveTo(merged.workspace(), merged.from(), merged.into());
  }

  @EventListener
  void on(ContactOptedOut person) {
    var theirs = new LinkedHashSet<ConversationId>();
    theirs.addAll(waiting.ofContact(person.workspace(), person.contact()));
    theirs.addAll(answers.ofContact(person.workspace(), person.contact()));
    theirs.stream()
        .sorted(java.util.Comparator.comparing(ConversationId::value))
        .forEach(
            conversation ->
                leads.skip(
                    person.workspace(), conversation, person.contact(), Verdict.Why.OPTED_OUT));
  }

  /** What waited while scoring was off is read now. */
  @EventListener
  void on(ProcessingSwitched switched) {
    if (switched.purpose() == Purpose.LEAD_SCORING && switched.on()) {
      lanes.wake(LeadLane.KIND, switched.workspace(), clock.instant());
    }
  }

  private Situation situation(MessageReceived message) {
    var past = answers.past(message.workspace(), message.conversation());
    Work work = waiting.find(message.workspace(), message.conversation()).orElse(null);
    return new Situation(
        past.runs(),
        past.lastRunAt(),
        past.judged(),
        past.byPerson(),
        work == null || work.isRetry()
            ? null
            : new Waiting(work.firstAt(), work.dueAt(), work.wake()));
  }

  private Timing timing(MessageReceived message) {
    WorkspaceSettings.Leads settings = workspaces.get(message.workspace()).settings().leads();
    return new Timing(
        Duration.ofSeconds(settings.debounceSeconds()),
        Duration.ofSeconds(settings.maxWaitSeconds()));
  }
}
