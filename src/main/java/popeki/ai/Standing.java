package popeki.ai;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * How a provider has done lately: what it weighs in the rotation, and whether it is asked at all.
 *
 * @param success the share of answers among attempts, the latest counting most
 * @param latest the latest attempts, the newest last
 * @param failuresInARow since its last answer
 * @param openings how often in a row it was taken out of service
 * @param closedUntil out of service until then; after it one attempt probes. Null: in service
 * @param probing that attempt is on its way
 * @param pausedUntil as the provider asked for; null: it did not
 */
@Pure
record Standing(
    double success,
    List<Try> latest,
    int failuresInARow,
    int openings,
    @Nullable Instant closedUntil,
    boolean probing,
    @Nullable Instant pausedUntil) {
  static final Standing NEW = new Standing(1, List.of(), 0, 0, null, false, null);

  private static final int REMEMBERED = 100;
  private static final double NEWEST = 0.2;
  private static final double LEAST_HEALTH = 0.02;
  private static final Duration WINDOW = Duration.ofSeconds(60);
  private static final int ENOUGH = 10;
  private static final int MOST_IN_A_ROW = 5;
  private static final int MOST_MISCONFIGURED = 3;
  private static final Duration FIRST_REST = Duration.ofSeconds(30);
  private static final Duration LONGEST_REST = Duration.ofMinutes(10);
  private static final Duration ACCOUNT_REST = Duration.ofMinutes(15);
  private static final Duration USUAL_PAUSE = Duration.ofSeconds(5);
  private static final int JUDGED = 20;
  private static final int TOO_MANY_BAD = 3;
  private static final long FAST_MILLIS = 2_000;

  /** An attempt: when it ended, how long it took, what went wrong; null: it answered. */
  record Try(Instant at, long millis, @Nullable Failure failure) {}

  Standing {
    latest = List.copyOf(latest);
  }

  /** Whether it may be asked now. */
  boolean isOpen(Instant now) {
    if (pausedUntil != null && now.isBefore(pausedUntil)) {
      return false;
    }
    return closedUntil == null || (!now.isBefore(closedUntil) && !probing);
  }

  /** When it may be asked next. */
  Instant openAt(Instant now) {
    Instant at = closedUntil != null && closedUntil.isAfter(now) ? closedUntil : now;
    return pausedUntil != null && pausedUntil.isAfter(at) ? pausedUntil : at;
  }

  /** Its share of the rotation: 1 for one that always answers within 2 seconds. */
  double health() {
    double speed = latest.isEmpty() ? 1 : Math.min(1, (double) FAST_MILLIS / Math.max(1, p95()));
    return Math.max(LEAST_HEALTH, success * speed * (hasBadQuality() ? 0.5 : 1));
  }

  /** Of twenty attempts at least nineteen took no longer. */
  long p95() {
    List<Long> sorted = latest.stream().map(Try::millis).sorted().toList();
    return sorted.isEmpty() ? 0 : sorted.get((int) Math.ceil(0.95 * sorted.size()) - 1);
  }

  private boolean hasBadQuality() {
    return latest.stream()
            .skip(Math.max(0, latest.size() - JUDGED))
            .filter(one -> one.failure() != null && one.failure().kind() == Failure.Kind.QUALITY)
            .count()
        >= TOO_MANY_BAD;
  }

  /** It is about to be asked. */
  Standing asked() {
    return closedUntil == null
        ? this
        : new Standing(success, latest, failuresInARow, openings, closedUntil, true, pausedUntil);
  }

  /** It was not asked after all. */
  Standing spared() {
    return new Standing(success, latest, failuresInARow, openings, closedUntil, false, pausedUntil);
  }

  Standing answered(Instant at, Duration took) {
    return new Standing(
        success + NEWEST * (1 - success),
        with(new Try(at, took.toMillis(), null)),
        0,
        0,
        null,
        false,
        null);
  }

  /**
   * It gave nothing.
   *
   * @param pause how long it wants to be left alone; null: it did not say
   */
  Standing failed(Instant at, Duration took, Failure failure, @Nullable Duration pause) {
    var tried = new Try(at, took.toMillis(), failure);
    var next =
        new Standing(
            success - NEWEST * success,
            with(tried),
            failuresInARow + 1,
            openings,
            closedUntil,
            false,
            pausedUntil);
    if (failure.kind() == Failure.Kind.ACCOUNT) {
      return next.closedFor(at, ACCOUNT_REST);
    }
    if (failure.kind() == Failure.Kind.PAUSE || pause != null) {
      next = next.pausedFor(at, pause == null ? USUAL_PAUSE : pause);
    }
    boolean probeFailed = closedUntil != null;
    return probeFailed || next.isTroubled(at) ? next.closedFor(at, next.rest()) : next;
  }

  private boolean isTroubled(Instant now) {
    if (failuresInARow >= MOST_IN_A_ROW || isMisconfigured()) {
      return true;
    }
    List<Try> recent = latest.stream().filter(one -> one.at().isAfter(now.minus(WINDOW))).toList();
    long failures = recent.stream().filter(one -> one.failure() != null).count();
    return recent.size() >= ENOUGH && failures * 2 >= recent.size();
  }

  /** One question may be at odds with a provider, several are not. */
  private boolean isMisconfigured() {
    return failuresInARow >= MOST_MISCONFIGURED
        && latest.stream()
            .skip(Math.max(0, latest.size() - MOST_MISCONFIGURED))
            .allMatch(one -> one.failure() == Failure.MISCONFIGURED);
  }

  private Duration rest() {
    Duration rest = FIRST_REST.multipliedBy(1L << Math.min(openings, 8));
    return rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest;
  }

  private Standing closedFor(Instant at, Duration rest) {
    return new Standing(
        success, latest, failuresInARow, openings + 1, at.plus(rest), false, pausedUntil);
  }

  private Standing pausedFor(Instant at, Duration pause) {
    return new Standing(
        success, latest, failuresInARow, openings, closedUntil, probing, at.plus(pause));
  }

  private List<Try> with(Try one) {
    return Stream.concat(
            latest.stream().skip(Math.max(0, latest.size() - REMEMBERED + 1)), Stream.of(one))
        .toList();
  }
}
