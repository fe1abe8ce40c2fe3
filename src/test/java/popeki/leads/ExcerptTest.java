package popeki.leads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExcerptTest {
  private static final BusinessContext CLINIC =
      new BusinessContext("dental_clinic", "", "BR", "BRL");

  private static List<LeadMessage> messages(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(n -> lead(n, "message " + n)).toList();
  }

  private static LeadMessage lead(int n, String text) {
    return new LeadMessage(n, LeadMessage.From.LEAD, text);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "16, 16", "17, 16", "200, 16"})
  void keeps_at_most_sixteen_messages(int count, int kept) {
    assertThat(Excerpt.of(messages(count)).messages()).hasSize(kept);
    assertThat(Excerpt.of(messages(count)).leadMessages()).isEqualTo(count);
  }

  @Test
  void keeps_the_first_four_and_the_last_twelve_under_their_own_numbers() {
    assertThat(Excerpt.of(messages(30)).messages().stream().map(LeadMessage::n).toList())
        .containsExactly(1, 2, 3, 4, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
  }

  @Test
  void cuts_a_long_message_without_breaking_a_character() {
    String cut = Excerpt.of(List.of(lead(1, "😀".repeat(500)))).messages().getFirst().text();
    assertThat(cut).isEqualTo("😀".repeat(400));
  }

  @Test
  void is_empty_when_only_the_business_wrote() {
    var ours = new LeadMessage(1, LeadMessage.From.BUSINESS, "Olá! Como podemos ajudar?");
    assertThat(Excerpt.of(List.of(ours)).isEmpty()).isTrue();
    assertThat(Excerpt.of(List.of(ours, lead(2, "Oi"))).isEmpty()).isFalse();
  }

  @Test
  void tells_inputs_apart_that_would_read_differently() {
    String one = Excerpt.of(List.of(lead(1, "ab"), lead(2, "c"))).identity("r1", CLINIC);
    assertThat(one)
        .isEqualTo(Excerpt.of(List.of(lead(1, "ab"), lead(2, "c"))).identity("r1", CLINIC))
        .isNotEqualTo(Excerpt.of(List.of(lead(1, "a"), lead(2, "bc"))).identity("r1", CLINIC))
        .isNotEqualTo(Excerpt.of(List.of(lead(1, "ab"), lead(2, "c"))).identity("r2", CLINIC))
        .isNotEqualTo(
            Excerpt.of(List.of(lead(1, "ab"), lead(2, "c")))
                .identity("r1", new BusinessContext("lawyer", "", "BR", "BRL")));
  }
}
