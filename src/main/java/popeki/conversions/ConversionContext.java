package popeki.conversions;

import java.time.Instant;
import java.util.Optional;
import popeki.kernel.ConversationId;
import popeki.kernel.WorkspaceId;

/**
 * What the other steps know about a conversation. Asked when a conversion is born and each time it
 * is about to go.
 */
interface ConversionContext {
  /**
   * The person and what is credited, with the latest ad click before the outcome. Nothing when the
   * conversation was erased.
   */
  Optional<Subject> subject(WorkspaceId workspace, ConversationId conversation, Instant before);

  /** Whether nothing may be sent about this person; when it cannot be answered it throws. */
  boolean suppressed(WorkspaceId workspace, Subject subject);

  /** How sure of the source a conversion must be, 0 to 1. */
  double sendThreshold(WorkspaceId workspace);

  /** Whether the plan includes deliveries at the moment. */
  boolean paid(WorkspaceId workspace);
}
