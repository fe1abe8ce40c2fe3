package popeki.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import popeki.kernel.DateRange;

class SpanTest {
  @ParameterizedTest
  @CsvSource({
    "2026-11-20T10:07:00Z,2026-11-20T10:20:00Z,2026-11-20T10:00:00Z,2026-11-20T10:30:00Z",
    "2026-11-20T10:15:00Z,2026-11-20T10:30:00Z,2026-11-20T10:15:00Z,2026-11-20T10:30:00Z",
    "2026-11-20T10:15:00.001Z,2026-11-20T10:30:00.001Z,2026-11-20T10:15:00Z,2026-11-20T10:45:00Z",
    "1969-12-31T23:59:00Z,1970-01-01T00:00:00Z,1969-12-31T23:45:00Z,1970-01-01T00:00:00Z"
  })
  void ends_move_outwards_to_quarters_of_an_hour(String from, String to, String start, String end) {
    Span span = span(from, to, "UTC");
    assertThat(span.from()).isEqualTo(start);
    assertThat(span.to()).isEqualTo(end);
  }

  @ParameterizedTest
  @CsvSource({
    // whole days; ends inside days; inside one day; across the change of the clock
    "2026-11-20T03:00:00Z,2026-11-22T03:00:00Z,America/Sao_Paulo,2026-11-20,2026-11-22",
    "2026-11-20T04:00:00Z,2026-11-22T02:00:00Z,America/Sao_Paulo,2026-11-21,2026-11-21",
    "2026-11-20T10:00:00Z,2026-11-20T12:00:00Z,UTC,2026-11-21,2026-11-20",
    "2026-03-08T05:00:00Z,2026-03-09T04:00:00Z,America/New_York,2026-03-08,2026-03-09",
    "2026-10-25T00:00:00Z,2026-10-26T01:00:00Z,Atlantic/Azores,2026-10-25,2026-10-26"
  })
  void whole_days_lie_inside(
      String from, String to, String zone, LocalDate wholeFrom, LocalDate wholeTo) {
    Span span = span(from, to, zone);
    assertThat(span.wholeFrom()).isEqualTo(wholeFrom);
    assertThat(span.wholeTo()).isEqualTo(wholeTo);
  }

  @Test
  void an_empty_period_has_its_day_and_no_time() {
    Span span = span("2026-11-20T10:00:00Z", "2026-11-20T10:00:00Z", "UTC");
    assertThat(span.days()).containsExactly(LocalDate.parse("2026-11-20"));
    assertThat(span.headTo()).isEqualTo(span.to());
  }

  private static Span span(String from, String to, String zone) {
    return Span.of(new DateRange(Instant.parse(from), Instant.parse(to)), ZoneId.of(zone));
  }
}
