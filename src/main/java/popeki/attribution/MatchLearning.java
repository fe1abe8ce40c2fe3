package popeki.attribution;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import popeki.kernel.Pure;

/**
 * Learns a {@link MatchModel} from a workspace's own past: from its certain matches, which tell
 * delays and how often a visit leads to a message, and from what the visits explain of the other
 * arrivals, by expectation and maximisation. A prior stands beside all of it, so that little data
 * moves little.
 */
@Pure
final class MatchLearning {
  private static final int ROUNDS = 12;

  /** What happened so long ago counts half. */
  private static final double HALF_LIFE_DAYS = 10;

  // How many visits' or people's worth each prior has.
  private static final double DELAY_PRIOR = 20;
  private static final double PART_PRIOR = 8;
  private static final double RATE_PRIOR = 20;
  private static final double LEAK_PRIOR = 100;
  private static final double FACTOR_PRIOR = 20;
  private static final double COUNTRY_PRIOR = 20;
  private static final double LIKENESS_PRIOR = 10;
  private static final double STRANGER_PRIOR = 30;
  private static final double RETURNING_PRIOR = 10;

  /** An hour's worth of the mean rate stands beside each hour of the week. */
  private static final double BIN_PRIOR_SECONDS = 4 * 3600;

  private static final double COMPANY_PRIOR = 10;

  private final Map<UUID, History> histories;
  private final Map<UUID, Set<UUID>> linksOf;
  private final ZoneId zone;
  private final Instant now;
  private final double[] exposure;

  private MatchLearning(Map<UUID, History> histories, ZoneId zone, Instant from, Instant now) {
    this.histories = histories;
    this.linksOf = linksOf(histories);
    this.zone = zone;
    this.now = now;
    this.exposure = exposure(from);
  }

  /**
   * Learns.
   *
   * @param histories what happened between the two instants, by number
   */
  static MatchModel learn(Map<UUID, History> histories, ZoneId zone, Instant from, Instant now) {
    var learning = new MatchLearning(histories, zone, from, now);
    MatchModel model = MatchModel.PRIOR;
    for (int round = 0; round < ROUNDS; round++) {
      model = learning.better(model);
    }
    return model;
  }

  /** What happened at one number, oldest first. */
  record History(List<Arrival> arrivals, List<Candidate> visits) {}

  /** The links that people came to each number by: of others' texts its arrivals say nothing. */
  private static Map<UUID, Set<UUID>> linksOf(Map<UUID, History> histories) {
    var links = new HashMap<UUID, Set<UUID>>();
    histories.forEach(
        (number, history) ->
            links.put(
                number,
                history.visits().stream().map(Candidate::link).collect(Collectors.toSet())));
    return links;
  }

  private MatchModel better(MatchModel model) {
    var seen = new Seen(model);
    for (History history : histories.values()) {
      for (Candidate visit : history.visits()) {
        seen.visit(visit, weight(visit.at()));
      }
    }
    histories.forEach(
        (number, history) -> {
          for (Matching.Posterior posterior :
              new Matching(model, number, zone).of(history.arrivals(), history.visits())) {
            seen.posterior(number, posterior, weight(posterior.arrival().at()));
          }
        });
    return seen.model();
  }

  private double weight(Instant at) {
    double days = Math.max(0, Duration.between(at, now).toSeconds() / 86_400.0);
    return Math.pow(0.5, days / HALF_LIFE_DAYS);
  }

  /** Seconds of each hour of the week, weighed like what happened in them. */
  private double[] exposure(Instant from) {
    var seconds = new double[MatchModel.BINS];
    for (Instant at = from; at.isBefore(now); at = at.plusSeconds(3600)) {
      seconds[bin(at)] += 3600 * weight(at);
    }
    return seconds;
  }

  private int part(Candidate visit) {
    return MatchModel.part(visit.at(), zone);
  }

  private int bin(Instant at) {
    return MatchModel.bin(at, zone);
  }

  /** Visits of one kind, and the messages they led to with their code and without. */
  private static final class Group {
    private double visits;
    private double told;
    private double silent;

    /** With a code and without, each by phone and by computer. */
    static Group[] four() {
      return new Group[] {new Group(), new Group(), new Group(), new Group()};
    }

    double came() {
      return told + silent;
    }
  }

  /** What was seen, in weighed people. */
  private final class Seen {
    private final MatchModel model;
    private final double[][] delays = new double[MatchModel.PARTS][DelayCurve.steps()];
    private final Group[] groups = Group.four();
    private final Map<UUID, Group[]> links = new HashMap<>();
    private final double[] unprompted = new double[MatchModel.BINS];
    private final double[] any = new double[MatchModel.BINS];
    private double alone;
    private double accompanied;
    private double bothCountries;
    private double sameCountry;
    private final Map<String, Double> countries = new HashMap<>();
    private double withCountry;
    private final double[] codedLikeness = new double[3];
    private final double[] bareLikeness = new double[3];
    private final Map<UUID, double[]> strangerLikeness = new HashMap<>();
    private final Map<UUID, Double> numbers = new HashMap<>();
    private double after;
    private double returningAfter;
    private double byChance;
    private double returningByChance;

    Seen(MatchModel model) {
      this.model = model;
    }

    void visit(Candidate visit, double weight) {
      visits(visit).visits += weight;
      ofLink(visit).visits += weight;
      Instant claimedAt = visit.claimedAt();
      if (claimedAt != null) {
        visits(visit).told += weight;
        ofLink(visit).told += weight;
        int step = DelayCurve.step(Duration.between(visit.at(), claimedAt).toMillis() / 1000.0);
        if (step >= 0) {
          delays[part(visit)][step] += weight;
        }
      }
    }

    private Group ofLink(Candidate visit) {
      return links.computeIfAbsent(visit.link(), _ -> Group.four())[place(visit)];
    }

    private Group visits(Candidate visit) {
      return groups[place(visit)];
    }

    private static int place(Candidate visit) {
      return (visit.coded() ? 0 : 2) + (visit.desktop() ? 1 : 0);
    }

    void posterior(UUID number, Matching.Posterior posterior, double weight) {
      Arrival arrival = posterior.arrival();
      if (arrival.country() != null) {
        countries.merge(arrival.country(), weight, Double::sum);
        withCountry += weight;
      }
      double chance = weight * posterior.unprompted();
      double company = weight * posterior.company();
      any[bin(arrival.at())] += weight;
      unprompted[bin(arrival.at())] += chance - company;
      alone += chance - company;
      accompanied += company;
      byChance += chance;
      numbers.merge(number, chance, Double::sum);
      returningByChance += arrival.returning() ? chance : 0;
      for (Matching.Share share : posterior.shares()) {
        explained(arrival, share.visit(), weight * share.probability());
      }
      for (UUID link : linksOf.getOrDefault(number, Set.of())) {
        strangerLikeness.computeIfAbsent(link, _ -> new double[3])[arrival.likeness(link).place] +=
            chance;
      }
    }

    private void explained(Arrival arrival, Candidate visit, double part) {
      int step =
          DelayCurve.step(
              Math.max(0, Duration.between(visit.at(), arrival.at()).toMillis()) / 1000.0);
      delays[part(visit)][step] += part;
      visits(visit).silent += part;
      ofLink(visit).silent += part;
      if (visit.coded()) {
        codedLikeness[arrival.likeness(visit.link()).place] += part;
      } else {
        bareLikeness[arrival.likeness(visit.link()).place] += part;
      }
      after += part;
      returningAfter += arrival.returning() ? part : 0;
      if (visit.country() != null && arrival.country() != null) {
        bothCountries += part;
        sameCountry += part * model.sameNotByChance(visit.country(), arrival.country());
      }
    }

    MatchModel model() {
      MatchModel prior = MatchModel.PRIOR;
      Group coded = groups[0];
      Group bare = groups[2];
      double tells = share(coded.told, coded.visits, prior.tells(), RATE_PRIOR);
      double leaks = share(coded.silent, coded.visits, prior.leaks(), LEAK_PRIOR);
      // A visit without a code leads to a message as often as one with a code does, until it is
      // seen.
      double replies = share(bare.silent, bare.visits, tells, RATE_PRIOR);
      double usual = groups[1].visits * (tells + leaks) + groups[3].visits * replies;
      double desktop =
          share(groups[1].came() + groups[3].came(), usual, prior.desktop(), FACTOR_PRIOR);
      return new MatchModel(
          curves(),
          tells,
          leaks,
          replies,
          desktop,
          linkFactors(tells + leaks, replies, desktop),
          rates(unprompted, alone),
          rates(any, Arrays.stream(any).sum()),
          numberShares(),
          share(accompanied, byChance, prior.company(), COMPANY_PRIOR),
          share(sameCountry, bothCountries, prior.sameCountry(), COUNTRY_PRIOR),
          countryShares(),
          likeness(codedLikeness, MatchModel.CODED_LIKENESS, LIKENESS_PRIOR),
          likeness(bareLikeness, MatchModel.BARE_LIKENESS, LIKENESS_PRIOR),
          strangers(),
          share(returningAfter, after, prior.returningAfterVisit(), RETURNING_PRIOR),
          share(returningByChance, byChance, prior.returningUnprompted(), RETURNING_PRIOR));
    }

    private Map<UUID, Double> linkFactors(double coded, double bare, double desktop) {
      var factors = new HashMap<UUID, Double>();
      links.forEach(
          (link, of) -> {
            double usual =
                (of[0].visits + of[1].visits * desktop) * coded
                    + (of[2].visits + of[3].visits * desktop) * bare;
            double came = of[0].came() + of[1].came() + of[2].came() + of[3].came();
            factors.put(link, share(came, usual, 1, FACTOR_PRIOR));
          });
      return factors;
    }

    private List<DelayCurve> curves() {
      var all = new double[DelayCurve.steps()];
      for (double[] ofPart : delays) {
        for (int i = 0; i < all.length; i++) {
          all[i] += ofPart[i];
        }
      }
      DelayCurve curve = DelayCurve.PRIOR.learnt(all, DELAY_PRIOR);
      return Arrays.stream(delays).map(ofPart -> curve.learnt(ofPart, PART_PRIOR)).toList();
    }

    private double[] rates(double[] counts, double sum) {
      double seconds = 0;
      for (double part : exposure) {
        seconds += part;
      }
      double mean = (sum + MatchModel.PRIOR.unprompted()[0] * 86_400) / (seconds + 86_400);
      var rates = new double[MatchModel.BINS];
      for (int i = 0; i < rates.length; i++) {
        rates[i] = (counts[i] + mean * BIN_PRIOR_SECONDS) / (exposure[i] + BIN_PRIOR_SECONDS);
      }
      return rates;
    }

    private Map<UUID, Double> numberShares() {
      var shares = new HashMap<UUID, Double>();
      for (UUID number : histories.keySet()) {
        shares.put(
            number,
            share(
                numbers.getOrDefault(number, 0.0), byChance, 1.0 / histories.size(), FACTOR_PRIOR));
      }
      return shares;
    }

    private Map<String, Double> countryShares() {
      var shares = new HashMap<String, Double>();
      countries.forEach((country, weight) -> shares.put(country, weight / withCountry));
      return shares;
    }

    private Map<UUID, double[]> strangers() {
      var chances = new HashMap<UUID, double[]>();
      strangerLikeness.forEach(
          (link, counts) ->
              chances.put(link, likeness(counts, MatchModel.STRANGER, STRANGER_PRIOR)));
      return chances;
    }
  }

  private static double[] likeness(double[] counts, double[] prior, double priorWeight) {
    double all = counts[0] + counts[1] + counts[2] + priorWeight;
    var shares = new double[3];
    for (int i = 0; i < 3; i++) {
      shares[i] = (counts[i] + priorWeight * prior[i]) / all;
    }
    return shares;
  }

  private static double share(double part, double of, double prior, double priorWeight) {
    return (part + prior * priorWeight) / (of + priorWeight);
  }
}
