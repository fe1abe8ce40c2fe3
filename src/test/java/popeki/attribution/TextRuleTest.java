package popeki.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import popeki.attribution.TextRule.Kind;
import popeki.kernel.NumberId;

class TextRuleTest {
  private static TextRule rule(Kind kind, String pattern) {
    return new TextRule(UUID.randomUUID(), 0, null, kind, pattern, "radio", null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CONTAINS | rádio cidade | Ouvi na RADIO CIDADE hoje | true",
        "CONTAINS | rádio | Radiografia | false",
        "EXACT | vim pelo panfleto | Vim pelo panfleto! | true",
        "EXACT | vim pelo panfleto | Vim pelo panfleto azul | false",
        "STARTS | cupom | Cupom VERAO10, vale hoje? | true",
        "STARTS | cupom | Tenho cupom | false",
        "ENDS | da feira | Sou o João da feira. | true",
        "ENDS | da feira | da feira do livro | false",
        "REGEX | ^cupom [a-z]+\\d{2}$ | CUPOM verao10 | true",
        "REGEX | ^cupom | tenho cupom | false",
        "CONTAINS | muito mais longo | curto | false",
      })
  void rules_compare_words_and_not_letters(
      Kind kind, String pattern, String text, boolean matches) {
    assertThat(rule(kind, pattern).matches(text)).isEqualTo(matches);
  }

  @Test
  void a_rule_of_one_number_holds_there_only() {
    var sales = new NumberId(UUID.randomUUID());
    var desk = new NumberId(UUID.randomUUID());
    var rule = new TextRule(UUID.randomUUID(), 0, sales, Kind.CONTAINS, "a", "x", null);

    assertThat(rule.holdsAt(sales)).isTrue();
    assertThat(rule.holdsAt(desk)).isFalse();
    assertThat(rule(Kind.CONTAINS, "a").holdsAt(desk)).isTrue();
  }

  @Test
  void a_pattern_that_cannot_be_read_is_told_and_not_kept() {
    assertThat(TextRule.problem(Kind.REGEX, "(a")).contains("regex");
    assertThat(TextRule.problem(Kind.REGEX, "(a)\\1")).contains("regex");
    assertThat(TextRule.problem(Kind.CONTAINS, "!!!")).contains("words");
    assertThat(TextRule.problem(Kind.CONTAINS, " ")).contains("length");
    assertThat(TextRule.problem(Kind.CONTAINS, "a".repeat(201))).contains("length");
    assertThat(TextRule.problem(Kind.CONTAINS, "feira")).isEmpty();
  }

  @Test
  void a_hostile_pattern_takes_no_more_time_than_the_text_is_long() {
    var evil = rule(Kind.REGEX, "(a+)+$");

    org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(5), () -> evil.matches("a".repeat(4_000) + "b"));
  }
}
