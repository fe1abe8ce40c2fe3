package popeki.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import popeki.attribution.MatchLearning.History;
import popeki.journeys.Journeys;
import popeki.journeys.Journeys.Message;
import popeki.journeys.Journeys.Scenario;
import popeki.journeys.Journeys.Visit;
import popeki.journeys.Journeys.World;

/**
 * Whether "80 %" is right in 80 of 100: people whose source is known are matched as if it were not,
 * by what was learnt from the weeks before. {@code -Dpopeki.seeds=N} walks through more worlds of
 * each kind; their seeds are none that anything was tuned with.
 */
class CalibrationTest {
  private static final int SEEDS = Integer.getInteger("popeki.seeds", 1);
  private static final long FIRST_SEED = 70_001;
  private static final UUID NUMBER = new UUID(5, 5);
  private static final List<Likeness> LIKENESS =
      List.of(Likeness.SAME, Likeness.NEAR, Likeness.OTHER);
  private static final Duration MEMORY = Duration.ofDays(28);

  /** What was said of the likeliest link, and whether it was that one. */
  private record Said(double probability, boolean right) {}

  @ParameterizedTest
  @EnumSource(Scenario.class)
  void what_is_called_likely_is_as_likely_as_it_is_called(Scenario scenario) {
    assumeFalse(
        SEEDS == 1 && scenario == Scenario.CROWD, "takes a minute; ./popeki bench attribution");
    List<Said> all =
        IntStream.range(0, seeds(scenario))
            .boxed()
            .flatMap(seed -> walk(scenario, FIRST_SEED + seed).stream())
            .toList();
    System.out.println(report(scenario, all));

    assertThat(all).hasSizeGreaterThan(300);
    assertThat(error(all)).isLessThanOrEqualTo(0.03 + 0.6 / Math.sqrt(all.size()));
  }

  @Test
  void a_visit_seconds_ago_is_likely_and_one_of_this_morning_is_not() {
    var matching = new Matching(MatchModel.PRIOR, NUMBER, ZoneOffset.UTC);
    Instant noon = Instant.parse("2026-11-04T12:00:00Z");
    double near = probability(matching, noon, Duration.ofSeconds(40));
    double far = probability(matching, noon, Duration.ofHours(4));

    assertThat(near).isGreaterThan(0.6);
    assertThat(far).isLessThan(0.05);
  }

  private static double probability(Matching matching, Instant at, Duration delay) {
    var link = UUID.randomUUID();
    var visit =
        new Candidate(UUID.randomUUID(), link, at.minus(delay), false, false, null, null, false);
    var arrival =
        new Arrival(UUID.randomUUID(), at, null, false, Map.of(link, Likeness.OTHER), false);
    return matching.of(List.of(arrival), List.of(visit)).getFirst().shares().stream()
        .mapToDouble(Matching.Share::probability)
        .sum();
  }

  private static int seeds(Scenario scenario) {
    return scenario == Scenario.SMALL ? SEEDS * 4 : SEEDS;
  }

  private static List<Said> walk(Scenario scenario, long seed) {
    int days =
        scenario == Scenario.CROWD ? 3 : scenario == Scenario.SMALL ? 84 : SEEDS == 1 ? 28 : 42;
    World world = Journeys.of(scenario, seed, days);
    List<Candidate> visits = world.visits().stream().map(CalibrationTest::candidate).toList();
    var truth = new HashMap<UUID, Integer>();
    var arrivals = new ArrayList<Arrival>();
    for (Message message : world.messages()) {
      Arrival arrival = arrival(message, arrivals.size());
      truth.put(arrival.conversation(), message.link());
      arrivals.add(arrival);
    }
    Duration step = scenario == Scenario.CROWD ? Duration.ofDays(1) : Duration.ofDays(7);
    var said = new ArrayList<Said>();
    for (Instant cut = world.from().plus(step.multipliedBy(2));
        cut.isBefore(world.to());
        cut = cut.plus(step)) {
      MatchModel model = learnt(arrivals, visits, world.from(), cut);
      said.addAll(said(model, arrivals, visits, truth, cut, cut.plus(step)));
    }
    return said;
  }

  private static MatchModel learnt(
      List<Arrival> arrivals, List<Candidate> visits, Instant begin, Instant cut) {
    Instant from = cut.minus(MEMORY).isBefore(begin) ? begin : cut.minus(MEMORY);
    var history =
        new History(
            arrivals.stream().filter(one -> between(one.at(), from, cut)).toList(),
            visits.stream()
                .filter(one -> between(one.at(), from, cut))
                .map(one -> known(one, cut))
                .toList());
    return MatchLearning.learn(Map.of(NUMBER, history), ZoneOffset.UTC, from, cut);
  }

  /** A visit whose code was told after the cut is not known to be told. */
  private static Candidate known(Candidate visit, Instant cut) {
    Instant claimed = visit.claimedAt();
    return claimed == null || claimed.isBefore(cut)
        ? visit
        : new Candidate(
            visit.click(),
            visit.link(),
            visit.at(),
            visit.coded(),
            visit.desktop(),
            visit.country(),
            null,
            false);
  }

  private static List<Said> said(
      MatchModel model,
      List<Arrival> arrivals,
      List<Candidate> visits,
      Map<UUID, Integer> truth,
      Instant from,
      Instant to) {
    Instant reach = from.minus(Matching.REACH);
    var said = new ArrayList<Said>();
    var matching = new Matching(model, NUMBER, ZoneOffset.UTC);
    for (Matching.Posterior posterior :
        matching.of(
            arrivals.stream().filter(one -> between(one.at(), reach, to)).toList(),
            visits.stream().filter(one -> between(one.at(), reach, to)).toList())) {
      if (!posterior.arrival().at().isBefore(from)) {
        said.add(said(posterior, truth));
      }
    }
    return said;
  }

  private static Said said(Matching.Posterior posterior, Map<UUID, Integer> truth) {
    var links = new HashMap<UUID, Double>();
    posterior
        .shares()
        .forEach(share -> links.merge(share.visit().link(), share.probability(), Double::sum));
    var best = links.entrySet().stream().max(Map.Entry.comparingByValue()).orElse(null);
    int link = truth.getOrDefault(posterior.arrival().conversation(), -1);
    return best == null
        ? new Said(0, false)
        : new Said(best.getValue(), link >= 0 && best.getKey().equals(link(link)));
  }

  /** The reliability table: in steps of ten, how many, what was said and what was. */
  private static String report(Scenario scenario, List<Said> all) {
    double brier =
        all.stream()
            .mapToDouble(one -> Math.pow(one.probability() - (one.right() ? 1 : 0), 2))
            .average()
            .orElse(0);
    var table =
        new StringBuilder(
            "%s: %d decisions, Brier %.4f, expected calibration error %.4f%n"
                .formatted(scenario, all.size(), brier, error(all)));
    for (int step = 0; step < 10; step++) {
      List<Said> in = in(all, step);
      if (!in.isEmpty()) {
        table.append(
            "  %3d %%  %6d  said %.3f  was %.3f%n"
                .formatted(step * 10, in.size(), mean(in), share(in)));
      }
    }
    return table.toString();
  }

  private static double error(List<Said> all) {
    double error = 0;
    for (int step = 0; step < 10; step++) {
      List<Said> in = in(all, step);
      if (!in.isEmpty()) {
        error += Math.abs(mean(in) - share(in)) * in.size() / all.size();
      }
    }
    return error;
  }

  private static List<Said> in(List<Said> all, int step) {
    return all.stream().filter(one -> Math.min(9, (int) (one.probability() * 10)) == step).toList();
  }

  private static double mean(List<Said> in) {
    return in.stream().mapToDouble(Said::probability).average().orElse(0);
  }

  private static double share(List<Said> in) {
    return in.stream().filter(Said::right).count() / (double) in.size();
  }

  private static boolean between(Instant at, Instant from, Instant to) {
    return !at.isBefore(from) && at.isBefore(to);
  }

  private static Candidate candidate(Visit visit) {
    return new Candidate(
        new UUID(1, visit.id()),
        link(visit.link()),
        visit.at(),
        visit.coded(),
        visit.desktop(),
        visit.country(),
        visit.told(),
        false);
  }

  private static Arrival arrival(Message message, int id) {
    var likeness = new HashMap<UUID, Likeness>();
    for (int link = 0; link < message.likeness().length; link++) {
      likeness.put(link(link), LIKENESS.get(message.likeness()[link]));
    }
    return new Arrival(
        new UUID(2, id),
        message.at(),
        message.country(),
        message.returning(),
        likeness,
        message.coded());
  }

  private static UUID link(int link) {
    return new UUID(7, link);
  }
}
