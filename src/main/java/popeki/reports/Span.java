package popeki.reports;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import popeki.kernel.DateRange;
import popeki.kernel.Pure;

/**
 * The stretch of time a report counts. Roll-ups hold quarters of an hour, so the ends move outwards
 * to the next quarter: a period from 10:07 to 10:20 counts 10:00 to 10:30, and the answer says so.
 *
 * <p>Whole days inside it are read from the roll-up by day, the ends from the one by quarter hour.
 */
@Pure
record Span(Instant from, Instant to, ZoneId zone) {
  static final Duration QUARTER = Duration.ofMinutes(15);

  /** The widest stretch a report takes: ten years and a little. */
  static final int MOST_DAYS = 3_700;

  static Span of(DateRange range, ZoneId zone) {
    Instant from = down(range.from());
    Instant to = down(range.to());
    return new Span(from, to.isBefore(range.to()) ? to.plus(QUARTER) : to, zone);
  }

  private static Instant down(Instant at) {
    return Instant.ofEpochSecond(
        at.getEpochSecond() - Math.floorMod(at.getEpochSecond(), QUARTER.toSeconds()));
  }

  boolean isTooLong() {
    return Duration.between(from, to).toDays() > MOST_DAYS;
  }

  LocalDate firstDay() {
    return from.atZone(zone).toLocalDate();
  }

  /** The day of the last counted moment, inclusive. */
  LocalDate lastDay() {
    return to.isAfter(from) ? to.minusNanos(1).atZone(zone).toLocalDate() : firstDay();
  }

  /** Every day that it touches. */
  List<LocalDate> days() {
    return firstDay().datesUntil(lastDay().plusDays(1)).toList();
  }

  /** The first whole day inside. */
  LocalDate wholeFrom() {
    LocalDate first = firstDay();
    return start(first).equals(from) ? first : first.plusDays(1);
  }

  /** The end of the whole days inside, exclusive; at or before {@link #wholeFrom} for none. */
  LocalDate wholeTo() {
    return to.atZone(zone).toLocalDate();
  }

  /** Where the quarters ahead of the first whole day end. */
  Instant headTo() {
    return hasWholeDays() ? start(wholeFrom()) : to;
  }

  /** Where the quarters behind the last whole day begin. */
  Instant tailFrom() {
    return hasWholeDays() ? start(wholeTo()) : to;
  }

  private boolean hasWholeDays() {
    return wholeFrom().isBefore(wholeTo());
  }

  private Instant start(LocalDate day) {
    return day.atStartOfDay(zone).toInstant();
  }
}
