package popeki.ai;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import popeki.platform.AiKind;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A pretend AI provider over real HTTP that holds to the rules its model has documented: the header
 * of the key, the parameters that it knows, the subset of schemas. It can be broken in each way
 * that was seen, and keeps every byte that it was sent. It knows nothing of the product.
 */
public final class PretendProvider implements AutoCloseable {
  static final String KEY = "sk-pretend-0123456789abcdef";

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Set<String> CHAT =
      Set.of(
          "model",
          "messages",
          "response_format",
          "max_tokens",
          "max_completion_tokens",
          "reasoning_effort",
          "store",
          "temperature",
          "seed",
          "provider");
  private static final Set<String> MISTRAL =
      Set.of("model", "messages", "response_format", "max_tokens", "temperature", "random_seed");
  private static final Set<String> OUTSIDE_THE_SUBSET =
      Set.of(
          "minimum",
          "maximum",
          "minLength",
          "maxLength",
          "pattern",
          "format",
          "default",
          "$ref",
          "oneOf",
          "anyOf",
          "allOf");

  /** How requests are treated. */
  public enum Mood {
    WELL,
    REFUSES,
    CUTS_OFF,
    NOT_JSON,
    OTHER_JSON,
    SAYS_SOMETHING_ELSE,
    SAYS_NOTHING,
    TOO_LONG,
    HANGS,
    DRIPS,
    HANGS_UP,
    REDIRECTS,
    RATE_LIMITED,
    QUOTA,
    UNAUTHORIZED,
    FORBIDDEN,
    UNPAID,
    NOT_FOUND,
    BROKEN,
    OVERLOADED,
    ERROR_IN_SUCCESS
  }

  /** A request as it came over the wire. */
  public record Received(String path, Map<String, String> headers, String body) {
    public JsonNode json() {
      return JSON.readTree(body);
    }
  }

  private final AiKind kind;
  private final AtomicInteger underWay;
  private final AtomicInteger mostAtOnce = new AtomicInteger();
  private final HttpServer server;
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile Mood mood = Mood.WELL;
  private volatile String says = "{\"category\":\"hot\",\"wants\":\"a quote\"}";
  private volatile long delayMillis;

  /**
   * @param underWay counts the requests that are being answered, at this and other providers
   */
  PretendProvider(AiKind kind, AtomicInteger underWay) {
    this.kind = kind;
    this.underWay = underWay;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(
        Executors.newCachedThreadPool(Thread.ofPlatform().name("provider").daemon().factory()));
    server.createContext("/", this::receive);
    server.start();
  }

  AiKind kind() {
    return kind;
  }

  /** As its own libraries take it. */
  String base() {
    String host = "http://localhost:" + server.getAddress().getPort();
    return switch (kind) {
      case ANTHROPIC, GEMINI -> host;
      case GROQ -> host + "/openai/v1";
      case OPENROUTER -> host + "/api/v1";
      case AZURE_OPENAI -> host + "/openai/v1";
      case OPENAI, MISTRAL, OLLAMA -> host + "/v1";
    };
  }

  public void behave(Mood next) {
    mood = next;
  }

  void says(String text) {
    says = text;
  }

  void takes(long millis) {
    delayMillis = millis;
  }

  public List<Received> received() {
    return List.copyOf(received);
  }

  /** What was against the rules, each in words. */
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  int mostAtOnce() {
    return mostAtOnce.get();
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
  }

  private void receive(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
    var request = new Received(exchange.getRequestURI().toString(), headers, body);
    received.add(request);
    int now = underWay.incrementAndGet();
    mostAtOnce.accumulateAndGet(now, Math::max);
    boolean gone = false;
    try {
      gone = treat(exchange, request);
    } finally {
      if (!gone) {
        underWay.decrementAndGet();
      }
      exchange.close();
    }
  }

  /** True when the caller had left before the end, so that it no longer counts. */
  private boolean treat(HttpExchange exchange, Received request) throws IOException {
    if (delayMillis > 0) {
      rest(delayMillis);
    }
    String against = breach(request);
    if (against != null) {
      complaints.add(against);
      boolean key = against.startsWith("key");
      answer(exchange, key ? 401 : kind == AiKind.MISTRAL ? 422 : 400, error("invalid", against));
      return false;
    }
    switch (mood) {
      case HANGS -> {
        underWay.decrementAndGet();
        rest(60_000);
        return true;
      }
      case DRIPS -> {
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 1_000);
        exchange.getResponseBody().write("{\"id\":".getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
        underWay.decrementAndGet();
        rest(60_000);
        return true;
      }
      case HANGS_UP -> exchange.close();
      case REDIRECTS -> {
        exchange.getResponseHeaders().add("Location", base() + "/elsewhere");
        answer(exchange, 307, "{}");
      }
      case NOT_JSON -> answer(exchange, 200, "<html>Sign in</html>");
      case OTHER_JSON -> answer(exchange, 200, "{\"hello\":\"world\"}");
      case TOO_LONG -> answer(exchange, 200, said("y".repeat(200_000), "stop"));
      case SAYS_SOMETHING_ELSE -> answer(exchange, 200, said("Certainly! Here it is.", "stop"));
      case SAYS_NOTHING -> answer(exchange, 200, said("", "stop"));
      case REFUSES -> answer(exchange, 200, refusal());
      case CUTS_OFF -> answer(exchange, 200, said("{\"category\":\"ho", "length"));
      case RATE_LIMITED -> {
        exchange.getResponseHeaders().add("Retry-After", "40");
        answer(exchange, 429, error("rate_limit_exceeded", "Slow down"));
      }
      case QUOTA -> answer(exchange, 429, quota());
      case UNAUTHORIZED -> answer(exchange, 401, error("authentication_error", "Wrong " + KEY));
      case FORBIDDEN -> answer(exchange, 403, error("permission_error", "Not you"));
      case UNPAID -> answer(exchange, 402, error("billing_error", "Pay first"));
      case NOT_FOUND -> answer(exchange, 404, error("not_found_error", "No such model"));
      case BROKEN -> answer(exchange, 500, "oops");
      case OVERLOADED ->
          answer(
              exchange, kind == AiKind.ANTHROPIC ? 529 : 503, error("overloaded_error", "Later"));
      case ERROR_IN_SUCCESS ->
          answer(exchange, 200, "{\"error\":{\"code\":502,\"message\":\"Upstream is gone\"}}");
      case WELL -> answer(exchange, 200, said(says, "stop"));
    }
    return false;
  }

  private void rest(long millis) {
    try {
      closing.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private @Nullable String breach(Received request) {
    JsonNode body;
    try {
      body = request.json();
    } catch (JacksonException e) {
      return "not JSON";
    }
    if (!"application/json".equals(request.headers().get("Content-Type"))) {
      return "media type";
    }
    return switch (kind) {
      case ANTHROPIC -> anthropic(request, body);
      case GEMINI -> gemini(request, body);
      case OPENAI, MISTRAL, GROQ, OPENROUTER, AZURE_OPENAI, OLLAMA -> chat(request, body);
    };
  }

  private @Nullable String chat(Received request, JsonNode body) {
    if (!(request.path().endsWith("/v1/chat/completions"))) {
      return "no such path: " + request.path();
    }
    String bearer = request.headers().get("Authorization");
    boolean known =
        switch (kind) {
          case AZURE_OPENAI -> KEY.equals(request.headers().get("api-key")) && bearer == null;
          case OLLAMA -> bearer == null;
          default -> ("Bearer " + KEY).equals(bearer);
        };
    if (!known) {
      return "key in the wrong place";
    }
    Set<String> takes = kind == AiKind.MISTRAL ? MISTRAL : CHAT;
    for (String name : body.propertyNames()) {
      if (!takes.contains(name)) {
        return "extra_forbidden: " + name;
      }
    }
    JsonNode format = body.at("/response_format");
    if (!format.at("/type").asString("").equals("json_schema")
        || !format.at("/json_schema/strict").asBoolean(false)
        || !format.at("/json_schema/name").asString("").matches("[a-zA-Z0-9_-]{1,64}")) {
      return "response_format";
    }
    if (kind != AiKind.MISTRAL && body.path("store").asBoolean(true)) {
      return "store is not false";
    }
    String length = kind == AiKind.OPENAI ? "max_completion_tokens" : "max_tokens";
    if (!body.path(length).isInt() || (kind == AiKind.OPENAI && body.has("max_tokens"))) {
      return "unsupported_parameter: " + length;
    }
    if (kind == AiKind.OPENAI && body.has("temperature")) {
      return "temperature is not supported";
    }
    JsonNode routing = body.path("provider");
    if (kind == AiKind.OPENROUTER
        && !(routing.path("data_collection").asString("").equals("deny")
            && routing.path("zdr").asBoolean(false)
            && routing.path("require_parameters").asBoolean(false))) {
      return "routed to whoever collects";
    }
    if (body.at("/messages/0/role").asString("").equals("system")
        && body.at("/messages/1/role").asString("").equals("user")
        && body.path("messages").size() == 2) {
      return schema(format.at("/json_schema/schema"));
    }
    return "messages";
  }

  private @Nullable String anthropic(Received request, JsonNode body) {
    if (!request.path().equals("/v1/messages")) {
      return "no such path: " + request.path();
    }
    if (!KEY.equals(request.headers().get("x-api-key"))
        || request.headers().containsKey("Authorization")) {
      return "key in the wrong place";
    }
    if (!"2023-06-01".equals(request.headers().get("anthropic-version"))) {
      return "anthropic-version";
    }
    for (String name : body.propertyNames()) {
      if (!Set.of("model", "max_tokens", "system", "messages", "output_config").contains(name)) {
        return name + ": extra inputs are not permitted";
      }
    }
    if (body.path("max_tokens").asInt(0) < 1_000) {
      return "no room to think";
    }
    if (body.path("messages").size() != 1
        || !body.at("/messages/0/role").asString("").equals("user")) {
      return "prefill is not supported";
    }
    if (!body.at("/output_config/effort").asString("").equals("low")
        || !body.at("/output_config/format/type").asString("").equals("json_schema")) {
      return "output_config";
    }
    return schema(body.at("/output_config/format/schema"));
  }

  private @Nullable String gemini(Received request, JsonNode body) {
    if (request.path().contains("key=")) {
      return "key in the address";
    }
    if (!KEY.equals(request.headers().get("x-goog-api-key"))) {
      return "key in the wrong place";
    }
    if (!request.path().matches("/v1beta/models/[a-z0-9.-]+:generateContent")) {
      return "no such path: " + request.path();
    }
    for (String name : body.propertyNames()) {
      if (!Set.of("systemInstruction", "contents", "generationConfig").contains(name)) {
        return "unknown name " + name;
      }
    }
    JsonNode config = body.path("generationConfig");
    if (!config.path("responseMimeType").asString("").equals("application/json")
        || !config.at("/thinkingConfig/thinkingLevel").asString("").equals("minimal")
        || config.has("responseSchema")
        || config.has("temperature")) {
      return "generationConfig";
    }
    if (!body.at("/contents/0/role").asString("").equals("user")
        || body.path("contents").size() != 1) {
      return "the last turn must be the user's";
    }
    return schema(config.path("responseJsonSchema"));
  }

  /** The strictest subset that all providers share. */
  static @Nullable String schema(JsonNode schema) {
    if (schema.path("type").asString("").equals("object")) {
      var required = new TreeSet<String>();
      schema.path("required").forEach(name -> required.add(name.asString()));
      if (!required.equals(new TreeSet<>(schema.path("properties").propertyNames()))) {
        return "schema: every property must be required";
      }
      if (schema.path("additionalProperties").asBoolean(true)) {
        return "schema: additionalProperties must be false";
      }
      for (JsonNode property : schema.path("properties")) {
        String against = any(property);
        if (against != null) {
          return against;
        }
      }
      return null;
    }
    return "schema: the root must be an object";
  }

  private static @Nullable String any(JsonNode schema) {
    for (String name : schema.propertyNames()) {
      if (OUTSIDE_THE_SUBSET.contains(name)) {
        return "schema: " + name + " is not supported";
      }
    }
    return switch (schema.path("type").asString("")) {
      case "object" -> schema(schema);
      case "array" -> any(schema.path("items"));
      case "string", "integer", "number", "boolean" -> null;
      default -> "schema: type";
    };
  }

  private String said(String text, String finish) {
    String quoted = JSON.writeValueAsString(text);
    return switch (kind) {
      case ANTHROPIC ->
          """
          {"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"thinking","thinking":"hm"},{"type":"text","text":%s}],
           "stop_reason":"%s","usage":{"input_tokens":700,"cache_creation_input_tokens":100,"cache_read_input_tokens":100,"output_tokens":120}}"""
              .formatted(quoted, finish.equals("length") ? "max_tokens" : "end_turn");
      case GEMINI ->
          """
          {"candidates":[{"content":{"role":"model","parts":[{"text":"thinking","thought":true},{"text":%s}]},"finishReason":"%s"}],
           "usageMetadata":{"promptTokenCount":900,"candidatesTokenCount":100,"thoughtsTokenCount":20,"totalTokenCount":1020}}"""
              .formatted(quoted, finish.equals("length") ? "MAX_TOKENS" : "STOP");
      case OPENAI, MISTRAL, GROQ, OPENROUTER, AZURE_OPENAI, OLLAMA ->
          """
          {"id":"c1","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":%s,"refusal":null},"finish_reason":"%s"}],
           "usage":{"prompt_tokens":900,"completion_tokens":120,"total_tokens":1020}}"""
              .formatted(quoted, finish);
    };
  }

  private String refusal() {
    return switch (kind) {
      case ANTHROPIC ->
          "{\"type\":\"message\",\"content\":[],\"stop_reason\":\"refusal\",\"usage\":{\"input_tokens\":900,\"output_tokens\":1}}";
      case GEMINI -> "{\"promptFeedback\":{\"blockReason\":\"SAFETY\"}}";
      case OPENAI, MISTRAL, GROQ, OPENROUTER, AZURE_OPENAI, OLLAMA ->
          "{\"choices\":[{\"message\":{\"content\":null,\"refusal\":\"I cannot\"},\"finish_reason\":\"stop\"}]}";
    };
  }

  private String quota() {
    return switch (kind) {
      case ANTHROPIC ->
          "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"details\":{\"error_code\":\"enforced_spend_limit_reached\"}}}";
      case GEMINI ->
          "{\"error\":{\"code\":429,\"status\":\"RESOURCE_EXHAUSTED\",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.QuotaFailure\",\"violations\":[{\"quotaId\":\"GenerateRequestsPerDayPerProjectPerModel\"}]}]}}";
      case OPENAI, MISTRAL, GROQ, OPENROUTER, AZURE_OPENAI, OLLAMA ->
          error("insufficient_quota", "You exceeded your quota");
    };
  }

  private String error(String type, String message) {
    String quoted = JSON.writeValueAsString(message);
    return switch (kind) {
      case ANTHROPIC ->
          "{\"type\":\"error\",\"error\":{\"type\":\"%s\",\"message\":%s}}".formatted(type, quoted);
      case MISTRAL ->
          "{\"object\":\"error\",\"message\":%s,\"type\":\"%s\",\"code\":null}"
              .formatted(quoted, type);
      case GEMINI, OPENAI, GROQ, OPENROUTER, AZURE_OPENAI, OLLAMA ->
          "{\"error\":{\"message\":%s,\"type\":\"%s\",\"code\":\"%s\"}}"
              .formatted(quoted, type, type);
    };
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
