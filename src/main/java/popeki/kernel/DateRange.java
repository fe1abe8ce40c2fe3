package popeki.kernel;

import java.time.Duration;
import java.time.Instant;

/**
 * A span of time, from inclusive, to exclusive. Days of a workspace's zone become instants at the
 * edge, before this type.
 */
public record DateRange(Instant from, Instant to) {
  public DateRange {
    if (to.isBefore(from)) {
      throw new IllegalArgumentException("the range ends before it starts");
    }
  }

  public boolean contains(Instant at) {
    return !at.isBefore(from) && at.isBefore(to);
  }

  public Duration length() {
    return Duration.between(from, to);
  }
}
