package popeki.attribution;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * How long before a message a visit may lie to be credited with it: for a source its own window
 * where it has one, else the workspace's.
 */
@Pure
record Windows(int days, Map<String, Integer> bySource) {
  Windows {
    bySource = Map.copyOf(bySource);
  }

  static Windows of(int days) {
    return new Windows(days, Map.of());
  }

  Duration of(@Nullable String source) {
    return Duration.ofDays(source == null ? days : bySource.getOrDefault(source, days));
  }

  /** The touch happened no longer before its message than its source counts. */
  boolean hold(Touch touch) {
    return !touch.happenedAt().isBefore(touch.toldAt().minus(of(touch.credit().source())));
  }

  /** The longest of them: nothing further back matters. */
  Duration longest() {
    return Duration.ofDays(bySource.values().stream().reduce(days, Math::max));
  }
}
