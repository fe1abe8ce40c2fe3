package popeki.leads;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Money;
import popeki.platform.ApiProblem;
import popeki.platform.MoneyJson;
import tools.jackson.databind.JsonNode;

/**
 * What a person says instead; what is null stays as it was read.
 *
 * @param budgetGiven whether a budget, or that there is none, was said
 */
record Correction(
    @Nullable Integer score,
    @Nullable LeadCategory category,
    @Nullable LeadIntent intent,
    @Nullable Urgency urgency,
    boolean budgetGiven,
    @Nullable Money budget) {
  private static final List<String> FIELDS =
      List.of("score", "category", "intent", "urgency", "budget");

  /**
   * Reads {@code {"score":90,"category":"hot"}} with one field or more.
   *
   * @param currency of a budget that names none
   * @throws ApiProblem 400 naming the field
   */
  static Correction parse(JsonNode json, String currency) {
    if (!json.isObject() || json.isEmpty()) {
      throw ApiProblem.invalid("lead", "must have one or more of " + String.join(", ", FIELDS));
    }
    for (String name : json.propertyNames()) {
      if (!FIELDS.contains(name)) {
        throw ApiProblem.invalid("lead." + name, "is none of " + String.join(", ", FIELDS));
      }
    }
    return new Correction(
        json.has("score") ? score(json.path("score")) : null,
        json.has("category")
            ? oneOf("category", json, LeadCategory.values(), LeadCategory::wireName)
            : null,
        json.has("intent")
            ? oneOf("intent", json, LeadIntent.values(), LeadIntent::wireName)
            : null,
        json.has("urgency") ? oneOf("urgency", json, Urgency.values(), Urgency::wireName) : null,
        json.has("budget"),
        json.has("budget") ? budget(json.path("budget"), currency) : null);
  }

  /** Reads the form of the page: a category, and a score or nothing. */
  static Correction ofForm(String category, String score) {
    LeadCategory chosen =
        find(category, LeadCategory.values(), LeadCategory::wireName)
            .orElseThrow(() -> ApiProblem.invalid("category", "is none of the categories"));
    return new Correction(
        score.isBlank() ? null : number(score.strip()), chosen, null, null, false, null);
  }

  /**
   * The label as the person would have it.
   *
   * @throws ApiProblem 400 when score and category do not agree, or there is no category
   */
  Verdict.Label applyTo(Verdict.@Nullable Label before, String reason) {
    LeadCategory finalCategory =
        category != null ? category : before == null ? missing() : before.category();
    LeadIntent finalIntent =
        intent != null ? intent : before == null ? LeadIntent.NONE : before.intent();
    int finalScore = fitting(finalCategory, finalIntent, before);
    return new Verdict.Label(
        finalScore,
        finalCategory,
        finalIntent,
        budgetGiven ? budget : before == null ? null : before.budget(),
        budgetGiven || before == null ? null : before.budgetText(),
        before != null && before.priceSensitive(),
        urgency != null ? urgency : before == null ? Urgency.UNKNOWN : before.urgency(),
        before == null ? LeadLanguage.OTHER : before.language(),
        before == null ? "" : before.interest(),
        Confidence.HIGH,
        before != null && before.injectionSuspected(),
        List.of(new Reason(finalScore, "Set by hand: " + reason, null, 0)),
        before == null ? List.of() : before.quotes());
  }

  /**
   * The score said must fit the category; one not said is moved into its range, for the person did
   * not state it.
   */
  private int fitting(
      LeadCategory finalCategory, LeadIntent finalIntent, Verdict.@Nullable Label before) {
    int lowest = finalCategory.lowest(finalIntent);
    int highest = finalCategory.highest(finalIntent);
    if (score == null) {
      return before == null ? (lowest + highest) / 2 : Math.clamp(before.score(), lowest, highest);
    }
    if (score < lowest || score > highest) {
      throw ApiProblem.invalid(
          "lead.score",
          "%d does not fit %s, which goes from %d to %d; give a category that it fits, or another score"
              .formatted(score, finalCategory.wireName(), lowest, highest));
    }
    return score;
  }

  private static LeadCategory missing() {
    throw ApiProblem.invalid(
        "lead.category", "must be given, for the conversation has not been read yet");
  }

  private static int score(JsonNode json) {
    if (!json.isIntegralNumber() || !json.canConvertToInt()) {
      throw ApiProblem.invalid("lead.score", "must be a whole number from 0 to 100");
    }
    return inRange(json.intValue());
  }

  private static int number(String text) {
    try {
      return inRange(Integer.parseInt(text));
    } catch (NumberFormatException e) {
      throw ApiProblem.invalid("lead.score", "must be a whole number from 0 to 100");
    }
  }

  private static int inRange(int value) {
    if (value < 0 || value > 100) {
      throw ApiProblem.invalid("lead.score", "must be a whole number from 0 to 100");
    }
    return value;
  }

  private static @Nullable Money budget(JsonNode json, String currency) {
    if (json.isNull()) {
      return null;
    }
    JsonNode amount = json.path("amount");
    if (!json.isObject() || !(amount.isString() || amount.isNumber())) {
      throw ApiProblem.invalid(
          "lead.budget", "must be null or such as {\"amount\":\"350.00\",\"currency\":\"BRL\"}");
    }
    String code = json.path("currency").asString("");
    Money money =
        new MoneyJson(amount.asString(), code.isBlank() ? null : code)
            .toMoney("lead.budget", currency);
    if (money.minor() <= 0) {
      throw ApiProblem.invalid("lead.budget.amount", "must be above zero; null means no budget");
    }
    return money;
  }

  private static <E> E oneOf(String field, JsonNode json, E[] values, Function<E, String> name) {
    return find(json.path(field).asString(""), values, name)
        .orElseThrow(
            () ->
                ApiProblem.invalid(
                    "lead." + field,
                    "must be one of "
                        + Arrays.stream(values).map(name).collect(Collectors.joining(", "))));
  }

  private static <E> Optional<E> find(String text, E[] values, Function<E, String> name) {
    String wanted = text.strip().toLowerCase(Locale.ROOT);
    return Arrays.stream(values).filter(value -> name.apply(value).equals(wanted)).findFirst();
  }
}
