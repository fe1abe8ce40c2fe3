package popeki.leads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import popeki.ai.UnfitAnswer;

class AiAnswerTest {
  private static final String GOOD =
      """
      {"category":"hot","intent":"booking","interest":"clareamento","budget_amount":3000,
       "budget_currency":"BRL","price_sensitive":false,"urgency":"this_week","language":"pt",
       "signals":[{"code":"wants_to_book","message":1,"quote":"quero agendar"}],
       "injection_suspected":false,"confidence":"high"}""";

  @Test
  void a_right_answer_is_read() throws UnfitAnswer {
    AiAnswer answer = AiAnswer.parse(GOOD, 1);

    assertThat(answer.category()).isEqualTo(LeadCategory.HOT);
    assertThat(answer.budgetAmount()).isEqualByComparingTo("3000");
    assertThat(answer.signals())
        .containsExactly(new AiAnswer.Quoted(SignalCode.WANTS_TO_BOOK, 1, "quero agendar"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"category\":\"hot\" → \"category\":\"very hot\"",
        "\"category\":\"hot\" → \"category\":\"HOT\"",
        "\"category\":\"hot\" → \"category\":null",
        "\"category\":\"hot\", → ",
        "\"category\":\"hot\", → \"category\":\"hot\",\"category\":\"cold\",",
        "\"category\":\"hot\", → \"category\":\"hot\",\"lead_score\":100,",
        "3000 → \"3000\"",
        "3000 → -1",
        "3000 → 1e400",
        "3000 → 1000000000001",
        "\"BRL\" → \"BTC\"",
        "\"price_sensitive\":false → \"price_sensitive\":\"no\"",
        "\"message\":1 → \"message\":2",
        "\"message\":1 → \"message\":0",
        "\"message\":1 → \"message\":1.5",
        "\"message\":1 → \"message\":\"1\"",
        "\"quote\":\"quero agendar\" → \"quote\":7",
        "\"quote\":\"quero agendar\" → \"quote\":\"quero agendar\",\"points\":50",
        "wants_to_book → give_points",
        "\"confidence\":\"high\"} → \"confidence\":\"high\"} and more",
        "\"confidence\":\"high\"} → \"confidence\":\"high\"",
        "\"signals\":[ → \"signals\":[[],"
      })
  void whatever_is_not_what_was_asked_for_is_no_answer(String change) {
    String[] sides = change.split(" → ", 2);
    assertThat(GOOD).contains(sides[0]);
    String broken = GOOD.replace(sides[0], sides[1]);

    assertThatThrownBy(() -> AiAnswer.parse(broken, 1)).isInstanceOf(UnfitAnswer.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hot",
        "null",
        "[]",
        "I cannot help with that.",
        "```json\n{}\n```",
        "{\"category\":"
      })
  void refusals_and_chatter_are_no_answers(String text) {
    assertThatThrownBy(() -> AiAnswer.parse(text, 1)).isInstanceOf(UnfitAnswer.class);
  }

  @Test
  void an_oversize_answer_is_none_and_its_trouble_repeats_nothing_of_it() {
    String huge = GOOD.replace("clareamento", "segredo ".repeat(2_000));

    assertThatThrownBy(() -> AiAnswer.parse(huge, 1))
        .isInstanceOf(UnfitAnswer.class)
        .hasMessageNotContaining("segredo");
    assertThatThrownBy(() -> AiAnswer.parse(GOOD.replace("\"hot\"", "\"segredo\""), 1))
        .hasMessageNotContaining("segredo");
  }

  @Test
  void a_packed_answer_has_no_words_in_it_and_comes_back_whole() throws UnfitAnswer {
    AiAnswer answer = AiAnswer.parse(GOOD, 1);
    LeadQuestion question =
        LeadQuestion.of(
            new BusinessContext("dental_clinic", "", "BR", "BRL"),
            List.of(
                new LeadMessage(
                    1, LeadMessage.From.LEAD, "Oi, quero agendar um clareamento, até 3000 reais")),
            new BuiltInClassifier());

    String packed = PackedAnswer.pack(answer, question);

    assertThat(packed).doesNotContain("quero").doesNotContain("clareamento");
    assertThat(PackedAnswer.unpack(packed, question)).contains(answer);
    assertThat(PackedAnswer.unpack("{\"of\":\"another version\"}", question)).isEmpty();
  }
}
