package popeki.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"=1+1", "+1", "-1", "@a", " =1", "\t=1", "\rx", "\nx", "＝1", "=HYPERLINK(\"x\")"})
  void text_that_a_spreadsheet_would_run_is_disarmed(String text) {
    String cell = Csv.line(Arrays.asList(text)).replace("\r\n", "\n");
    assertThat(cell).matches("(?s)\"?'.*");
  }

  @ParameterizedTest
  @CsvSource({"Ana,Ana", "a-b,a-b", "'a,b','\"a,b\"'", "'say \"hi\"','\"say \"\"hi\"\"\"'", "é,é"})
  void other_text_stays_and_is_quoted_where_it_must(String text, String cell) {
    assertThat(Csv.line(Arrays.asList(text))).isEqualTo(cell + "\r\n");
  }

  @Test
  void numbers_stay_numbers_and_nothing_is_an_empty_cell() {
    assertThat(Csv.line(Arrays.asList(-5L, null, new BigDecimal("-0.50"), new BigDecimal("1E+3"))))
        .isEqualTo("-5,,-0.50,1000\r\n");
  }
}
