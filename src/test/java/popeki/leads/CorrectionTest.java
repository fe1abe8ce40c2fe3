package popeki.leads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import popeki.kernel.Money;
import popeki.platform.ApiProblem;
import tools.jackson.databind.json.JsonMapper;

class CorrectionTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  private static Verdict.Label warm() {
    return new Verdict.Label(
        58,
        LeadCategory.WARM,
        LeadIntent.QUOTE,
        new Money(35000, "BRL"),
        "350",
        true,
        Urgency.THIS_WEEK,
        LeadLanguage.PT,
        "clareamento",
        Confidence.MEDIUM,
        false,
        List.of(new Reason(58, "A real question", "quanto custa", 1)),
        List.of("quanto custa"));
  }

  private static Verdict.Label corrected(Verdict.@Nullable Label before, String json) {
    return Correction.parse(JSON.readTree(json), "BRL").applyTo(before, "She called");
  }

  @Test
  void changes_what_is_said_and_keeps_the_rest() {
    Verdict.Label label =
        corrected(
            warm(),
            """
            {"score": 90, "category": "hot", "intent": "booking", "urgency": "now",
             "budget": {"amount": "1200.50"}}""");
    assertThat(label.score()).isEqualTo(90);
    assertThat(label.category()).isEqualTo(LeadCategory.HOT);
    assertThat(label.intent()).isEqualTo(LeadIntent.BOOKING);
    assertThat(label.urgency()).isEqualTo(Urgency.NOW);
    assertThat(label.budget()).isEqualTo(new Money(120050, "BRL"));
    assertThat(label.budgetText()).isNull();
    assertThat(label.language()).isEqualTo(LeadLanguage.PT);
    assertThat(label.priceSensitive()).isTrue();
    assertThat(label.quotes()).containsExactly("quanto custa");
    assertThat(label.reasons()).containsExactly(new Reason(90, "Set by hand: She called", null, 0));
  }

  @Test
  void removes_a_budget_that_was_misread() {
    assertThat(corrected(warm(), "{\"budget\": null}").budget()).isNull();
    assertThat(corrected(warm(), "{\"urgency\": \"later\"}").budget())
        .isEqualTo(new Money(35000, "BRL"));
  }

  @ParameterizedTest
  @CsvSource({"hot, 75", "warm, 58", "cold, 44", "spam, 10", "existing_customer, 58"})
  void moves_a_score_that_was_not_said_into_the_range_of_the_category(String category, int score) {
    assertThat(corrected(warm(), "{\"category\": \"" + category + "\"}").score()).isEqualTo(score);
  }

  @Test
  void judges_a_conversation_that_nobody_has_read_yet() {
    Verdict.Label label = corrected(null, "{\"category\": \"hot\"}");
    assertThat(label.score()).isEqualTo(87);
    assertThat(label.intent()).isEqualTo(LeadIntent.NONE);
    assertThat(label.urgency()).isEqualTo(Urgency.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | lead must have",
        "[] | lead must have",
        "\"hot\" | lead must have",
        "{\"scor\": 5} | lead.scor is none of",
        "{\"score\": \"90\"} | lead.score must be a whole number",
        "{\"score\": 90.5} | lead.score must be a whole number",
        "{\"score\": null} | lead.score must be a whole number",
        "{\"score\": 101} | lead.score must be a whole number",
        "{\"score\": -1} | lead.score must be a whole number",
        "{\"score\": 95} | lead.score 95 does not fit warm, which goes from 45 to 79",
        "{\"score\": 60, \"category\": \"hot\"} | 60 does not fit hot, which goes from 75 to 100",
        "{\"category\": \"lukewarm\"} | lead.category must be one of spam",
        "{\"category\": null} | lead.category must be one of",
        "{\"intent\": \"buy\"} | lead.intent must be one of purchase",
        "{\"urgency\": \"asap\"} | lead.urgency must be one of now",
        "{\"budget\": 350} | lead.budget must be null or",
        "{\"budget\": {\"amount\": \"much\"}} | lead.budget.amount",
        "{\"budget\": {\"amount\": \"-5\"}} | lead.budget.amount must be above zero",
        "{\"budget\": {\"amount\": \"5\", \"currency\": \"REAIS\"}} | lead.budget.currency",
      })
  void refuses_what_does_not_fit_and_says_what_would(String json, String message) {
    assertThatThrownBy(() -> corrected(warm(), json))
        .isInstanceOf(ApiProblem.class)
        .hasMessageContaining(message);
  }

  @Test
  void asks_for_the_category_where_there_is_none_yet() {
    assertThatThrownBy(() -> corrected(null, "{\"score\": 50}"))
        .isInstanceOf(ApiProblem.class)
        .hasMessageContaining("lead.category must be given");
  }

  @Test
  void reads_the_form_of_the_page() {
    assertThat(Correction.ofForm("cold", "").applyTo(warm(), "No").score()).isEqualTo(44);
    assertThat(Correction.ofForm("cold", " 20 ").applyTo(warm(), "No").score()).isEqualTo(20);
    assertThatThrownBy(() -> Correction.ofForm("cold", "ten")).isInstanceOf(ApiProblem.class);
    assertThatThrownBy(() -> Correction.ofForm("ice", "10")).isInstanceOf(ApiProblem.class);
  }
}
