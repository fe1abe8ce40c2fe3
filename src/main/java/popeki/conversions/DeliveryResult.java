package popeki.conversions;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How one attempt ended. */
sealed interface DeliveryResult {
  GraphAnswer answer();

  /** Meta counted it. */
  record Accepted(GraphAnswer answer) implements DeliveryResult {}

  /** Meta will never take it. */
  record Rejected(Reason reason, GraphAnswer answer) implements DeliveryResult {}

  /**
   * Once more, later, with the same event id.
   *
   * @param after no earlier than this; null leaves it to our own pauses
   * @param mayHaveArrived Meta may have counted it although we were not told
   * @param limit attempts after which to give up; answers that make no sense get few
   */
  record Retry(
      Reason reason,
      @Nullable Duration after,
      boolean mayHaveArrived,
      int limit,
      GraphAnswer answer)
      implements DeliveryResult {}

  /** The token or its permissions do not work; a person has to mend it. */
  record Parked(GraphAnswer answer) implements DeliveryResult {}

  /** The word of the attempts' log. */
  default String word() {
    return switch (this) {
      case Accepted _ -> "accepted";
      case Rejected _ -> "rejected";
      case Retry retry -> retry.mayHaveArrived() ? "unknown" : "not_taken";
      case Parked _ -> "parked";
    };
  }
}
