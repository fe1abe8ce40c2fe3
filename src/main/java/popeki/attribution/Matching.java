package popeki.attribution;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import popeki.kernel.Pure;

/**
 * Which visit a conversation without a certain sign probably came from.
 *
 * <p>Messages are looked at as arrivals of three kinds: those that a visit led to, whose rate after
 * the visit follows the {@linkplain DelayCurve delays} of the workspace; those that no visit led
 * to, whose rate follows the hour; and those that come along with the latter in a burst. The
 * probability of a visit is its share of the rate at the second of the arrival, weighed by how well
 * country and words fit, and by how likely nobody before has come from it already.
 *
 * <p>An answer depends on what happened in the {@link #REACH} before its arrival and on nothing
 * else: not on the order in which any of it became known.
 */
@Pure
final class Matching {
  /** What a visit or an arrival can still change, after it: twice what a delay may be. */
  static final Duration REACH = Duration.ofSeconds(2 * (long) DelayCurve.HORIZON_SECONDS);

  /** A burst dies down within minutes. */
  private static final double BURST_SECONDS = 180;

  private static final double NEGLIGIBLE = 1e-4;

  private static final long HOUR = 3_600_000;

  /** WhatsApp tells whole seconds, and its clock is not ours: in milliseconds. */
  private static final long TOLERANCE = 5_000;

  private final MatchModel model;
  private final UUID number;
  private final ZoneId zone;
  private final Map<Long, Double> busy = new HashMap<>();

  Matching(MatchModel model, UUID number, ZoneId zone) {
    this.model = model;
    this.number = number;
    this.zone = zone;
  }

  /** A visit and how probably the arrival came from it. */
  record Share(Candidate visit, int place, double probability) {}

  /**
   * What an arrival probably is.
   *
   * @param unprompted no visit led to it
   * @param company the part of {@code unprompted} that came along with others
   * @param shares the visits worth naming; with {@code unprompted} they sum to 1, nearly
   */
  record Posterior(Arrival arrival, double unprompted, double company, List<Share> shares) {}

  /**
   * The answer for each arrival that is not certain, in order.
   *
   * @param arrivals at one number, the certain ones too, oldest first
   * @param visits of links to that number, oldest first
   */
  List<Posterior> of(List<Arrival> arrivals, List<Candidate> visits) {
    var open = new ArrayList<Arrival>();
    for (Arrival arrival : arrivals) {
      if (!arrival.certain()) {
        open.add(arrival);
      }
    }
    var unclaimed = new Visits(visits);
    List<Posterior> rough = pass(open, unclaimed, List.of());
    return pass(open, unclaimed, rough);
  }

  /** The visits that nobody is known to have come from, with what is the same for all arrivals. */
  private final class Visits {
    final List<Candidate> open;
    final long[] at;
    final DelayCurve[] curve;
    final double[] expected;

    Visits(List<Candidate> all) {
      this.open = all.stream().filter(visit -> !visit.claimed()).toList();
      this.at = open.stream().mapToLong(visit -> visit.at().toEpochMilli()).toArray();
      this.curve = new DelayCurve[at.length];
      this.expected = new double[at.length];
      for (int i = 0; i < at.length; i++) {
        Candidate visit = open.get(i);
        curve[i] = model.delays().get(MatchModel.part(visit.at(), zone));
        expected[i] = model.expected(visit);
      }
    }

    /** Messages a second without a code, so long after the visit. */
    double rate(int i, long arrivalHour, double delay) {
      double silent = open.get(i).coded() ? 1 - model.tells() * curve[i].by(delay) : 1;
      return expected[i] * curve[i].density(delay) * rhythm(i, arrivalHour, delay) / silent;
    }

    /** Within a step of hours, people write when people write here. */
    private double rhythm(int i, long arrivalHour, double delay) {
      int step = DelayCurve.step(delay);
      if (DelayCurve.length(step) < 3600) {
        return 1;
      }
      long from = Math.floorDiv(at[i] + (long) (DelayCurve.start(step) * 1000), HOUR);
      long to =
          Math.floorDiv(
              at[i] + (long) ((DelayCurve.start(step) + DelayCurve.length(step)) * 1000), HOUR);
      double mean = 0;
      for (long hour = from; hour <= to; hour++) {
        mean += busy(hour) / (to + 1 - from);
      }
      return busy(arrivalHour) / mean;
    }
  }

  private List<Posterior> pass(List<Arrival> open, Visits visits, List<Posterior> earlier) {
    var answers = new ArrayList<Posterior>(open.size());
    // How likely nobody has come from a visit yet; filled in as the arrivals go by.
    var free = new double[visits.at.length];
    Arrays.fill(free, 1);
    int first = 0;
    for (int i = 0; i < open.size(); i++) {
      Arrival arrival = open.get(i);
      long horizon = arrival.at().toEpochMilli() - (long) (DelayCurve.HORIZON_SECONDS * 1000);
      while (first < visits.at.length && visits.at[first] <= horizon) {
        first++;
      }
      double company = earlier.isEmpty() ? 0 : company(open, earlier, i);
      answers.add(answer(arrival, visits, first, free, company));
      if (!earlier.isEmpty()) {
        for (Share share : earlier.get(i).shares()) {
          free[share.place()] *= 1 - share.probability();
        }
      }
    }
    return answers;
  }

  private Posterior answer(
      Arrival arrival, Visits visits, int first, double[] free, double company) {
    long at = arrival.at().toEpochMilli();
    int end = first;
    double byChance = model.unprompted(number, MatchModel.bin(arrival.at(), zone)) + company;
    double all = byChance;
    double known = model.returning(arrival.returning());
    var weights = new double[visits.at.length - first];
    for (int i = first; i < visits.at.length && visits.at[i] <= at + TOLERANCE; i++, end++) {
      Candidate visit = visits.open.get(i);
      double delay = Math.max(0, at - visits.at[i]) / 1000.0;
      double weight =
          known
              * free[i]
              * visits.rate(i, Math.floorDiv(at, HOUR), delay)
              * model.country(visit.country(), arrival.country())
              * model.likeness(visit, arrival.likeness(visit.link()));
      all += weight;
      weights[i - first] = weight;
    }
    var shares = new ArrayList<Share>();
    for (int i = first; i < end; i++) {
      double probability = weights[i - first] / all;
      if (probability > NEGLIGIBLE) {
        shares.add(new Share(visits.open.get(i), i, probability));
      }
    }
    return new Posterior(arrival, byChance / all, company / all, shares);
  }

  /** Messages a second that come along with those just before. */
  private double company(List<Arrival> open, List<Posterior> earlier, int index) {
    double sum = 0;
    for (int i = index - 1; i >= 0; i--) {
      double since = seconds(open.get(i).at(), open.get(index).at());
      if (since > 10 * BURST_SECONDS) {
        break;
      }
      sum += earlier.get(i).unprompted() * Math.exp(-since / BURST_SECONDS) / BURST_SECONDS;
    }
    return model.company() * sum;
  }

  private double busy(long hour) {
    return busy.computeIfAbsent(
        hour, h -> model.busy()[MatchModel.bin(Instant.ofEpochMilli(h * HOUR), zone)]);
  }

  private static double seconds(Instant from, Instant to) {
    return (to.toEpochMilli() - from.toEpochMilli()) / 1000.0;
  }
}
