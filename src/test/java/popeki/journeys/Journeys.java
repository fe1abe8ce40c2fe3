package popeki.journeys;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Pretend people who visit links and write, of whom it is known where they came from. It knows
 * nothing of how they are matched: what people do here comes from other families than the product
 * assumes.
 */
public final class Journeys {
  private static final Instant START = Instant.parse("2026-09-07T00:00:00Z"); // a Monday
  private static final double DAY = 86_400;

  /** A world to walk in. */
  public enum Scenario {
    /** Log-normal delays, an even day. */
    CALM,
    /** A third of the people take minutes to hours: a Lomax tail of index 0.8. */
    HEAVY_TAIL,
    /** Nobody writes at night; who clicked then writes after the shop opens. */
    OFFICE_HOURS,
    /** Delays grow sixfold over the weeks. */
    DRIFT,
    /** Visits come in storms, and so do people whom no visit brought: television. */
    BURSTS,
    /** Two links have the same text, some write the text of another. */
    SAME_TEXTS,
    /** Two hundred visits an hour. */
    CROWD,
    /** Five visits a day: hardly anything to learn from. */
    SMALL
  }

  /** A visit; the code is told or not. */
  public record Visit(
      int id,
      int link,
      Instant at,
      boolean coded,
      boolean desktop,
      String country,
      @Nullable Instant told) {}

  /** How like the text of a link the words are: 0 the same, 1 near, 2 other. */
  public record Message(
      Instant at,
      String country,
      boolean returning,
      int[] likeness,
      boolean coded,
      int link,
      int visit) {}

  /** All that happened, and the truth of it. */
  public record World(
      List<Visit> visits, List<Message> messages, int links, Instant from, Instant to) {}

  private final Scenario scenario;
  private final RandomGenerator random;
  private final int links = 6;

  private Journeys(Scenario scenario, long seed) {
    this.scenario = scenario;
    this.random = new SplittableRandom(seed);
  }

  public static World of(Scenario scenario, long seed, int days) {
    return new Journeys(scenario, seed).world(days);
  }

  private World world(int days) {
    double perDay =
        switch (scenario) {
          case CROWD -> 4800;
          case SMALL -> 5;
          default -> 120;
        };
    double unpromptedPerDay =
        switch (scenario) {
          case CROWD -> 300;
          case SMALL -> 2;
          default -> 25;
        };
    var visits = new ArrayList<Visit>();
    var messages = new ArrayList<Message>();
    double end = days * DAY;
    for (double at = 0; at < end; ) {
      at += exponential(DAY / perDay);
      if (random.nextDouble() < shape(at)) {
        int storm =
            scenario == Scenario.BURSTS && random.nextDouble() < 0.03 ? 20 + random.nextInt(30) : 1;
        int link = random.nextInt(links);
        for (int i = 0; i < storm; i++) {
          double moment = at + (storm == 1 ? 0 : random.nextDouble() * 180);
          visit(visits, messages, moment, link);
        }
      }
    }
    for (double at = 0; at < end; ) {
      at += exponential(DAY / unpromptedPerDay);
      if (random.nextDouble() < shape(at)) {
        int storm =
            scenario == Scenario.BURSTS && random.nextDouble() < 0.03 ? 10 + random.nextInt(20) : 1;
        for (int i = 0; i < storm; i++) {
          double moment = at + (storm == 1 ? 0 : exponential(240));
          messages.add(message(moment, country(), random.nextDouble() < 0.25, false, -1, -1));
        }
      }
    }
    visits.sort(Comparator.comparing(Visit::at));
    messages.sort(Comparator.comparing(Message::at));
    return new World(visits, messages, links, START, time(end));
  }

  private void visit(List<Visit> visits, List<Message> messages, double at, int link) {
    // Links 0 and 1 carry codes, the others do not; some links are better than others.
    boolean coded = link < 2;
    boolean desktop = random.nextDouble() < 0.15;
    String from = country();
    double reply = (0.25 + 0.06 * link) * (desktop ? 0.5 : 1);
    int id = visits.size();
    @Nullable Instant told = null;
    if (random.nextDouble() < reply) {
      double wrote = at + delay(at);
      boolean lost = coded && random.nextDouble() < 0.06;
      if (coded && !lost) {
        told = time(wrote);
      }
      String country = random.nextDouble() < 0.95 ? from : country();
      messages.add(message(wrote, country, random.nextDouble() < 0.08, coded && !lost, link, id));
    }
    visits.add(new Visit(id, link, time(at), coded, desktop, from, told));
  }

  private Message message(
      double at, String country, boolean returning, boolean coded, int link, int visit) {
    var likeness = new int[links];
    for (int i = 0; i < links; i++) {
      likeness[i] = random.nextDouble() < 0.01 ? 1 : 2;
    }
    if (link >= 0) {
      double text = random.nextDouble();
      // Who lost the code has changed the text; the others mostly leave it.
      likeness[link] =
          link < 2 ? (text < 0.2 ? 0 : text < 0.5 ? 1 : 2) : text < 0.5 ? 0 : text < 0.7 ? 1 : 2;
      if (scenario == Scenario.SAME_TEXTS && link >= 2) {
        int twin = link % 2 == 0 ? link + 1 : link - 1;
        likeness[twin] = likeness[link];
      }
    } else if (scenario == Scenario.SAME_TEXTS && random.nextDouble() < 0.1) {
      // A text that everybody writes.
      likeness[4] = 0;
      likeness[5] = 0;
    }
    return new Message(time(at), country, returning, likeness, coded, link, visit);
  }

  private double delay(double at) {
    return switch (scenario) {
      case HEAVY_TAIL ->
          random.nextDouble() < 0.35
              ? 20 * (Math.pow(1 - random.nextDouble(), -1 / 0.8) - 1) * 6
              : logNormal(25, 0.8);
      case OFFICE_HOURS -> {
        double quick = logNormal(40, 1.0);
        double hour = hour(at + quick);
        if (hour >= 9 && hour < 18) {
          yield quick;
        }
        double wait = (hour < 9 ? 9 - hour : 33 - hour) * 3600;
        yield quick + wait + exponential(1800);
      }
      case DRIFT -> logNormal(15 * Math.pow(6, at / (56 * DAY)), 0.9);
      default -> logNormal(40, 1.1);
    };
  }

  /** The share of a busy hour's people who come in this one. */
  private double shape(double at) {
    double hour = hour(at);
    if (scenario == Scenario.OFFICE_HOURS) {
      return hour >= 8 && hour < 22 ? 1 : 0.2;
    }
    return 0.35 + 0.65 * Math.max(0, Math.sin((hour - 7) / 16 * Math.PI));
  }

  private static double hour(double at) {
    return at % DAY / 3600;
  }

  private String country() {
    double one = random.nextDouble();
    return one < 0.8 ? "BR" : one < 0.9 ? "PT" : one < 0.95 ? "AR" : "US";
  }

  private double logNormal(double median, double sigma) {
    double u = 1 - random.nextDouble();
    double normal = Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * random.nextDouble());
    return median * Math.exp(sigma * normal);
  }

  private double exponential(double mean) {
    return -mean * Math.log(1 - random.nextDouble());
  }

  private static Instant time(double seconds) {
    return START.plusMillis(Math.round(seconds * 1000));
  }
}
