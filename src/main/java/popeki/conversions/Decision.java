package popeki.conversions;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What becomes of a conversion now. */
sealed interface Decision {
  /** It may go: this way, to this dataset, under this name. */
  record Send(Route route, Destination.Dataset dataset, String eventName) implements Decision {}

  /** It is a few minutes early. */
  record Wait(Instant until) implements Decision {}

  /** It can go once something else has changed. */
  record Hold(Reason reason) implements Decision {}

  /** It is too old for Meta; its time is never touched up. */
  record Expire() implements Decision {}

  /** It can never go as it is. */
  record Reject(Reason reason) implements Decision {}

  /** The person does not want it. */
  record Cancel(Reason reason) implements Decision {}

  default Status status() {
    return switch (this) {
      case Send _, Wait _ -> Status.PENDING;
      case Hold _ -> Status.HELD;
      case Expire _ -> Status.EXPIRED;
      case Reject _ -> Status.REJECTED;
      case Cancel _ -> Status.CANCELLED;
    };
  }

  /** Why it does not go; null when it does. */
  default @Nullable Reason refusal() {
    return switch (this) {
      case Send _, Wait _ -> null;
      case Hold hold -> hold.reason();
      case Expire _ -> Reason.TOO_OLD;
      case Reject reject -> reject.reason();
      case Cancel cancel -> cancel.reason();
    };
  }
}
