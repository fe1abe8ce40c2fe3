package popeki.ads;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What files of costs mean, as people export them. */
class SpendReadingTest {
  private static final String GOOGLE =
      """
      Campaign report
      "November 1, 2026 - November 3, 2026"
      Day,Campaign,Currency code,Cost,Impr.,Clicks
      2026-11-01,Search – whitening,BRL,"1,234.50","12,001",87
      2026-11-02,Search – whitening,BRL,98.5,900,7
      2026-11-02,"Brand, exact",BRL,0,--,0
      Total: account, --,BRL,"1,333.00","12,901",94
      """;

  private static final String META_PT =
      """
      Início dos relatórios;Término dos relatórios;Nome da campanha;Identificação;Valor usado (BRL);Impressões;Cliques (todos)
      01/11/2026;01/11/2026;Clareamento;x;1.234,56;12.001;87
      13/11/2026;13/11/2026;Clareamento;x;98,5;900;7
      """;

  private static final String TIKTOK =
      """
      By Day\tCampaign name\tCampaign ID\tCost\tCurrency\tImpressions\tClicks
      2026-11-01\tSpring\t="1790000000000001"\t12.34\tUSD\t1000\t10
      2026-11-01\tSpring\t="1790000000000001"\t1.66\tUSD\t500\t5
      """;

  @Test
  void reads_an_export_of_google_ads() {
    SpendReading reading = read(GOOGLE);
    assertThat(reading.wrong()).isEmpty();
    assertThat(reading.fine()).isTrue();
    assertThat(reading.totals()).isEqualTo(1);
    assertThat(reading.rows())
        .extracting(row -> row.day() + " " + row.campaignId() + " " + row.amount().minor())
        .containsExactly(
            "2026-11-01 Search – whitening 123450",
            "2026-11-02 Search – whitening 9850",
            "2026-11-02 Brand, exact 0");
    assertThat(reading.rows().getFirst().impressions()).isEqualTo(12_001L);
    assertThat(reading.rows().getLast().impressions()).isNull();
    assertThat(reading.rows()).allMatch(row -> row.source().equals("google"));
  }

  @Test
  void reads_an_export_in_portuguese_with_semicolons_and_commas() {
    SpendReading reading = read(META_PT);
    assertThat(reading.fine()).as(reading.toString()).isTrue();
    assertThat(reading.rows())
        .extracting(row -> row.day() + " " + row.campaignId() + " " + row.amount())
        .containsExactly(
            "2026-11-01 Clareamento Money[minor=123456, currency=BRL]",
            "2026-11-13 Clareamento Money[minor=9850, currency=BRL]");
  }

  @Test
  void keeps_long_ids_whole_adds_lines_of_one_key_up_and_keeps_the_name() {
    SpendReading reading = read(TIKTOK);
    assertThat(reading.rows()).hasSize(1);
    SpendRow row = reading.rows().getFirst();
    assertThat(row.campaignId()).isEqualTo("1790000000000001");
    assertThat(row.amount().minor()).isEqualTo(1_400);
    assertThat(row.clicks()).isEqualTo(15L);
    assertThat(reading.names())
        .containsEntry(new SpendReading.Campaign("google", "1790000000000001"), "Spring");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-8 with its mark", "UTF-16LE", "windows-1252"})
  void reads_any_usual_way_of_writing_letters(String charset) {
    byte[] bytes =
        switch (charset) {
          case "UTF-8" -> META_PT.getBytes(StandardCharsets.UTF_8);
          case "UTF-8 with its mark" -> ("\uFEFF" + META_PT).getBytes(StandardCharsets.UTF_8);
          case "UTF-16LE" -> ("\uFEFF" + META_PT).getBytes(StandardCharsets.UTF_16LE);
          default -> META_PT.getBytes(Charset.forName("windows-1252"));
        };
    SpendFile file = ((SpendFile.Read.Fine) SpendFile.read(bytes)).file();
    assertThat(file.head().getFirst()).isEqualTo("Início dos relatórios");
    assertThat(reading(file).rows()).hasSize(2);
  }

  @Test
  void asks_when_days_or_amounts_can_be_read_two_ways_and_believes_the_answer() {
    String both =
        """
        Date;Campaign;Cost
        03/04/2026;A;1.234
        04/04/2026;A;2.000
        """;
    SpendReading asked = read(both);
    assertThat(asked.asks()).containsExactly("dates", "numbers");
    assertThat(asked.rows()).isEmpty();
    assertThat(asked.fine()).isFalse();

    SpendFile file = file(both);
    SpendReading.Choice guess = SpendReading.guess(file, "google", "BRL");
    var brazil =
        new SpendReading.Choice(
            guess.columns(), SpendDates.Order.DMY, SpendNumbers.Decimal.COMMA, "google", "BRL");
    var us =
        new SpendReading.Choice(
            guess.columns(), SpendDates.Order.MDY, SpendNumbers.Decimal.POINT, "google", "BRL");
    assertThat(SpendReading.of(file, brazil, (source, name) -> null).rows().getFirst())
        .extracting(row -> row.day() + " " + row.amount().minor())
        .isEqualTo("2026-04-03 123400");
    assertThat(SpendReading.of(file, us, (source, name) -> null).rows().getFirst())
        .extracting(row -> row.day() + " " + row.amount().minor())
        .isEqualTo("2026-03-04 123");
  }

  @Test
  void names_what_is_wrong_line_by_line() {
    SpendReading reading =
        read(
            """
            Date,Campaign,Cost,Currency,Clicks
            2026-11-01,A,10.00,BRL,1
            2026-13-01,A,10.00,BRL,1
            2026-11-02,,10.00,BRL,1
            2026-11-03,A,ten,BRL,1
            2026-11-04,A,-1.50,BRL,1
            2026-11-05,A,10.00,XQQ,1
            2026-11-06,A,10.00,BRL,1.5
            2026-11-01,A,5.00,USD,1
            """);
    assertThat(reading.fine()).isFalse();
    assertThat(reading.wrong())
        .extracting(wrong -> wrong.line() + " " + wrong.key() + " " + wrong.cell())
        .containsExactly(
            "3 date.ymd 2026-13-01",
            "4 campaign ",
            "5 amount.point ten",
            "6 negative -1.50",
            "7 currency XQQ",
            "8 clicks 1.5",
            "9 currencies USD");
  }

  @Test
  void asks_for_columns_that_nobody_can_guess() {
    SpendReading reading = read("Quando;Quem;Quanto\n2026-11-01;A;1\n");
    assertThat(reading.asks()).containsExactly("columns");
  }

  @Test
  void joins_a_campaign_that_is_known_by_its_name() {
    SpendFile file = file("Date,Campaign,Cost,Source\n2026-11-01,Spring,1.00,ig\n");
    SpendReading reading =
        SpendReading.of(
            file,
            SpendReading.guess(file, "google", "BRL"),
            (source, name) -> source.equals("meta") && name.equals("Spring") ? "77" : null);
    assertThat(reading.rows().getFirst().campaignId()).isEqualTo("77");
    assertThat(reading.rows().getFirst().source()).isEqualTo("meta");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                   | empty",
        "just words           | no_columns",
        "Date,Cost,Campaign   | no_rows",
      })
  void refuses_what_is_no_file_of_costs(String text, String cause) {
    assertThat(SpendFile.read(text.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(new SpendFile.Read.Broken(cause));
  }

  @Test
  void refuses_workbooks_and_what_is_too_much() {
    assertThat(SpendFile.read(new byte[] {'P', 'K', 3, 4, 0}))
        .isEqualTo(new SpendFile.Read.Broken("workbook"));
    assertThat(SpendFile.read(new byte[SpendFile.MOST_BYTES + 1]))
        .isEqualTo(new SpendFile.Read.Broken("large"));
    assertThat(
            SpendFile.read(
                ("Date,Campaign,Cost\n" + "2026-11-01,A,1\n".repeat(SpendFile.MOST_ROWS + 1))
                    .getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(new SpendFile.Read.Broken("many_rows"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,234.56      | POINT | 1234.56",
        "1.234,56      | COMMA | 1234.56",
        "R$ 1.234,56   | COMMA | 1234.56",
        "US$1,234      | POINT | 1234",
        "1'234.5       | POINT | 1234.5",
        "1 234,56 €    | COMMA | 1234.56",
        ".5            | POINT | 0.5",
        "12 BRL        | POINT | 12",
        "-3.10         | POINT | -3.10",
        "1234567.89    | POINT | 1234567.89",
        "1,2,3         | POINT | ",
        "1.23,4        | COMMA | ",
        "12,34         | POINT | ",
        "12.34.56      | COMMA | ",
        "ten           | POINT | ",
        "-             | POINT | ",
        "1e5           | POINT | ",
      })
  void reads_numbers(String cell, SpendNumbers.Decimal decimal, String number) {
    assertThat(SpendNumbers.read(cell, decimal))
        .isEqualTo(java.util.Optional.ofNullable(number).map(BigDecimal::new));
  }

  @Test
  void guesses_how_numbers_are_written() {
    assertThat(SpendNumbers.guess(List.of("1.234", "98,5"))).contains(SpendNumbers.Decimal.COMMA);
    assertThat(SpendNumbers.guess(List.of("1,234", "98.5"))).contains(SpendNumbers.Decimal.POINT);
    assertThat(SpendNumbers.guess(List.of("1,234", "5,678"))).isEmpty();
    assertThat(SpendNumbers.guess(List.of("1.5", "1,5"))).as("mixed").isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2026-11-24          | YMD | 2026-11-24",
        "2026/11/24          | YMD | 2026-11-24",
        "20261124            | YMD | 2026-11-24",
        "2026-11-24 00:00:00 | YMD | 2026-11-24",
        "24/11/2026          | DMY | 2026-11-24",
        "24.11.26            | DMY | 2026-11-24",
        "11/24/2026          | MDY | 2026-11-24",
        "24 nov. 2026        | YMD | 2026-11-24",
        "24 de novembro de 2026 | MDY | 2026-11-24",
        "Nov 24, 2026        | DMY | 2026-11-24",
        "24/11/2026          | MDY | ",
        "31/02/2026          | DMY | ",
        "1999-01-01          | YMD | ",
        "soon                | YMD | ",
      })
  void reads_days(String cell, SpendDates.Order order, String day) {
    assertThat(SpendDates.read(cell, order).map(Object::toString))
        .isEqualTo(java.util.Optional.ofNullable(day));
  }

  @Test
  void sources_of_visits_belong_to_the_catalogue_of_their_platform() {
    Map.of("ig", "meta", "Facebook", "meta", "google-ads", "google", "newsletter", "newsletter")
        .forEach(
            (source, catalogue) -> assertThat(AdSources.catalogue(source)).isEqualTo(catalogue));
  }

  private static SpendReading read(String text) {
    return reading(file(text));
  }

  private static SpendFile file(String text) {
    return ((SpendFile.Read.Fine) SpendFile.read(text.getBytes(StandardCharsets.UTF_8))).file();
  }

  private static SpendReading reading(SpendFile file) {
    return SpendReading.of(file, SpendReading.guess(file, "google", "BRL"), (source, name) -> null);
  }
}
