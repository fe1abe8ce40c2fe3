package popeki.ai;

import static popeki.ai.ChatDialect.fields;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import popeki.platform.AiProvider;
import tools.jackson.databind.JsonNode;

/**
 * Anthropic's Messages. No sampling parameters: they are refused. Thinking counts as answering, so
 * there is room for it and little effort asked.
 */
final class AnthropicDialect implements Dialect {
  static final AnthropicDialect INSTANCE = new AnthropicDialect();

  private static final int LEAST_TOKENS = 1_000;

  private AnthropicDialect() {}

  @Override
  public String path(AiProvider provider) {
    return provider.address().getPath().endsWith("/v1") ? "/messages" : "/v1/messages";
  }

  @Override
  public Map<String, String> headers(AiProvider provider) {
    return Map.of("x-api-key", String.valueOf(provider.key()), "anthropic-version", "2023-06-01");
  }

  @Override
  public int mostTokens(AiProvider provider, Question question) {
    return Math.max(LEAST_TOKENS, question.maxOutputTokens());
  }

  @Override
  public Map<String, Object> body(AiProvider provider, Question question) {
    var body = new LinkedHashMap<String, Object>();
    body.put("model", provider.chosenModel());
    body.put("max_tokens", mostTokens(provider, question));
    body.put("system", question.system());
    body.put("messages", List.of(fields("role", "user", "content", question.data())));
    body.put(
        "output_config",
        fields(
            "effort", "low", "format", fields("type", "json_schema", "schema", question.schema())));
    return body;
  }

  @Override
  public Reply read(JsonNode body) {
    Tokens tokens = tokens(body);
    return switch (body.path("stop_reason").asString("")) {
      case "end_turn" -> said(body, tokens);
      case "max_tokens", "model_context_window_exceeded" ->
          new Reply.Failed(Failure.CUT_OFF, tokens, null);
      case "refusal" -> new Reply.Failed(Failure.REFUSED, tokens, null);
      default -> new Reply.Failed(Failure.MALFORMED, tokens, null);
    };
  }

  /** A block of thinking may come first. */
  private static Reply said(JsonNode body, @Nullable Tokens tokens) {
    for (JsonNode block : body.path("content")) {
      String text = block.path("text").asString("");
      if (block.path("type").asString("").equals("text") && !text.isBlank()) {
        return new Reply.Said(text, tokens);
      }
    }
    return new Reply.Failed(Failure.MALFORMED, tokens, null);
  }

  @Override
  public @Nullable Failure special(int status, JsonNode error) {
    String spent = error.path("details").path("error_code").asString("");
    if (status == 429) {
      return spent.equals("enforced_spend_limit_reached") ? Failure.QUOTA : Failure.RATE_LIMITED;
    }
    return error.path("type").asString("").equals("billing_error") ? Failure.UNPAID : null;
  }

  @Override
  public @Nullable Tokens tokens(JsonNode body) {
    JsonNode usage = body.path("usage");
    return usage.path("input_tokens").isIntegralNumber()
        ? new Tokens(
            usage.path("input_tokens").asLong(0)
                + usage.path("cache_creation_input_tokens").asLong(0)
                + usage.path("cache_read_input_tokens").asLong(0),
            usage.path("output_tokens").asLong(0))
        : null;
  }
}
