package popeki.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import popeki.kernel.Money;

class ApiArgumentsTest {
  private static final ZoneId SAO_PAULO = ZoneId.of("America/Sao_Paulo");
  private static final Instant NOW = Instant.parse("2026-11-24T01:30:00Z");

  @ParameterizedTest
  @CsvSource({
    "2026-11-01,2026-11-30,2026-11-01T03:00:00Z,2026-12-01T03:00:00Z",
    "2026-11-24T10:00:00Z,2026-11-24T11:00:00Z,2026-11-24T10:00:00Z,2026-11-24T11:00:00Z",
    "2026-11-24T10:00:00-03:00,,2026-11-24T13:00:00Z,",
    "2026-11-24T10:00:00 03:00,,2026-11-24T07:00:00Z,",
    ",,,",
  })
  void reads_days_in_the_workspaces_zone_and_instants_as_given(
      String from, String to, Instant start, Instant end) {
    Period period = Period.parse(from, to, SAO_PAULO);
    assertThat(period.from()).isEqualTo(start);
    assertThat(period.to()).isEqualTo(end);
  }

  @Test
  void keeps_a_day_of_23_hours_whole() {
    Period day = Period.parse("2026-03-29", "2026-03-29", ZoneId.of("Europe/Berlin"));
    assertThat(day.orLast28Days(NOW).length()).hasHours(23);
  }

  @Test
  void takes_today_and_the_27_days_before_when_nothing_is_said() {
    // It is still the 23rd in São Paulo.
    var range = Period.parse(null, null, SAO_PAULO).orLast28Days(NOW);
    assertThat(range.from()).isEqualTo("2026-10-27T03:00:00Z");
    assertThat(range.to()).isEqualTo("2026-11-24T03:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yesterday",
        "2026-02-30",
        "2026-13-01",
        "20261124",
        "2026-11-24T10:00:00",
        "+999999999-01-01T00:00:00Z"
      })
  void refuses_other_times_and_says_how_to_write_them(String from) {
    assertThatThrownBy(() -> Period.parse(from, null, SAO_PAULO))
        .isInstanceOf(ApiProblem.class)
        .hasMessageContaining("from must be a date such as 2026-11-24");
  }

  @Test
  void reads_back_every_cursor_and_nothing_else() {
    var random = new Random(3);
    for (int i = 0; i < 1_000; i++) {
      var cursor =
          new Cursor(
              Instant.ofEpochSecond(random.nextLong(4_000_000_000L), random.nextInt(1_000_000_000)),
              new UUID(random.nextLong(), random.nextLong()));
      assertThat(Cursor.decode(cursor.encode())).contains(cursor);
      byte[] noise = new byte[random.nextInt(60)];
      random.nextBytes(noise);
      Cursor.decode(new String(noise, java.nio.charset.StandardCharsets.ISO_8859_1));
    }
    assertThat(Cursor.decode("")).isEmpty();
    assertThat(Cursor.decode("AAAA")).isEmpty();
  }

  @Test
  void says_that_there_is_more_only_when_there_is() {
    var paging = new Paging(3, null);
    List<Integer> four = IntStream.range(0, 4).boxed().toList();
    Page<Integer> more = paging.page(four, n -> new Cursor(NOW, new UUID(0, n)));
    assertThat(more.data()).containsExactly(0, 1, 2);
    assertThat(more.nextCursor()).isEqualTo(new Cursor(NOW, new UUID(0, 2)).encode());
    assertThat(paging.page(four.subList(0, 3), n -> new Cursor(NOW, new UUID(0, n))).nextCursor())
        .isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "350.00,BRL,35000",
    "350,,35000",
    "0.005,BRL,1",
    "1200,JPY,1200",
    "-20.5,USD,-2050",
  })
  void reads_money_in_minor_units(String amount, String currency, long minor) {
    Money money = new MoneyJson(amount, currency).toMoney("value", "BRL");
    assertThat(money.minor()).isEqualTo(minor);
    assertThat(money.currency()).isEqualTo(currency == null ? "BRL" : currency);
  }

  @ParameterizedTest
  @CsvSource({
    ",BRL,value.amount",
    "lots,BRL,value.amount",
    "1e9999999,BRL,value.amount",
    "99999999999999999999,BRL,value.amount",
    "1,REAL,value.currency",
  })
  void refuses_money_that_cannot_be_by_name(String amount, String currency, String field) {
    assertThatThrownBy(() -> new MoneyJson(amount, currency).toMoney("value", "BRL"))
        .isInstanceOf(ApiProblem.class)
        .hasMessageStartingWith(field);
  }

  @Test
  void names_fields_as_they_are_on_the_wire() {
    assertThat(FailureRules.snake("displayPhoneNumber")).isEqualTo("display_phone_number");
  }
}
