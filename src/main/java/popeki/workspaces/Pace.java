package popeki.workspaces;

import java.time.Duration;
import java.time.Instant;
import popeki.kernel.Pure;

/**
 * How fast somebody may ask: {@code burst} at once, {@code perSecond} in the long run. A bucket of
 * tokens, written as one instant: the moment at which the bucket is full again.
 *
 * <p>{@code new Pace(100, 1000)} lets a thousand requests through at once, and then one every ten
 * milliseconds.
 */
@Pure
record Pace(double perSecond, int burst) {

  /**
   * What became of a request.
   *
   * @param left how many more would be let through now
   * @param pause how long until the next one is; zero when there is one left
   * @param toFull how long until all of {@code burst} are there again
   * @param full when the bucket is full again; what {@link #ask} wants to hear the next time
   */
  record Verdict(boolean allowed, int left, Duration pause, Duration toFull, Instant full) {}

  /**
   * Takes one token if there is one.
   *
   * @param full as the verdict before said it; any instant of the past for somebody new
   */
  Verdict ask(Instant full, Instant now) {
    Duration token = Duration.ofNanos(Math.round(1e9 / perSecond));
    Duration room = token.multipliedBy(burst);
    Instant base = full.isAfter(now) ? full : now;
    Duration missing = Duration.between(now, base.plus(token));
    if (missing.compareTo(room) > 0) {
      return new Verdict(false, 0, missing.minus(room), missing.minus(token), base);
    }
    int left = (int) room.minus(missing).dividedBy(token);
    Duration pause = left > 0 ? Duration.ZERO : missing.plus(token).minus(room);
    return new Verdict(true, left, pause, missing, base.plus(token));
  }

  /** How long an empty bucket takes to fill. */
  Duration window() {
    return Duration.ofMillis(Math.round(1000 * burst / perSecond));
  }
}
