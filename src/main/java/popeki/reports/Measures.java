package popeki.reports;

import java.util.Map;
import java.util.TreeMap;
import popeki.kernel.Pure;

/**
 * What is counted, for whatever it is counted by. Amounts stand per currency in minor units, as
 * given; a currency whose amounts cancel out is left away.
 */
@Pure
record Measures(
    long clicks,
    long notCounted,
    long conversations,
    long attributed,
    long adUnknown,
    long qualified,
    long won,
    Map<String, Long> revenue,
    Map<String, Long> spend) {
  static final Measures NONE = new Measures(0, 0, 0, 0, 0, 0, 0, Map.of(), Map.of());

  Measures {
    revenue = Map.copyOf(revenue);
    spend = Map.copyOf(spend);
  }

  /** Only an amount of revenue. */
  static Measures ofRevenue(String currency, long minor) {
    return new Measures(0, 0, 0, 0, 0, 0, 0, amount(currency, minor), Map.of());
  }

  /** Only what ads cost. */
  static Measures ofSpend(String currency, long minor) {
    return new Measures(0, 0, 0, 0, 0, 0, 0, Map.of(), amount(currency, minor));
  }

  Measures plus(Measures other) {
    return new Measures(
        clicks + other.clicks,
        notCounted + other.notCounted,
        conversations + other.conversations,
        attributed + other.attributed,
        adUnknown + other.adUnknown,
        qualified + other.qualified,
        won + other.won,
        sum(revenue, other.revenue),
        sum(spend, other.spend));
  }

  boolean isNothing() {
    return equals(NONE);
  }

  private static Map<String, Long> amount(String currency, long minor) {
    return minor == 0 ? Map.of() : Map.of(currency, minor);
  }

  private static Map<String, Long> sum(Map<String, Long> one, Map<String, Long> other) {
    if (other.isEmpty()) {
      return one;
    }
    Map<String, Long> sum = new TreeMap<>(one);
    other.forEach((currency, minor) -> sum.merge(currency, minor, Math::addExact));
    sum.values().removeIf(minor -> minor == 0);
    return sum;
  }
}
