package popeki.platform;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import org.jspecify.annotations.Nullable;
import popeki.kernel.DateRange;
import popeki.kernel.Pure;

/**
 * The period of a page, {@code ?range=28d} or {@code ?range=custom&from=…&to=…}, in whole days of
 * the workspace's zone. Anything unreadable falls back to the last 28 days: a page is no place for
 * a parser's complaint.
 *
 * @param range {@code today}, {@code 7d}, {@code 28d}, {@code 91d}, {@code month}, {@code year} or
 *     {@code custom}
 * @param last inclusive
 * @param today in the zone, now
 */
@Pure
public record PagePeriod(
    String range, LocalDate first, LocalDate last, LocalDate today, ZoneId zone) {
  /** The choices of the bar, in its order. */
  public static final List<String> CHOICES = List.of("today", "7d", "28d", "91d", "month", "year");

  private static final String USUAL = "28d";
  private static final int LONGEST_DAYS = 3_660;

  /** Reads the three parameters of a page's URL. */
  public static PagePeriod parse(
      @Nullable String range,
      @Nullable String from,
      @Nullable String to,
      ZoneId zone,
      Instant now) {
    LocalDate today = now.atZone(zone).toLocalDate();
    if (from != null && to != null && (range == null || range.equals("custom"))) {
      return custom(from, to, today, zone);
    }
    String known = range != null && CHOICES.contains(range) ? range : USUAL;
    LocalDate first =
        switch (known) {
          case "today" -> today;
          case "7d" -> today.minusDays(6);
          case "91d" -> today.minusDays(90);
          case "month" -> today.withDayOfMonth(1);
          case "year" -> today.withDayOfYear(1);
          default -> today.minusDays(27);
        };
    return new PagePeriod(known, first, today, today, zone);
  }

  private static PagePeriod custom(String from, String to, LocalDate today, ZoneId zone) {
    try {
      LocalDate first = LocalDate.parse(from);
      LocalDate last = LocalDate.parse(to);
      LocalDate earlier = first.isAfter(last) ? last : first;
      LocalDate later = first.isAfter(last) ? first : last;
      if (earlier.getYear() >= 1970
          && later.getYear() <= 9999
          && ChronoUnit.DAYS.between(earlier, later) < LONGEST_DAYS) {
        return new PagePeriod("custom", earlier, later, today, zone);
      }
    } catch (DateTimeException e) {
      return new PagePeriod(USUAL, today.minusDays(27), today, today, zone);
    }
    return new PagePeriod(USUAL, today.minusDays(27), today, today, zone);
  }

  /** Both ends as instants: from the start of the first day to the end of the last. */
  public DateRange bounds() {
    return new DateRange(
        first.atStartOfDay(zone).toInstant(), last.plusDays(1).atStartOfDay(zone).toInstant());
  }

  /**
   * Both ends as instants, the running day cut at the same time of day as now: what a comparison
   * with a running period counts.
   */
  public DateRange boundsUntil(Instant now) {
    DateRange whole = bounds();
    Instant cut = last.atTime(now.atZone(zone).toLocalTime()).atZone(zone).toInstant();
    return new DateRange(whole.from(), cut.isBefore(whole.to()) ? cut : whole.to());
  }

  /** How many days it has. */
  public int days() {
    return (int) ChronoUnit.DAYS.between(first, last) + 1;
  }

  /** Whether its last day is today, which is not over. */
  public boolean running() {
    return last.equals(today);
  }

  /**
   * The earlier period of the same length that the comparison takes. Weekdays match: the step back
   * is whole weeks where the length allows, so a Monday is laid over a Monday.
   */
  public PagePeriod previous() {
    if (range.equals("month") && first.getDayOfMonth() == 1) {
      LocalDate start = first.minusMonths(1);
      LocalDate end = start.plusDays(days() - 1L);
      LocalDate over = start.with(TemporalAdjusters.lastDayOfMonth());
      return new PagePeriod("custom", start, end.isAfter(over) ? over : end, today, zone);
    }
    long back = days() <= 1 ? 7 : (days() + 6) / DayOfWeek.values().length * 7L;
    return new PagePeriod("custom", first.minusDays(back), last.minusDays(back), today, zone);
  }
}
