package popeki.reports;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/** A figure that can stand on the chart. */
@Pure
enum Measure {
  CLICKS,
  CONVERSATIONS,
  ATTRIBUTED,
  QUALIFIED,
  WON,
  REVENUE;

  /** The name in URLs and in the message catalogue. */
  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Measure> of(@Nullable String wire) {
    for (Measure one : values()) {
      if (one.wire().equals(wire)) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }

  /** Its value; revenue in minor units of one currency. */
  long of(Measures sum, String currency) {
    return switch (this) {
      case CLICKS -> sum.clicks();
      case CONVERSATIONS -> sum.conversations();
      case ATTRIBUTED -> sum.attributed();
      case QUALIFIED -> sum.qualified();
      case WON -> sum.won();
      case REVENUE -> sum.revenue().getOrDefault(currency, 0L);
    };
  }
}
