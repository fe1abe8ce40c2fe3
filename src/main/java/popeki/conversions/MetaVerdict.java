package popeki.conversions;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import popeki.kernel.Pure;

/**
 * What an answer of Meta's means for one event. Success is what Meta counted, not the 200: an
 * answer of {@code events_received: 0} is a failure.
 */
@Pure
final class MetaVerdict {
  static final int MANY = 40;
  static final int FEW = 3;

  private static final Set<Integer> RATE = Set.of(4, 17, 32, 613);
  private static final Set<Integer> TOKEN = Set.of(190, 102, 0, 10, 3, 294, 368);
  private static final int NO_SUCH_DATASET = 33;
  private static final Map<Integer, Reason> REFUSALS =
      Map.of(
          2804003, Reason.TOO_OLD,
          2804050, Reason.REFUSED_TOO_LITTLE_DATA,
          2804066, Reason.REFUSED_EVENT_NAME,
          2804087, Reason.REFUSED_CLICK_ID);

  private MetaVerdict() {}

  static DeliveryResult judge(GraphAnswer answer) {
    Integer code = answer.code();
    if (code == null) {
      return withoutError(answer);
    }
    if (answer.httpStatus() == 429 || isRate(code)) {
      return rate(answer);
    }
    if (answer.isTransient() || code == 1 || code == 2 || answer.httpStatus() >= 500) {
      return unavailable(answer);
    }
    if (TOKEN.contains(code) || isPermission(code) || isDatasetGone(answer)) {
      return new DeliveryResult.Parked(answer);
    }
    Integer subcode = answer.subcode();
    Reason reason = subcode == null ? null : REFUSALS.get(subcode);
    return new DeliveryResult.Rejected(reason == null ? Reason.REFUSED_EVENT : reason, answer);
  }

  /** No answer at all: whether the event arrived decides whether it may be counted already. */
  static DeliveryResult noAnswer(GraphAnswer answer, boolean mayHaveArrived) {
    return new DeliveryResult.Retry(Reason.UNAVAILABLE, null, mayHaveArrived, MANY, answer);
  }

  private static DeliveryResult withoutError(GraphAnswer answer) {
    int status = answer.httpStatus();
    Integer received = answer.received();
    if (status == 200 && received != null) {
      return received >= 1
          ? new DeliveryResult.Accepted(answer)
          : new DeliveryResult.Retry(Reason.NOT_RECEIVED, null, false, FEW, answer);
    }
    if (status == 429) {
      return rate(answer);
    }
    if (status >= 500 || status == 408) {
      return unavailable(answer);
    }
    if (status == 401 || status == 403) {
      return new DeliveryResult.Parked(answer);
    }
    return new DeliveryResult.Retry(Reason.BAD_ANSWER, null, true, FEW, answer);
  }

  private static DeliveryResult rate(GraphAnswer answer) {
    Duration asked = answer.pause();
    return new DeliveryResult.Retry(
        Reason.RATE_LIMITED, asked == null ? Duration.ofSeconds(30) : asked, false, MANY, answer);
  }

  private static DeliveryResult unavailable(GraphAnswer answer) {
    return new DeliveryResult.Retry(Reason.UNAVAILABLE, answer.pause(), true, MANY, answer);
  }

  private static boolean isRate(int code) {
    return RATE.contains(code) || (code >= 80000 && code <= 80014);
  }

  private static boolean isPermission(int code) {
    return code >= 200 && code <= 299;
  }

  private static boolean isDatasetGone(GraphAnswer answer) {
    Integer subcode = answer.subcode();
    return subcode != null && subcode == NO_SUCH_DATASET;
  }
}
