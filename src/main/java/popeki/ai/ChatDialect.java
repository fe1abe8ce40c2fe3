package popeki.ai;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import popeki.platform.AiKind;
import popeki.platform.AiProvider;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Chat Completions, as OpenAI made them and as Mistral, Groq, OpenRouter, Azure OpenAI and Ollama
 * speak them; where they differ stands in one place each.
 */
final class ChatDialect implements Dialect {
  static final ChatDialect INSTANCE = new ChatDialect();

  private static final JsonMapper JSON = JsonMapper.shared();

  /** Models that think before they answer, whatever they are told, need room for it. */
  private static final int ROOM_TO_THINK = 1_000;

  private static final Set<String> QUOTA =
      Set.of(
          "insufficient_quota",
          "credit_balance_exhausted",
          "organization_usage_limit_exceeded",
          "billing_hard_limit_reached");

  private ChatDialect() {}

  @Override
  public String path(AiProvider provider) {
    return "/chat/completions";
  }

  @Override
  public Map<String, String> headers(AiProvider provider) {
    if (provider.key() == null) {
      return Map.of();
    }
    return provider.kind() == AiKind.AZURE_OPENAI
        ? Map.of("api-key", provider.key())
        : Map.of("Authorization", "Bearer " + provider.key());
  }

  @Override
  public int mostTokens(AiProvider provider, Question question) {
    return "low".equals(effort(provider))
        ? Math.max(ROOM_TO_THINK, question.maxOutputTokens())
        : question.maxOutputTokens();
  }

  @Override
  public Map<String, Object> body(AiProvider provider, Question question) {
    var body = new LinkedHashMap<String, Object>();
    body.put("model", provider.chosenModel());
    body.put(
        "messages",
        List.of(message("system", system(provider, question)), message("user", question.data())));
    body.put(
        "response_format",
        fields(
            "type",
            "json_schema",
            "json_schema",
            fields("name", question.schemaName(), "strict", true, "schema", question.schema())));
    body.put(lengthField(provider), mostTokens(provider, question));
    String effort = effort(provider);
    if (effort != null) {
      body.put("reasoning_effort", effort);
    }
    if (provider.kind() != AiKind.MISTRAL) {
      body.put("store", false); // Mistral keeps no state to switch off, and refuses the field
    }
    if (provider.kind() == AiKind.OPENROUTER) {
      body.put(
          "provider",
          fields(
              "data_collection",
              "deny",
              "zdr",
              true,
              "require_parameters",
              true,
              "allow_fallbacks",
              true));
    }
    if (provider.kind() == AiKind.OLLAMA) {
      body.put("temperature", 0);
      body.put("seed", 7);
    }
    return body;
  }

  /** Ollama holds an answer to the schema without telling the model of it. */
  private static String system(AiProvider provider, Question question) {
    return provider.kind() == AiKind.OLLAMA
        ? question.system()
            + "\n\nThe JSON schema of the answer:\n"
            + JSON.writeValueAsString(question.schema())
        : question.system();
  }

  private static String lengthField(AiProvider provider) {
    boolean renamed =
        provider.kind() == AiKind.OPENAI
            || (provider.kind() == AiKind.AZURE_OPENAI
                && provider.chosenModel().matches("(gpt-[5-9]|o[1-9]).*"));
    return renamed ? "max_completion_tokens" : "max_tokens";
  }

  /**
   * How long a model may think; null where the parameter is not known. Models that cannot be kept
   * from it think little.
   */
  private static @Nullable String effort(AiProvider provider) {
    String model = provider.chosenModel();
    return switch (provider.kind()) {
      case OPENAI ->
          model.matches("gpt-[34].*")
              ? null
              : model.matches("gpt-5(-.*)?|o[1-9].*") ? "low" : "none";
      case AZURE_OPENAI -> model.matches("gpt-(5\\.[1-9]|[6-9]).*") ? "none" : null;
      case GROQ, OPENROUTER -> model.contains("gpt-oss") ? "low" : null;
      case MISTRAL, OLLAMA, ANTHROPIC, GEMINI -> null;
    };
  }

  @Override
  public Reply read(JsonNode body) {
    JsonNode choice = body.path("choices").path(0);
    Tokens tokens = tokens(body);
    JsonNode message = choice.path("message");
    if (!message.path("refusal").asString("").isBlank()) {
      return new Reply.Failed(Failure.REFUSED, tokens, null);
    }
    return switch (choice.path("finish_reason").asString("")) {
      case "stop" ->
          message.path("content").isString() && !message.path("content").asString().isBlank()
              ? new Reply.Said(message.path("content").asString(), tokens)
              : new Reply.Failed(Failure.MALFORMED, tokens, null);
      case "length", "model_length" -> new Reply.Failed(Failure.CUT_OFF, tokens, null);
      case "content_filter" -> new Reply.Failed(Failure.REFUSED, tokens, null);
      case "error" -> new Reply.Failed(Failure.UNAVAILABLE, tokens, null);
      default -> new Reply.Failed(Failure.MALFORMED, tokens, null);
    };
  }

  @Override
  public @Nullable Failure special(int status, JsonNode error) {
    String type = error.path("type").asString("");
    String code = error.path("code").asString("");
    if (status == 429 && (isQuota(type) || isQuota(code))) {
      return Failure.QUOTA;
    }
    if (status == 429 || code.equals("slow_down")) {
      return Failure.RATE_LIMITED;
    }
    boolean filtered =
        code.equals("content_filter")
            || code.equals("content_policy_violation")
            || (status == 403 && !error.path("metadata").path("reasons").isMissingNode());
    if (filtered) {
      return Failure.REFUSED;
    }
    return code.equals("json_validate_failed") ? Failure.MALFORMED : null;
  }

  private static boolean isQuota(String word) {
    return QUOTA.contains(word) || word.endsWith("_spend_limit_exceeded");
  }

  @Override
  public @Nullable Tokens tokens(JsonNode body) {
    JsonNode usage = body.path("usage");
    return usage.path("prompt_tokens").isIntegralNumber()
        ? new Tokens(
            usage.path("prompt_tokens").asLong(0), usage.path("completion_tokens").asLong(0))
        : null;
  }

  private static Map<String, Object> message(String role, String content) {
    return fields("role", role, "content", content);
  }

  /** Names and values in order. */
  static Map<String, Object> fields(Object... pairs) {
    var fields = new LinkedHashMap<String, Object>();
    for (int i = 0; i < pairs.length; i += 2) {
      fields.put((String) pairs[i], pairs[i + 1]);
    }
    return fields;
  }
}
