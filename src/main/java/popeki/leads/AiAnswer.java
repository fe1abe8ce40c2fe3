package popeki.leads;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import popeki.ai.UnfitAnswer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an AI said of a conversation: right in shape and inside all bounds, but not believed yet;
 * that is for {@link AiBelief}. Anything else is no answer, never a guess at one.
 *
 * @param budgetAmount 0 for none
 * @param interest words of the person, as quoted
 */
record AiAnswer(
    LeadCategory category,
    LeadIntent intent,
    String interest,
    BigDecimal budgetAmount,
    String budgetCurrency,
    boolean priceSensitive,
    Urgency urgency,
    LeadLanguage language,
    List<Quoted> signals,
    boolean injectionSuspected,
    Confidence confidence) {
  private static final int LONGEST = 8_000;
  private static final int LONGEST_INTEREST = 200;
  private static final int LONGEST_QUOTE = 400;
  private static final int MOST_SIGNALS = 24;
  private static final BigDecimal MOST_BUDGET = new BigDecimal("1000000000000");

  private static final Set<String> FIELDS =
      Set.of(
          "category",
          "intent",
          "interest",
          "budget_amount",
          "budget_currency",
          "price_sensitive",
          "urgency",
          "language",
          "signals",
          "injection_suspected",
          "confidence");

  private static final Set<String> SIGNAL_FIELDS = Set.of("code", "message", "quote");

  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  /**
   * One thing it noticed.
   *
   * @param message which of the messages it was shown, from 1
   */
  record Quoted(SignalCode code, int message, String quote) {}

  AiAnswer {
    signals = List.copyOf(signals);
  }

  /**
   * @param messages how many messages it was shown
   * @throws UnfitAnswer naming the field, never what stood in it
   */
  static AiAnswer parse(String text, int messages) throws UnfitAnswer {
    if (text.length() > LONGEST) {
      throw new UnfitAnswer("the answer is too long");
    }
    JsonNode json = tree(text);
    requireFields(json, FIELDS, "the answer");
    return new AiAnswer(
        one(LeadCategory.class, json, "category"),
        one(LeadIntent.class, json, "intent"),
        text(json, "interest", LONGEST_INTEREST),
        amount(json),
        currency(json),
        bool(json, "price_sensitive"),
        one(Urgency.class, json, "urgency"),
        one(LeadLanguage.class, json, "language"),
        signals(json.path("signals"), messages),
        bool(json, "injection_suspected"),
        one(Confidence.class, json, "confidence"));
  }

  private static JsonNode tree(String text) throws UnfitAnswer {
    try {
      return STRICT.readTree(text);
    } catch (JacksonException e) {
      throw new UnfitAnswer("the answer is not JSON");
    }
  }

  private static void requireFields(JsonNode json, Set<String> names, String what)
      throws UnfitAnswer {
    if (!json.isObject() || !Set.copyOf(json.propertyNames()).equals(names)) {
      throw new UnfitAnswer(what + " does not have the fields asked for");
    }
  }

  private static List<Quoted> signals(JsonNode list, int messages) throws UnfitAnswer {
    if (!list.isArray() || list.size() > MOST_SIGNALS) {
      throw new UnfitAnswer("signals is no short list");
    }
    var signals = new ArrayList<Quoted>();
    for (JsonNode signal : list) {
      requireFields(signal, SIGNAL_FIELDS, "a signal");
      JsonNode number = signal.path("message");
      if (!number.isIntegralNumber()
          || !number.canConvertToInt()
          || number.intValue() < 1
          || number.intValue() > messages) {
        throw new UnfitAnswer("a signal names a message that was not shown");
      }
      signals.add(
          new Quoted(
              one(SignalCode.class, signal, "code"),
              number.intValue(),
              text(signal, "quote", LONGEST_QUOTE)));
    }
    return signals;
  }

  private static BigDecimal amount(JsonNode json) throws UnfitAnswer {
    JsonNode amount = json.path("budget_amount");
    if (!amount.isNumber()
        || (amount.isFloatingPointNumber() && !Double.isFinite(amount.doubleValue()))) {
      throw new UnfitAnswer("budget_amount is no number");
    }
    BigDecimal value = amount.decimalValue();
    if (value.signum() < 0 || value.compareTo(MOST_BUDGET) > 0) {
      throw new UnfitAnswer("budget_amount is out of range");
    }
    return value;
  }

  private static String currency(JsonNode json) throws UnfitAnswer {
    String code = text(json, "budget_currency", LONGEST_INTEREST);
    if (!LeadPrompt.CURRENCIES.contains(code)) {
      throw new UnfitAnswer("budget_currency is none of the list");
    }
    return code;
  }

  private static String text(JsonNode json, String field, int longest) throws UnfitAnswer {
    JsonNode value = json.path(field);
    if (!value.isString() || value.stringValue().length() > longest) {
      throw new UnfitAnswer(field + " is no short text");
    }
    return value.stringValue();
  }

  private static boolean bool(JsonNode json, String field) throws UnfitAnswer {
    JsonNode value = json.path(field);
    if (!value.isBoolean()) {
      throw new UnfitAnswer(field + " is neither true nor false");
    }
    return value.booleanValue();
  }

  private static <E extends Enum<E>> E one(Class<E> type, JsonNode json, String field)
      throws UnfitAnswer {
    String name = text(json, field, LONGEST_INTEREST);
    for (E value : type.getEnumConstants()) {
      if (value.name().toLowerCase(Locale.ROOT).equals(name)) {
        return value;
      }
    }
    throw new UnfitAnswer(field + " is none of the list");
  }
}
