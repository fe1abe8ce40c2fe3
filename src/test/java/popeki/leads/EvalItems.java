package popeki.leads;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Labelled conversations of {@code eval/*.jsonl}. */
final class EvalItems {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** A conversation and what a person said it is. */
  record Item(
      String id,
      String language,
      BusinessContext business,
      List<LeadMessage> messages,
      Gold gold,
      boolean injection) {}

  /** The label: the score's bounds, and the budget as "amount currency". */
  record Gold(
      LeadCategory category,
      int scoreMin,
      int scoreMax,
      Urgency urgency,
      @Nullable String budget) {}

  private EvalItems() {}

  static List<Item> load(String name) {
    return lines(name).stream().map(EvalItems::item).toList();
  }

  static List<String> lines(String name) {
    try (InputStream stream =
            Objects.requireNonNull(EvalItems.class.getResourceAsStream("/eval/" + name), name);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.isBlank() && !line.startsWith("# ")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Item item(String line) {
    JsonNode node = JSON.readTree(line);
    List<LeadMessage> messages = new ArrayList<>();
    for (JsonNode message : node.get("messages")) {
      LeadMessage.From from =
          LeadMessage.From.valueOf(message.get("from").asString().toUpperCase(Locale.ROOT));
      messages.add(new LeadMessage(messages.size() + 1, from, message.get("text").asString()));
    }
    String locale = node.get("lang").asString();
    JsonNode gold = node.get("gold");
    boolean injection = gold.get("tags").toString().contains("prompt_injection");
    BusinessContext business =
        new BusinessContext(node.get("business").asString(), "", country(locale), "");
    return new Item(
        node.get("id").asString(),
        locale.substring(0, 2),
        business,
        messages,
        gold(gold),
        injection);
  }

  private static Gold gold(JsonNode gold) {
    JsonNode budget = gold.get("budget");
    return new Gold(
        LeadCategory.valueOf(gold.get("category").asString().toUpperCase(Locale.ROOT)),
        gold.get("score_min").asInt(),
        gold.get("score_max").asInt(),
        Urgency.valueOf(gold.get("urgency").asString().toUpperCase(Locale.ROOT)),
        budget == null || budget.isNull()
            ? null
            : plain(budget.get("amount").decimalValue()) + " " + budget.get("currency").asString());
  }

  static String plain(BigDecimal amount) {
    return amount.stripTrailingZeros().toPlainString();
  }

  private static String country(String locale) {
    return switch (locale) {
      case "pt-BR" -> "BR";
      case "es-MX", "es" -> "MX";
      case "es-AR" -> "AR";
      case "hi", "hi-Latn" -> "IN";
      case "id" -> "ID";
      default -> "US";
    };
  }
}
