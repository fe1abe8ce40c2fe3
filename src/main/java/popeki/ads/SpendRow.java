package popeki.ads;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Money;

/** What one campaign, or one of its ads, cost on one day. */
record SpendRow(
    LocalDate day,
    String source,
    String campaignId,
    @Nullable String adId,
    Money amount,
    @Nullable Long impressions,
    @Nullable Long clicks) {
  /** What a later report of the same cost replaces. */
  record Key(LocalDate day, String source, String campaignId, @Nullable String adId) {}

  Key key() {
    return new Key(day, source, campaignId, adId);
  }
}
