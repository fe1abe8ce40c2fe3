package popeki.ads;

import java.util.List;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Money;

/**
 * What an ad cost and brought over some days.
 *
 * @param spend one entry a currency
 * @param started conversations that Meta counts as begun; null when it told of none
 */
record AdTotals(
    List<Money> spend, @Nullable Long impressions, @Nullable Long clicks, @Nullable Long started) {
  static final AdTotals NOTHING = new AdTotals(List.of(), null, null, null);

  AdTotals {
    spend = List.copyOf(spend);
  }

  AdTotals plus(AdTotals other) {
    var both = new java.util.ArrayList<>(spend);
    both.addAll(other.spend);
    return new AdTotals(
        both,
        sum(impressions, other.impressions),
        sum(clicks, other.clicks),
        sum(started, other.started));
  }

  private static @Nullable Long sum(@Nullable Long a, @Nullable Long b) {
    return a == null ? b : b == null ? a : Long.valueOf(a + b);
  }
}
