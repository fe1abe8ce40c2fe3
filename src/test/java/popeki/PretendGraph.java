package popeki;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A pretend Graph API for tests: the rules that Meta holds events to, as tables, and behaviours
 * that a test sets for a dataset. It knows nothing of the product and keeps every byte that it was
 * sent. Datasets are apart, so tests that make their own do not meet.
 */
public final class PretendGraph {
  private static final PretendGraph SHARED = new PretendGraph();
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Names of the closed list of messaging that every account takes. */
  private static final Set<String> MESSAGING_NAMES =
      Set.of("LeadSubmitted", "Purchase", "AddToCart", "InitiateCheckout", "ViewContent");

  private static final long OLDEST_SECONDS = 7 * 24 * 3600L;

  private final HttpServer server;
  private volatile @Nullable URI behind;
  private final Map<String, Dataset> datasets = new ConcurrentHashMap<>();

  /** A request as it came over the wire. */
  public record Received(
      Instant at, String version, String token, String body, List<JsonNode> events) {}

  /** How the next requests are treated, before any rule is looked at. */
  public enum Mood {
    WELL,
    /** Counts the event and never answers. */
    TAKES_AND_HANGS,
    ERROR_500,
    RATE_LIMIT,
    NOT_JSON,
    COUNTS_NOTHING,
    TOKEN_DEAD,
    NO_PERMISSION,
    HUGE
  }

  /** One dataset with its own mood, token and memory. */
  public static final class Dataset {
    private final String token;
    private volatile Function<Integer, Mood> moods = call -> Mood.WELL;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final Map<String, JsonNode> counted = new ConcurrentHashMap<>();

    private Dataset(String token) {
      this.token = token;
    }

    /** The mood of each call, counted from 1. */
    public void behave(Function<Integer, Mood> byCall) {
      moods = byCall;
    }

    public void behave(Mood always) {
      moods = call -> always;
    }

    /** Everything that arrived, whether it was taken or not. */
    public List<Received> received() {
      return List.copyOf(received);
    }

    /** What was counted: an event id under one name counts once. */
    public Map<String, JsonNode> counted() {
      return Map.copyOf(counted);
    }
  }

  private record Refusal(int code, int subcode, String title) {}

  private interface Rule {
    boolean breaks(JsonNode event);
  }

  /** The rules with the code and subcode that breaking them gives, first match wins. */
  private static final List<Map.Entry<Refusal, Rule>> RULES =
      List.of(
          Map.entry(
              new Refusal(100, 2804003, "Event Timestamp Too Old"),
              event -> {
                long age = TestClock.now().getEpochSecond() - event.path("event_time").asLong(0);
                return age > OLDEST_SECONDS || age < -60;
              }),
          Map.entry(
              new Refusal(100, 2804066, "Messaging Event Invalid Event Type"),
              event ->
                  isMessaging(event)
                      && !MESSAGING_NAMES.contains(event.path("event_name").asString(""))),
          Map.entry(
              new Refusal(100, 2804087, "Messaging Event Invalid Ctwa Clid"),
              event ->
                  isMessaging(event)
                      && !event.path("user_data").path("ctwa_clid").asString("").startsWith("ARA")),
          Map.entry(
              new Refusal(100, 2804050, "Insufficient Customer Information"),
              event ->
                  !isMessaging(event)
                      && event.path("user_data").path("ph").isMissingNode()
                      && event.path("user_data").path("fbc").isMissingNode()),
          Map.entry(
              new Refusal(100, 0, "Missing Value Or Currency"),
              event ->
                  event.path("event_name").asString("").equals("Purchase")
                      && !(event.path("custom_data").path("value").isNumber()
                          && event.path("custom_data").path("currency").isString())),
          Map.entry(
              new Refusal(100, 0, "Missing Messaging Channel"),
              event ->
                  isMessaging(event)
                      && !event.path("messaging_channel").asString("").equals("whatsapp")),
          Map.entry(
              new Refusal(100, 0, "Unhashed Customer Information"),
              event -> !hashesOnly(event.path("user_data"))));

  private PretendGraph() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(
        Executors.newCachedThreadPool(Thread.ofPlatform().name("graph").daemon().factory()));
    server.createContext("/", this::receive);
    server.start();
  }

  /** The one of this test run. */
  public static PretendGraph shared() {
    return SHARED;
  }

  public String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** A dataset that takes this token. */
  public Dataset dataset(String id, String token) {
    return datasets.computeIfAbsent(id, key -> new Dataset(token));
  }

  /** Hands calls with the sandbox's tokens on to it; its addresses become this one's. */
  public void behind(URI sandbox) {
    behind = sandbox;
  }

  private void pass(HttpExchange exchange, URI sandbox, String authorization) throws IOException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      var answer =
          http.send(
              HttpRequest.newBuilder(URI.create(sandbox + exchange.getRequestURI().toString()))
                  .header("Authorization", authorization)
                  .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.noBody())
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
      byte[] body = answer.body();
      String type = answer.headers().firstValue("Content-Type").orElse("");
      if (type.startsWith("application/json")) {
        body =
            new String(body, StandardCharsets.UTF_8)
                .replace(sandbox.toString(), url())
                .getBytes(StandardCharsets.UTF_8);
      }
      exchange.getResponseHeaders().add("Content-Type", type);
      answer
          .headers()
          .map()
          .forEach(
              (name, values) -> {
                if (name.toLowerCase(java.util.Locale.ROOT).startsWith("x-")) {
                  values.forEach(value -> exchange.getResponseHeaders().add(name, value));
                }
              });
      exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void receive(HttpExchange exchange) throws IOException {
    String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    URI sandbox = behind;
    boolean picture = exchange.getRequestURI().getPath().startsWith("/ad-pictures/");
    if (sandbox != null && (picture || authorization.startsWith("Bearer EAASandbox"))) {
      pass(exchange, sandbox, authorization);
      return;
    }
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String[] path = exchange.getRequestURI().getPath().split("/", -1);
    Dataset dataset = path.length == 4 ? datasets.get(path[2]) : null;
    if (dataset == null || !"events".equals(path[3])) {
      refuse(exchange, 400, new Refusal(100, 33, "Unsupported post request"));
      return;
    }
    var events = new ArrayList<JsonNode>();
    JSON.readTree(body).path("data").forEach(events::add);
    String token =
        String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))
            .replace("Bearer ", "");
    dataset.received.add(new Received(TestClock.now(), path[1], token, body, List.copyOf(events)));
    treat(exchange, dataset, token, events);
  }

  private static void treat(
      HttpExchange exchange, Dataset dataset, String token, List<JsonNode> events)
      throws IOException {
    switch (dataset.moods.apply(dataset.received.size())) {
      case WELL -> judge(exchange, dataset, token, events);
      case TAKES_AND_HANGS -> {
        count(dataset, events);
        hang();
        exchange.close();
      }
      case ERROR_500 -> answer(exchange, 500, "{\"error\":{\"code\":2,\"is_transient\":true}}");
      case RATE_LIMIT -> {
        exchange.getResponseHeaders().add("Retry-After", "120");
        refuse(exchange, 429, new Refusal(4, 0, "Application request limit reached"));
      }
      case NOT_JSON -> answer(exchange, 200, "<html>login</html>");
      case COUNTS_NOTHING -> answer(exchange, 200, "{\"events_received\":0,\"messages\":[]}");
      case TOKEN_DEAD -> refuse(exchange, 401, new Refusal(190, 463, "Session has expired"));
      case NO_PERMISSION -> refuse(exchange, 403, new Refusal(200, 0, "Permissions error"));
      case HUGE -> answer(exchange, 200, "{\"x\":\"" + "y".repeat(200_000) + "\"}");
    }
  }

  /** One event that breaks a rule refuses the whole batch, as Meta does. */
  private static void judge(
      HttpExchange exchange, Dataset dataset, String token, List<JsonNode> events)
      throws IOException {
    if (!token.equals(dataset.token)) {
      refuse(exchange, 401, new Refusal(190, 0, "Invalid OAuth access token"));
      return;
    }
    for (JsonNode event : events) {
      for (var rule : RULES) {
        if (rule.getValue().breaks(event)) {
          refuse(exchange, 400, rule.getKey());
          return;
        }
      }
    }
    count(dataset, events);
    answer(
        exchange,
        200,
        "{\"events_received\":" + events.size() + ",\"messages\":[],\"fbtrace_id\":\"Apretend\"}");
  }

  private static void count(Dataset dataset, List<JsonNode> events) {
    events.forEach(
        event ->
            dataset.counted.putIfAbsent(
                event.path("event_name").asString("") + "|" + event.path("event_id").asString(""),
                event));
  }

  private static boolean isMessaging(JsonNode event) {
    return event.path("action_source").asString("").equals("business_messaging");
  }

  private static boolean hashesOnly(JsonNode user) {
    for (String key : List.of("ph", "em", "fn", "ln", "ct", "country", "external_id")) {
      for (JsonNode value : user.path(key)) {
        if (!value.asString("").matches("[0-9a-f]{64}")) {
          return false;
        }
      }
    }
    return true;
  }

  private static void refuse(HttpExchange exchange, int status, Refusal refusal)
      throws IOException {
    answer(
        exchange,
        status,
        """
        {"error":{"message":"Invalid parameter","type":"OAuthException","code":%d,
         "error_subcode":%d,"is_transient":false,"error_user_title":"%s","fbtrace_id":"Apretend"}}"""
            .formatted(refusal.code(), refusal.subcode(), refusal.title()));
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static void hang() {
    try {
      TimeUnit.SECONDS.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
