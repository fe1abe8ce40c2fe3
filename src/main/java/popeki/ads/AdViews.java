package popeki.ads;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Money;
import popeki.platform.Shell;
import popeki.platform.Tone;
import popeki.platform.Words;

/** What the pages about ads show. */
public final class AdViews {
  private AdViews() {}

  /**
   * An ad in a list.
   *
   * @param name its name, or its id while nobody told one
   * @param named whether somebody did
   * @param spend of the last 28 days, one entry a currency
   */
  public record Row(
      String id,
      String name,
      boolean named,
      @Nullable String headline,
      @Nullable String campaign,
      @Nullable String adset,
      @Nullable String account,
      @Nullable String status,
      Tone tone,
      @Nullable String picture,
      String href,
      List<Money> spend,
      @Nullable Long impressions,
      @Nullable Long clicks,
      @Nullable Long started) {}

  /**
   * The catalogue.
   *
   * @param account the name of the one account that is shown; null for all
   */
  public record Listed(
      List<Row> rows,
      @Nullable String account,
      long total,
      @Nullable String moreHref,
      boolean anyAccount) {}

  /**
   * An ad, its ad set or its campaign, with the names it had.
   *
   * @param former "called X until 3 Nov", the latest first
   */
  public record Place(
      String kind, @Nullable String id, @Nullable String name, List<String> former) {}

  /** A day's cost and who told of it. */
  public record Day(
      LocalDate day,
      Money amount,
      @Nullable Long impressions,
      @Nullable Long clicks,
      @Nullable Long started,
      String origin) {
    static Day of(AdListRepository.Day day) {
      return new Day(
          day.day(), day.amount(), day.impressions(), day.clicks(), day.started(), day.origin());
    }
  }

  /**
   * One ad.
   *
   * @param unknown why Meta does not tell what it is called, in words
   */
  public record One(
      Row ad,
      List<Place> places,
      @Nullable String objective,
      @Nullable Instant wantedAt,
      @Nullable Instant learntAt,
      @Nullable String unknown,
      List<Day> days,
      Instant now) {}

  static Row row(Shell shell, AdDetail detail, AdTotals totals) {
    Ad ad = detail.ad();
    String status = detail.status();
    return new Row(
        ad.adId(),
        ad.name() == null ? ad.adId() : ad.name(),
        ad.name() != null,
        detail.headline(),
        ad.campaignName() == null ? ad.campaignId() : ad.campaignName(),
        ad.adsetName(),
        detail.accountName(),
        status == null ? null : status(shell.words(), status),
        "ACTIVE".equals(status) ? Tone.POSITIVE : Tone.NEUTRAL,
        detail.pictured() ? shell.path("ads/" + ad.adId() + "/picture") : null,
        shell.path("ads/" + ad.adId()),
        totals.spend(),
        totals.impressions(),
        totals.clicks(),
        totals.started());
  }

  private static String status(Words words, String status) {
    String key = "ads.ad.status." + status.toLowerCase(java.util.Locale.ROOT);
    return words.has(key) ? words.of(key) : words.of("ads.ad.status.other");
  }

  static Place place(
      Words words,
      String kind,
      @Nullable String id,
      @Nullable String name,
      List<AdNameRepository.Once> all) {
    var former = new ArrayList<String>();
    for (int i = 1; i < all.size(); i++) {
      former.add(
          words.of(
              "ads.called_until",
              all.get(i).name(),
              words.day(LocalDate.ofInstant(all.get(i - 1).since(), words.zone()))));
    }
    return new Place(kind, id, name, former);
  }
}
