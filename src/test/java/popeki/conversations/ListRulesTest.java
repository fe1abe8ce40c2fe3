package popeki.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import popeki.conversations.PersonSearch.Kind;

/** What may be searched for, what a tag may be, and what an address of the list means. */
class ListRulesTest {
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
      Ana Paula        | SEARCH    | SEARCH
      4321             | SEARCH    | SEARCH
      +55 11 98765-4321| SEARCH    | NOT_FOR_THIS_ROLE
      98765            | SEARCH    | NOT_FOR_THIS_ROLE
      321              | TOO_SHORT | TOO_SHORT
      BR.1234567890    | SEARCH    | NOT_FOR_THIS_ROLE
      br.ana           | SEARCH    | NOT_FOR_THIS_ROLE
      ''               | NOTHING   | NOTHING
      '  '             | NOTHING   | NOTHING
      """,
      delimiter = '|')
  void whoever_sees_masked_numbers_cannot_ask_whether_a_number_is_a_customer(
      String typed, Kind whole, Kind masked) {
    assertThat(PersonSearch.of(typed, true).kind()).isEqualTo(whole);
    assertThat(PersonSearch.of(typed, false).kind()).isEqualTo(masked);
  }

  @Test
  void a_tag_is_one_short_line_in_small_letters() {
    assertThat(TagRules.tidy("  VIP \n client  ")).isEqualTo("vip client");
    assertThat(TagRules.refusal("vip", List.of(), List.of())).isEmpty();
    assertThat(TagRules.refusal("", List.of(), List.of())).contains("length");
    assertThat(TagRules.refusal("ñ".repeat(30), List.of(), List.of())).isEmpty();
    assertThat(TagRules.refusal("ñ".repeat(31), List.of(), List.of())).contains("length");
  }

  @Test
  void a_tag_holds_no_phone_number_and_no_address() {
    assertThat(TagRules.refusal("55 11 98765-4321", List.of(), List.of())).contains("number");
    assertThat(TagRules.refusal("ana@example.com", List.of(), List.of())).contains("number");
    assertThat(TagRules.refusal("2026 plan", List.of(), List.of())).isEmpty();
  }

  @Test
  void tags_are_bounded_in_one_conversation_and_in_the_workspace() {
    List<String> ten = List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
    assertThat(TagRules.refusal("k", ten, ten)).contains("many");
    assertThat(TagRules.refusal("a", ten, ten)).as("it is there already").isEmpty();
    List<String> all = Collections.nCopies(TagRules.MOST_NAMES, "x");
    assertThat(TagRules.refusal("new", List.of(), all)).contains("names");
    assertThat(TagRules.refusal("x", List.of(), all)).isEmpty();
  }

  @Test
  void an_address_keeps_what_means_something_and_survives_the_way_into_a_saved_view() {
    var url =
        ConversationUrl.parse(
            "/c", Map.of("stage", "won", "tag", "a & b=ç", "utm", "x", "q", " ", "range", "7d"));

    assertThat(url.query()).isEqualTo("stage=won&tag=a+%26+b%3D%C3%A7&range=7d");
    assertThat(ConversationUrl.ofQuery("/c", url.query())).isEqualTo(url);
    assertThat(url.without("stage").withoutPeriod().href()).isEqualTo("/c?tag=a+%26+b%3D%C3%A7");
    assertThat(ConversationUrl.ofQuery("/c", "stage=%zz&x&=&tag=vip").query()).isEqualTo("tag=vip");
  }
}
