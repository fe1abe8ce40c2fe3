package popeki.sandbox;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A language model in OpenAI's chat dialect that understands nothing: it fills the asked schema by
 * keywords. Enough to see that an answer of a provider comes through.
 */
final class PretendAi {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** The first keyword found among what was written picks the value, where the schema allows it. */
  private static final List<Map.Entry<String, List<String>>> HINTS =
      List.of(
          Map.entry("currículo|curriculum|vaga", List.of("job_seeker", "job_application")),
          Map.entry("seguidores|proposta", List.of("spam", "sales_pitch")),
          Map.entry("remarcar|sou paciente", List.of("existing_customer", "reschedule_cancel")),
          Map.entry("hoje|agora|today|ahora", List.of("hot", "booking", "now")),
          Map.entry("agendar|cita|fechar|amanhã", List.of("hot", "booking", "this_week")),
          Map.entry("quanto|preço|how much|cuánto", List.of("warm", "quote", "unknown")));

  private PretendAi() {}

  /** Answers {@code POST /v1/chat/completions}. */
  static Reply answer(Ask ask) {
    JsonNode body;
    try {
      body = JSON.readTree(ask.body());
    } catch (JacksonException e) {
      return Reply.json(400, JSON.createObjectNode().put("error", "not JSON"));
    }
    String said = ask.body().toLowerCase(Locale.ROOT);
    JsonNode messages = body.path("messages");
    if (!messages.isEmpty()) {
      said = messages.get(messages.size() - 1).path("content").toString().toLowerCase(Locale.ROOT);
    }
    JsonNode schema = body.path("response_format").path("json_schema").path("schema");
    ObjectNode answer = JSON.createObjectNode();
    answer.put("id", "chatcmpl-sandbox").put("object", "chat.completion");
    answer.put("model", body.path("model").asString("sandbox"));
    ObjectNode choice = answer.putArray("choices").addObject();
    choice.put("index", 0).put("finish_reason", "stop");
    choice
        .putObject("message")
        .put("role", "assistant")
        .put("content", filled(schema, said).toString());
    answer.putObject("usage").put("prompt_tokens", said.length() / 4).put("completion_tokens", 90);
    return Reply.json(200, answer);
  }

  private static JsonNode filled(JsonNode schema, String said) {
    JsonNode allowed = schema.path("enum");
    if (allowed.isArray() && !allowed.isEmpty()) {
      return JSON.getNodeFactory().stringNode(pick(allowed, said));
    }
    return switch (schema.path("type").asString("string")) {
      case "object" -> {
        ObjectNode filled = JSON.createObjectNode();
        schema
            .path("properties")
            .propertyStream()
            .forEach(part -> filled.set(part.getKey(), filled(part.getValue(), said)));
        yield filled;
      }
      case "array" -> JSON.createArrayNode();
      case "integer", "number" -> JSON.getNodeFactory().numberNode(0);
      case "boolean" -> JSON.getNodeFactory().booleanNode(false);
      default -> JSON.getNodeFactory().stringNode("");
    };
  }

  private static String pick(JsonNode allowed, String said) {
    List<String> values = allowed.valueStream().map(JsonNode::asString).toList();
    for (var hint : HINTS) {
      if (said.matches("(?s).*(" + hint.getKey() + ").*")) {
        for (String value : hint.getValue()) {
          if (values.contains(value)) {
            return value;
          }
        }
      }
    }
    return values.contains("unknown") ? "unknown" : values.contains("pt") ? "pt" : values.getLast();
  }
}
