package popeki.attribution;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * All that {@link Matching} believes of a workspace, so small that it can be shown. Before anything
 * is learnt it is {@link #PRIOR}.
 *
 * @param delays how long people take to write, by the quarter of the day of their visit
 * @param tells the share of visits with a code whose message tells it
 * @param leaks the share of visits with a code whose message came without it
 * @param replies the share of visits without a code that led to a message
 * @param desktop how much rarer or more frequent messages are after a visit by computer
 * @param links how much more or less than others the visits of a link lead to messages
 * @param unprompted messages a second that no visit led to, by {@link #bin}
 * @param busy messages a second of any kind, by {@link #bin}: who takes hours writes when others do
 * @param numbers the part of those that no visit led to which comes to a number
 * @param company messages that a message which no visit led to brings along within minutes: bursts
 * @param sameCountry the share of visits whose person writes from a number of the same country
 * @param countries the share of people by country
 * @param codedLikeness how like the text messages without their code are, by {@link Likeness}
 * @param bareLikeness the same after visits without a code
 * @param strangerLikeness the same by chance, by link
 * @param returningAfterVisit the share of people known before, among those who came by a visit
 * @param returningUnprompted the same, among those who did not
 */
@Pure
record MatchModel(
    List<DelayCurve> delays,
    double tells,
    double leaks,
    double replies,
    double desktop,
    Map<UUID, Double> links,
    double[] unprompted,
    double[] busy,
    Map<UUID, Double> numbers,
    double company,
    double sameCountry,
    Map<String, Double> countries,
    double[] codedLikeness,
    double[] bareLikeness,
    Map<UUID, double[]> strangerLikeness,
    double returningAfterVisit,
    double returningUnprompted) {
  /** Hours of the day, apart for weekends. */
  static final int BINS = 48;

  /** Who visits at night may write in the morning: each quarter of a day has delays of its own. */
  static final int PARTS = 4;

  /** One message in two hours. */
  private static final double UNPROMPTED = 1.0 / 7200;

  /** Nobody writes the whole text of a link by chance, but some texts are what everybody writes. */
  static final double[] STRANGER = {0.004, 0.02, 0.976};

  static final double[] CODED_LIKENESS = {0.3, 0.3, 0.4};
  static final double[] BARE_LIKENESS = {0.8, 0.1, 0.1};

  static final MatchModel PRIOR =
      new MatchModel(
          Collections.nCopies(PARTS, DelayCurve.PRIOR),
          0.35,
          0.02,
          0.3,
          0.7,
          Map.of(),
          even(UNPROMPTED),
          even(UNPROMPTED),
          Map.of(),
          0.05,
          0.93,
          Map.of(),
          CODED_LIKENESS,
          BARE_LIKENESS,
          Map.of(),
          0.1,
          0.2);

  private static double[] even(double rate) {
    var bins = new double[BINS];
    Arrays.fill(bins, rate);
    return bins;
  }

  static int part(Instant at, ZoneId zone) {
    return at.atZone(zone).getHour() * PARTS / 24;
  }

  static int bin(Instant at, ZoneId zone) {
    ZonedDateTime local = at.atZone(zone);
    boolean weekend = local.getDayOfWeek().getValue() >= 6;
    return weekend ? 24 + local.getHour() : local.getHour();
  }

  /** Messages a second to a number that no visit led to. */
  double unprompted(UUID number, int bin) {
    return unprompted[bin] * numbers.getOrDefault(number, 1.0);
  }

  /** How many messages without a code a visit leads to. */
  double expected(Candidate visit) {
    return (visit.coded() ? leaks : replies)
        * (visit.desktop() ? desktop : 1)
        * links.getOrDefault(visit.link(), 1.0);
  }

  /** How much likelier the person's country is after this visit than by chance. */
  double country(@Nullable String visit, @Nullable String person) {
    if (visit == null || person == null) {
      return 1;
    }
    return (visit.equals(person) ? sameCountry / chance(person) : 0) + (1 - sameCountry);
  }

  /** How likely the two countries are one since it is the same person, and not by chance. */
  double sameNotByChance(String visit, String person) {
    if (!visit.equals(person)) {
      return 0;
    }
    return sameCountry / (sameCountry + (1 - sameCountry) * chance(person));
  }

  private double chance(String country) {
    return Math.max(countries.getOrDefault(country, 0.0), 0.02);
  }

  /** How much likelier such words are after a visit of this link than by chance. */
  double likeness(Candidate visit, Likeness likeness) {
    double[] after = visit.coded() ? codedLikeness : bareLikeness;
    double[] chance = strangerLikeness.getOrDefault(visit.link(), STRANGER);
    return after[likeness.place] / chance[likeness.place];
  }

  /** How much likelier somebody known, or somebody new, is after a visit than by chance. */
  double returning(boolean returning) {
    return returning
        ? returningAfterVisit / returningUnprompted
        : (1 - returningAfterVisit) / (1 - returningUnprompted);
  }
}
