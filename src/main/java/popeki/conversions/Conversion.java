package popeki.conversions;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import popeki.kernel.ContactId;
import popeki.kernel.ConversationId;
import popeki.kernel.ConversionId;

/**
 * A row of the ledger: one outcome, told to one destination or explained.
 *
 * @param conversation null after the person was erased, like {@code contact}
 * @param ordinal the outcome's number in its conversation
 * @param attempts all of them
 * @param tries attempts since it was last asked for
 * @param dueAt when a pending one may go next
 */
record Conversion(
    ConversionId id,
    @Nullable ConversationId conversation,
    @Nullable ContactId contact,
    Outgoing event,
    int ordinal,
    Status status,
    @Nullable Reason reason,
    int attempts,
    int tries,
    Instant createdAt,
    Instant dueAt,
    @Nullable Instant sentAt) {

  /** One attempt as it stands in the log. */
  record Attempt(
      Instant at,
      String result,
      @Nullable Integer httpStatus,
      @Nullable Integer code,
      @Nullable Integer subcode,
      @Nullable String trace,
      @Nullable String message) {}
}
