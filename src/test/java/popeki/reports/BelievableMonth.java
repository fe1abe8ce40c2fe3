package popeki.reports;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import popeki.ads.Ad;
import popeki.platform.Delta;
import popeki.platform.Delta.Credit;

/** Sixty days of a small real-estate business, the same on every run. */
final class BelievableMonth {
  private BelievableMonth() {}

  static final List<Ad> ADS =
      List.of(
          ad("120210000000000001", "Two bedrooms, video", "120220000000000001"),
          ad("120210000000000002", "Two bedrooms, pictures", "120220000000000001"),
          ad("120210000000000003", "Visited the price page", "120220000000000002"));

  private static Ad ad(String id, String name, String campaign) {
    return new Ad(
        id,
        "meta",
        name,
        campaign.replace("12022", "12023"),
        "São Paulo, 25–45",
        campaign,
        campaign.endsWith("1") ? "Ponte Nova towers, two bedrooms" : "Retarget: price page");
  }

  private record Way(Credit credit, double conversationsADay, double clicksPer, double quality) {}

  private static final List<Way> WAYS =
      List.of(
          new Way(credit("instagram", "Spring sale – Instagram bio", null, 1), 9, 4.6, 0.23),
          new Way(credit("meta", "120220000000000001", "120210000000000001", 0), 6, 0, 0.27),
          new Way(credit("meta", "120220000000000001", "120210000000000002", 0), 4, 0, 0.19),
          new Way(credit("meta", "120220000000000002", "120210000000000003", 0), 3, 0, 0.34),
          new Way(credit("google", "Brand search", null, 2), 3, 3.1, 0.36),
          new Way(
              credit("google", "Apartments zona sul, exact match, October creative", null, 3),
              2,
              5.2,
              0.2),
          new Way(credit("facebook", "Community posts", null, 4), 1.5, 7.5, 0.12),
          new Way(credit("qr", "Showroom window", null, 5), 1, 1.4, 0.41),
          new Way(credit("newsletter", "November letter", null, 6), 0.8, 6.0, 0.3),
          new Way(Credit.NONE, 2.6, 0, 0.15));

  private static Credit credit(String source, String campaign, @Nullable String ad, int link) {
    return new Credit(
        source,
        campaign,
        ad == null ? null : campaign.replace("12022", "12023"),
        ad,
        link == 0 ? null : new UUID(0x0199000000007000L, 0x8000000000000000L + link));
  }

  static List<Delta> until(Instant now, ZoneId zone) {
    var random = new Random(9);
    List<Delta> deltas = new ArrayList<>();
    LocalDate today = now.atZone(zone).toLocalDate();
    for (int back = 60; back >= 0; back--) {
      LocalDate day = today.minusDays(back);
      double season = (day.getDayOfWeek().getValue() > 5 ? 0.6 : 1.1) * (1 + (60 - back) / 240.0);
      for (Way way : WAYS) {
        add(deltas, way, day, season, now, zone, random);
      }
    }
    return deltas;
  }

  private static void add(
      List<Delta> deltas,
      Way way,
      LocalDate day,
      double season,
      Instant now,
      ZoneId zone,
      Random random) {
    int conversations = count(way.conversationsADay() * season, random);
    int clicks = count(way.conversationsADay() * way.clicksPer() * season, random);
    Instant at = day.atTime(9 + random.nextInt(10), random.nextInt(60)).atZone(zone).toInstant();
    if (at.isAfter(now)) {
      return;
    }
    boolean known = way.credit().source() != null;
    int qualified = Math.min(conversations, count(conversations * way.quality(), random));
    int won = Math.min(qualified, count(qualified * 0.13, random));
    deltas.add(Delta.clicks(at, way.credit(), clicks, clicks / 9));
    deltas.add(
        new Delta(
            at,
            way.credit(),
            0,
            0,
            conversations,
            known ? conversations : 0,
            0,
            qualified,
            won,
            won * (45_000L + random.nextInt(60_000)),
            won == 0 ? null : "BRL"));
  }

  private static int count(double mean, Random random) {
    double noisy = mean * (0.6 + 0.8 * random.nextDouble());
    return (int) noisy + (random.nextDouble() < noisy - (int) noisy ? 1 : 0);
  }
}
