package popeki.leads;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import popeki.kernel.ContactId;
import popeki.kernel.ConversationId;

/**
 * One answer about one conversation. All answers are kept; one of them is current.
 *
 * @param by who read or judged
 * @param messageCount how many messages the person had written
 * @param arrivedAt when the message came that this answers; null for what no message caused
 */
record Classification(
    UUID id,
    ConversationId conversation,
    ContactId contact,
    boolean current,
    Verdict verdict,
    Author by,
    int ruleVersion,
    byte @Nullable [] inputHash,
    int messageCount,
    @Nullable Instant arrivedAt,
    Instant at) {

  /**
   * Who answered.
   *
   * @param type machine, user or api_key
   * @param provider the reader, or {@code manual} for a person
   * @param reason why a person disagreed; of a machine, why only the built-in classifier read
   */
  record Author(
      String type,
      @Nullable String name,
      @Nullable String provider,
      @Nullable String model,
      @Nullable String reason) {
    static Author machine(@Nullable String provider, @Nullable String model) {
      return new Author("machine", null, provider, model, null);
    }

    /** The built-in classifier, because no AI answered. */
    Author because(String why) {
      return new Author(type, name, provider, model, why);
    }

    /** Whether an AI read, through one of its providers. */
    boolean isAi() {
      return isMachine() && provider != null && !provider.equals("builtin");
    }

    boolean isMachine() {
      return type.equals("machine");
    }
  }

  boolean isSkippedFor(Verdict.Why why) {
    return verdict instanceof Verdict.Skipped skipped && skipped.why() == why;
  }

  Verdict.@Nullable Label label() {
    return verdict instanceof Verdict.Label label ? label : null;
  }
}
