package popeki.conversions;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * When to try again, and when no more. Pauses double from one second to two hours, a quarter more
 * or less by chance. Meta recognises a repeated event id for 48 hours: an event that may have
 * arrived is not sent after that, because it could count twice.
 */
@Pure
final class RetryRules {
  private static final Duration LONGEST = Duration.ofHours(2);
  private static final Duration RECOGNISED_FOR = Duration.ofHours(47);

  private RetryRules() {}

  /** What comes after a failed attempt. */
  sealed interface Plan {
    record Again(Instant at) implements Plan {}

    record GiveUp(Reason reason) implements Plan {}
  }

  /**
   * Plans after an attempt.
   *
   * @param tries attempts so far, this one included
   * @param unknownSince the first attempt that may have arrived; null when none may
   * @param chance 0 to 1, spreads what would come back at once
   */
  static Plan plan(
      DeliveryResult.Retry retry,
      int tries,
      @Nullable Instant unknownSince,
      double chance,
      Instant now) {
    boolean asked = retry.reason() == Reason.RATE_LIMITED;
    if (!asked && tries >= retry.limit()) {
      return new Plan.GiveUp(retry.reason());
    }
    Instant at = now.plus(pause(retry, tries, chance));
    if (unknownSince != null && at.isAfter(unknownSince.plus(RECOGNISED_FOR))) {
      return new Plan.GiveUp(Reason.OUTCOME_UNKNOWN);
    }
    return new Plan.Again(at);
  }

  private static Duration pause(DeliveryResult.Retry retry, int tries, double chance) {
    long seconds = 1L << Math.clamp(tries - 1L, 0, 13);
    long millis = Math.round(Math.min(seconds, LONGEST.toSeconds()) * 1000 * (0.75 + chance / 2));
    Duration own = Duration.ofMillis(millis);
    Duration asked = retry.after();
    return asked == null || asked.compareTo(own) < 0 ? own : asked;
  }
}
