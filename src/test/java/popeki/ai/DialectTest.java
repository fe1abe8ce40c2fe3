package popeki.ai;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import popeki.kernel.WorkspaceId;
import popeki.platform.AiKind;
import popeki.platform.AiProvider;
import popeki.platform.AiSettings;
import popeki.platform.Outbound;
import popeki.platform.Settings;
import tools.jackson.databind.json.JsonMapper;

/** The wire of each dialect, field by field, and what each answer means. */
class DialectTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final String SCHEMA =
      """
      {"type":"object","properties":{"score_word":{"type":"string"}},"required":["score_word"],"additionalProperties":false}""";

  /** Of model, schema and what differs. */
  private static String chat(String model, String rest) {
    return """
    {"model":"%s","messages":[{"role":"system","content":"SYSTEM"},{"role":"user","content":"DATA"}],
     "response_format":{"type":"json_schema","json_schema":{"name":"lead","strict":true,"schema":%s}},%s}"""
        .formatted(model, SCHEMA, rest);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "OPENAI       | gpt-6-luna           | https://api.openai.com/v1/chat/completions | \"max_completion_tokens\":300,\"reasoning_effort\":\"none\",\"store\":false",
        "OPENAI       | gpt-4.1-mini         | https://api.openai.com/v1/chat/completions | \"max_completion_tokens\":300,\"store\":false",
        "OPENAI       | gpt-5-mini           | https://api.openai.com/v1/chat/completions | \"max_completion_tokens\":1000,\"reasoning_effort\":\"low\",\"store\":false",
        "MISTRAL      | mistral-small-latest | https://api.mistral.ai/v1/chat/completions | \"max_tokens\":300",
        "GROQ         | openai/gpt-oss-20b   | https://api.groq.com/openai/v1/chat/completions | \"max_tokens\":1000,\"reasoning_effort\":\"low\",\"store\":false",
        "GROQ         | llama-4              | https://api.groq.com/openai/v1/chat/completions | \"max_tokens\":300,\"store\":false",
        "OPENROUTER   | mistralai/small      | https://openrouter.ai/api/v1/chat/completions | \"max_tokens\":300,\"store\":false,\"provider\":{\"data_collection\":\"deny\",\"zdr\":true,\"require_parameters\":true,\"allow_fallbacks\":true}",
        "AZURE_OPENAI | labels               | https://acme.openai.azure.com/openai/v1/chat/completions | \"max_tokens\":300,\"store\":false",
        "AZURE_OPENAI | gpt-6-luna           | https://acme.openai.azure.com/openai/v1/chat/completions | \"max_completion_tokens\":300,\"reasoning_effort\":\"none\",\"store\":false",
      })
  void the_chat_dialect_is_this(AiKind kind, String model, String address, String rest) {
    AiProvider provider = provider(kind, model);
    Dialect dialect = Dialect.of(provider);
    assertThat(JSON.writeValueAsString(dialect.body(provider, question())))
        .as("in this order too")
        .isEqualTo(JSON.readTree(chat(model, rest)).toString());
    assertThat(provider.address() + dialect.path(provider)).isEqualTo(address);
    assertThat(dialect.headers(provider))
        .isEqualTo(
            kind == AiKind.AZURE_OPENAI
                ? Map.of("api-key", "sk-1")
                : Map.of("Authorization", "Bearer sk-1"));
  }

  @Test
  void a_machine_of_ones_own_is_told_the_schema_and_needs_no_key() {
    AiProvider provider = provider(AiKind.OLLAMA, "llama3.2");
    var body = JSON.valueToTree(Dialect.of(provider).body(provider, question()));
    assertThat(body.at("/messages/0/content").asString()).startsWith("SYSTEM\n").endsWith(SCHEMA);
    assertThat(body.at("/temperature").asInt(9)).isZero();
    assertThat(body.at("/seed").asInt(0)).isEqualTo(7);
    assertThat(Dialect.of(provider).headers(provider)).isEmpty();
    assertThat(provider.address() + Dialect.of(provider).path(provider))
        .isEqualTo("http://localhost:11434/v1/chat/completions");
  }

  @Test
  void the_dialect_of_anthropic_is_this() {
    AiProvider provider = provider(AiKind.ANTHROPIC, "claude-haiku-5-5");
    Dialect dialect = Dialect.of(provider);
    assertThat(JSON.writeValueAsString(dialect.body(provider, question())))
        .isEqualTo(
            JSON.readTree(
                    """
                    {"model":"claude-haiku-5-5","max_tokens":1000,"system":"SYSTEM","messages":[{"role":"user","content":"DATA"}],
                     "output_config":{"effort":"low","format":{"type":"json_schema","schema":%s}}}"""
                        .formatted(SCHEMA))
                .toString());
    assertThat(provider.address() + dialect.path(provider))
        .isEqualTo("https://api.anthropic.com/v1/messages");
    assertThat(dialect.headers(provider))
        .isEqualTo(Map.of("x-api-key", "sk-1", "anthropic-version", "2023-06-01"));
  }

  @Test
  void the_dialect_of_gemini_is_this() {
    AiProvider provider = provider(AiKind.GEMINI, "gemini-3.5-flash-lite");
    Dialect dialect = Dialect.of(provider);
    assertThat(JSON.writeValueAsString(dialect.body(provider, question())))
        .isEqualTo(
            JSON.readTree(
                    """
                    {"systemInstruction":{"parts":[{"text":"SYSTEM"}]},"contents":[{"role":"user","parts":[{"text":"DATA"}]}],
                     "generationConfig":{"responseMimeType":"application/json","responseJsonSchema":%s,"maxOutputTokens":400,"thinkingConfig":{"thinkingLevel":"minimal"}}}"""
                        .formatted(SCHEMA))
                .toString());
    assertThat(provider.address() + dialect.path(provider))
        .isEqualTo(
            "https://generativelanguage.googleapis.com/v1beta/models/gemini-3.5-flash-lite:generateContent");
    assertThat(dialect.headers(provider)).isEqualTo(Map.of("x-goog-api-key", "sk-1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "OPENAI     | 429 | {\"error\":{\"type\":\"insufficient_quota\",\"code\":\"insufficient_quota\"}} | QUOTA",
        "OPENAI     | 429 | {\"error\":{\"type\":\"requests\",\"code\":\"project_spend_limit_exceeded\"}} | QUOTA",
        "OPENAI     | 429 | {\"error\":{\"type\":\"tokens\",\"code\":\"rate_limit_exceeded\"}} | RATE_LIMITED",
        "OPENAI     | 503 | {\"error\":{\"code\":\"slow_down\"}} | RATE_LIMITED",
        "OPENAI     | 503 | {\"error\":{\"code\":\"server_is_overloaded\"}} | UNAVAILABLE",
        "OPENAI     | 409 | {\"error\":{}} | UNAVAILABLE",
        "OPENAI     | 422 | {\"error\":{}} | MISCONFIGURED",
        "OPENAI     | 302 | {} | MISCONFIGURED",
        "OPENAI     | 200 | {\"choices\":[{\"message\":{\"content\":\"x\"},\"finish_reason\":\"tool_calls\"}]} | MALFORMED",
        "OPENAI     | 200 | {\"choices\":[]} | MALFORMED",
        "OPENAI     | 200 | {\"choices\":[{\"message\":{\"content\":\"x\"},\"finish_reason\":\"content_filter\"}]} | REFUSED",
        "AZURE_OPENAI | 400 | {\"error\":{\"code\":\"content_filter\"}} | REFUSED",
        "GROQ       | 400 | {\"error\":{\"code\":\"json_validate_failed\"}} | MALFORMED",
        "MISTRAL    | 422 | {\"object\":\"error\",\"message\":{\"detail\":[]}} | MISCONFIGURED",
        "OPENROUTER | 200 | {\"error\":{\"code\":429,\"message\":\"later\"}} | RATE_LIMITED",
        "OPENROUTER | 200 | {\"error\":{\"code\":402,\"message\":\"no credit\"}} | UNPAID",
        "OPENROUTER | 200 | {\"choices\":[{\"error\":{\"code\":502},\"finish_reason\":\"error\"}]} | UNAVAILABLE",
        "OPENROUTER | 403 | {\"error\":{\"code\":403,\"metadata\":{\"reasons\":[\"x\"]}}} | REFUSED",
        "OPENROUTER | 403 | {\"error\":{\"code\":403}} | UNAUTHORIZED",
        "OPENROUTER | 404 | {\"error\":{\"code\":404,\"message\":\"No endpoints\"}} | MISCONFIGURED",
        "OPENROUTER | 503 | {\"error\":{\"code\":503,\"message\":\"none fits\"}} | UNAVAILABLE",
        "ANTHROPIC  | 429 | {\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\"}} | RATE_LIMITED",
        "ANTHROPIC  | 429 | {\"error\":{\"type\":\"rate_limit_error\",\"details\":{\"error_code\":\"enforced_spend_limit_reached\"}}} | QUOTA",
        "ANTHROPIC  | 529 | {\"error\":{\"type\":\"overloaded_error\"}} | UNAVAILABLE",
        "ANTHROPIC  | 400 | {\"error\":{\"type\":\"billing_error\"}} | UNPAID",
        "ANTHROPIC  | 200 | {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}} | UNAVAILABLE",
        "ANTHROPIC  | 200 | {\"stop_reason\":\"tool_use\",\"content\":[]} | MALFORMED",
        "ANTHROPIC  | 200 | {\"stop_reason\":\"end_turn\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"x\"}]} | MALFORMED",
        "GEMINI     | 429 | {\"error\":{\"status\":\"RESOURCE_EXHAUSTED\",\"details\":[{\"violations\":[{\"quotaId\":\"RequestsPerMinute\"}]}]}} | RATE_LIMITED",
        "GEMINI     | 429 | {\"error\":{\"status\":\"RESOURCE_EXHAUSTED\",\"details\":[{\"violations\":[{\"quotaId\":\"TokensPerDayPerProject\"}]}]}} | QUOTA",
        "GEMINI     | 403 | {\"error\":{}} | UNAUTHORIZED",
        "GEMINI     | 200 | {\"candidates\":[{\"finishReason\":\"SAFETY\"}]} | REFUSED",
        "GEMINI     | 200 | {\"candidates\":[]} | MALFORMED",
        "GEMINI     | 200 | [1,2] | MALFORMED",
      })
  void what_went_wrong_is_told_apart(AiKind kind, int status, String body, Failure failure) {
    assertThat(judged(kind, status, body, Map.of()))
        .isInstanceOfSatisfying(
            Reply.Failed.class, failed -> assertThat(failed.failure()).isEqualTo(failure));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "Retention      | 1                             | {}   | ",
        "Retry-After    | 40                            | {}   | PT40S",
        "retry-after    | 2.5                           | {}   | PT2.5S",
        "Retry-After    | Wed, 25 Nov 2026 12:01:30 GMT | {}   | PT1M30S",
        "Retry-After    | Wed, 25 Nov 2026 11:00:00 GMT | {}   | ",
        "Retry-After    | soon                          | {}   | ",
        "Retry-After    | 999999                        | {}   | PT1H",
        "retry-after-ms | 1500                          | {}   | PT1.5S",
        "X              | 1                             | {\"error\":{\"details\":[{\"retryDelay\":\"34.07s\"}]}} | PT34.07S",
      })
  void a_pause_is_read_wherever_it_stands(
      String header, String value, String body, @Nullable Duration pause) {
    assertThat(judged(AiKind.OPENAI, 429, body, Map.of(header, List.of(value))))
        .isInstanceOfSatisfying(
            Reply.Failed.class, failed -> assertThat(failed.pause()).isEqualTo(pause));
  }

  private static Reply judged(
      AiKind kind, int status, String body, Map<String, List<String>> headers) {
    return Verdicts.of(
        provider(kind, "m"),
        new Outbound.Answer(status, HttpHeaders.of(headers, (name, text) -> true), body),
        NOW);
  }

  private static Question question() {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("properties", Map.of("score_word", Map.of("type", "string")));
    schema.put("required", List.of("score_word"));
    schema.put("additionalProperties", false);
    return new Question(
        new WorkspaceId(new UUID(1, 2)),
        new UUID(3, 4),
        "lead",
        "SYSTEM",
        "DATA",
        "lead",
        schema,
        Set.of(),
        300);
  }

  private static AiProvider provider(AiKind kind, String model) {
    return AiSettings.of(
            Settings.from(
                Map.of(
                    "AI_PROVIDERS",
                    kind.wire(),
                    "AZURE_OPENAI_BASE_URL",
                    "https://acme.openai.azure.com/openai/v1",
                    kind == AiKind.OLLAMA ? "X" : kind + "_API_KEY",
                    "sk-1",
                    kind + "_MODEL",
                    model)))
        .providers()
        .getFirst();
  }
}
