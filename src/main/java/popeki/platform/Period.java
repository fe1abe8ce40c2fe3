package popeki.platform;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import popeki.kernel.DateRange;
import popeki.kernel.Pure;

/**
 * {@code ?from=&to=} as a controller's argument. A date means the workspace's zone and both ends
 * belong to the period; an instant is inclusive as {@code from} and exclusive as {@code to}. An
 * open end is null: lists take everything, reports ask for {@link #orLast28Days}.
 *
 * <p>{@code from=2026-11-01&to=2026-11-30} is the whole of November where the business is.
 */
@Pure
public record Period(@Nullable Instant from, @Nullable Instant to, ZoneId zone) {
  /**
   * Reads the two parameters as given.
   *
   * @throws ApiProblem 400, naming the parameter
   */
  public static Period parse(@Nullable String from, @Nullable String to, ZoneId zone) {
    var period = new Period(edge("from", from, zone, 0), edge("to", to, zone, 1), zone);
    if (period.from != null && period.to != null && period.to.isBefore(period.from)) {
      throw ApiProblem.invalid("to", "lies before from; the period would be empty");
    }
    return period;
  }

  public boolean isOpen() {
    return from == null && to == null;
  }

  /**
   * A closed range. Without both ends: today and the 27 days before it; without one of them: 28
   * days up to {@code to}, or from {@code from} to the end of today.
   */
  public DateRange orLast28Days(Instant now) {
    Instant end =
        to != null ? to : now.atZone(zone).toLocalDate().plusDays(1).atStartOfDay(zone).toInstant();
    Instant start = from != null ? from : end.atZone(zone).minusDays(28).toInstant();
    return new DateRange(start, end.isBefore(start) ? start : end);
  }

  /** The start as a JDBC parameter, or null. */
  public @Nullable OffsetDateTime fromUtc() {
    return from == null ? null : from.atOffset(ZoneOffset.UTC);
  }

  /** The end as a JDBC parameter, exclusive, or null. */
  public @Nullable OffsetDateTime toUtc() {
    return to == null ? null : to.atOffset(ZoneOffset.UTC);
  }

  private static @Nullable Instant edge(
      String name, @Nullable String text, ZoneId zone, int daysAfter) {
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      if (text.length() == 10) {
        return bounded(LocalDate.parse(text).plusDays(daysAfter).atStartOfDay(zone).toInstant());
      }
      // A plus sign that nobody escaped arrives as a space.
      return bounded(OffsetDateTime.parse(text.strip().replace(' ', '+')).toInstant());
    } catch (DateTimeException e) {
      throw ApiProblem.invalid(
          name,
          "must be a date such as 2026-11-24 (in "
              + zone
              + ", both ends included) or an instant such as 2026-11-24T03:00:00Z");
    }
  }

  /** Years that PostgreSQL and people both understand. */
  private static Instant bounded(Instant at) {
    int year = at.atOffset(ZoneOffset.UTC).getYear();
    if (year < 1970 || year > 9999) {
      throw new DateTimeException("out of range");
    }
    return at;
  }
}
