package popeki.conversions;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.kernel.ConversationId;
import popeki.kernel.WorkspaceId;

/** Gathers what the preflight asks for and asks it, inside a transaction of the workspace. */
@Component
class Assessments {
  private final ConversionContext context;
  private final DestinationRepository destinations;

  Assessments(ConversionContext context, DestinationRepository destinations) {
    this.context = context;
    this.destinations = destinations;
  }

  /** The decision and all that it rests on. */
  record Assessment(Preflight.Question question, Decision decision) {}

  /** What the stages are called at the destination, or usually. */
  Destination.Events names(WorkspaceId workspace) {
    return destinations.find(workspace).map(Destination::events).orElse(Destination.Events.USUAL);
  }

  Assessment assess(
      WorkspaceId workspace, @Nullable ConversationId conversation, Outgoing event, Instant now) {
    return assess(workspace, conversation, event, destinations.find(workspace).orElse(null), now);
  }

  Assessment assess(
      WorkspaceId workspace,
      @Nullable ConversationId conversation,
      Outgoing event,
      @Nullable Destination destination,
      Instant now) {
    Subject subject =
        conversation == null
            ? null
            : context.subject(workspace, conversation, event.occurredAt()).orElse(null);
    var question =
        new Preflight.Question(
            event,
            subject,
            subject != null && context.suppressed(workspace, subject),
            context.sendThreshold(workspace),
            context.paid(workspace),
            destination,
            now);
    return new Assessment(question, Preflight.decide(question));
  }
}
