package popeki.links;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamingRulesTest {
  private static final List<String> KNOWN = List.of("instagram", "Verão 2026", "email", "+1");

  @ParameterizedTest
  @CsvSource({
    "Instagram, instagram",
    "INSTA GRAM, instagram",
    "insta-gram, instagram",
    "verao 2026, Verão 2026",
    "VERÃO-2026, Verão 2026",
    "e-mail, email",
  })
  void a_name_that_differs_in_case_accents_spaces_or_marks_was_meant_to_be_the_known_one(
      String given, String meant) {
    assertThat(NamingRules.meant(given, KNOWN)).hasValue(meant);
  }

  @ParameterizedTest
  @CsvSource({"instagram", "' email '", "instagrams", "verao 2027", "tiktok", "--", "'  '"})
  void a_known_name_and_an_unlike_one_are_left_alone(String given) {
    assertThat(NamingRules.meant(given, KNOWN)).isEmpty();
  }

  @Test
  void the_most_used_of_two_spellings_is_suggested() {
    assertThat(NamingRules.meant("INSTAGRAM", List.of("instagram", "Instagram")))
        .hasValue("instagram");
  }
}
