package popeki.ads;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * How much of Meta's limits is used up, as an answer's headers tell.
 *
 * @param percent the highest of all limits; null when no header said so
 * @param regain how long Meta says that access is gone; null when it is not
 */
@Pure
record Usage(@Nullable Integer percent, @Nullable Duration regain) {
  static final Usage UNKNOWN = new Usage(null, null);

  private static final int SLOW = 75;
  private static final int STOP = 95;
  private static final Duration BETWEEN_SLOW_CALLS = Duration.ofSeconds(30);
  private static final Duration STOPPED = Duration.ofMinutes(15);
  private static final Duration LONGEST = Duration.ofHours(24);

  /** How long to wait before the next call; zero for not at all. */
  Duration pause() {
    if (regain != null && !regain.isZero() && !regain.isNegative()) {
      return regain.compareTo(LONGEST) > 0 ? LONGEST : regain;
    }
    if (percent == null || percent < SLOW) {
      return Duration.ZERO;
    }
    return percent < STOP ? BETWEEN_SLOW_CALLS : STOPPED;
  }

  /** The same after Meta refused a call because of a limit. */
  Duration pauseWhenRefused() {
    Duration told = pause();
    return told.compareTo(STOPPED) < 0 && regain == null ? STOPPED : told;
  }
}
