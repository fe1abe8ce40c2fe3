package popeki.ai;

import static popeki.ai.ChatDialect.fields;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import popeki.platform.AiProvider;
import tools.jackson.databind.JsonNode;

/** Google's generateContent. The key goes in a header: addresses end up in logs. */
final class GeminiDialect implements Dialect {
  static final GeminiDialect INSTANCE = new GeminiDialect();

  private static final int LEAST_TOKENS = 400;

  private GeminiDialect() {}

  @Override
  public String path(AiProvider provider) {
    String version = provider.address().getPath().matches(".*/v1(beta)?") ? "" : "/v1beta";
    return version + "/models/" + provider.chosenModel() + ":generateContent";
  }

  @Override
  public Map<String, String> headers(AiProvider provider) {
    return Map.of("x-goog-api-key", String.valueOf(provider.key()));
  }

  @Override
  public int mostTokens(AiProvider provider, Question question) {
    return Math.max(LEAST_TOKENS, question.maxOutputTokens());
  }

  @Override
  public Map<String, Object> body(AiProvider provider, Question question) {
    var body = new LinkedHashMap<String, Object>();
    body.put("systemInstruction", fields("parts", parts(question.system())));
    body.put("contents", List.of(fields("role", "user", "parts", parts(question.data()))));
    body.put(
        "generationConfig",
        fields(
            "responseMimeType",
            "application/json",
            "responseJsonSchema",
            question.schema(),
            "maxOutputTokens",
            mostTokens(provider, question),
            "thinkingConfig",
            fields("thinkingLevel", "minimal")));
    return body;
  }

  private static List<Map<String, Object>> parts(String text) {
    return List.of(fields("text", text));
  }

  @Override
  public Reply read(JsonNode body) {
    Tokens tokens = tokens(body);
    if (!body.path("promptFeedback").path("blockReason").isMissingNode()) {
      return new Reply.Failed(Failure.REFUSED, tokens, null);
    }
    JsonNode candidate = body.path("candidates").path(0);
    return switch (candidate.path("finishReason").asString("")) {
      case "STOP" -> said(candidate, tokens);
      case "MAX_TOKENS" -> new Reply.Failed(Failure.CUT_OFF, tokens, null);
      case "SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII" ->
          new Reply.Failed(Failure.REFUSED, tokens, null);
      default -> new Reply.Failed(Failure.MALFORMED, tokens, null);
    };
  }

  /** The answer may come in pieces; what was thought aloud is none of it. */
  private static Reply said(JsonNode candidate, @Nullable Tokens tokens) {
    var text = new StringBuilder();
    for (JsonNode part : candidate.path("content").path("parts")) {
      if (!part.path("thought").asBoolean(false)) {
        text.append(part.path("text").asString(""));
      }
    }
    return text.toString().isBlank()
        ? new Reply.Failed(Failure.MALFORMED, tokens, null)
        : new Reply.Said(text.toString(), tokens);
  }

  @Override
  public @Nullable Failure special(int status, JsonNode error) {
    if (status != 429) {
      return null;
    }
    for (JsonNode detail : error.path("details")) {
      for (JsonNode violation : detail.path("violations")) {
        String quota =
            violation.path("quotaId").asString("") + violation.path("quotaMetric").asString("");
        if (quota.contains("PerDay") || quota.contains("per_day")) {
          return Failure.QUOTA;
        }
      }
    }
    return Failure.RATE_LIMITED;
  }

  @Override
  public @Nullable Tokens tokens(JsonNode body) {
    JsonNode usage = body.path("usageMetadata");
    return usage.path("promptTokenCount").isIntegralNumber()
        ? new Tokens(
            usage.path("promptTokenCount").asLong(0),
            usage.path("candidatesTokenCount").asLong(0)
                + usage.path("thoughtsTokenCount").asLong(0))
        : null;
  }
}
