package popeki;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import popeki.platform.Lanes;
import popeki.platform.Words;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.JsonNode;

/**
 * Every route that writes leaves an entry in the audit log, or {@code audited-writes.tsv} says why
 * not. A route without a line fails the build. Nothing personal and no secret may get into an
 * entry.
 */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class AuditedWritesTest {
  private static final Set<RequestMethod> WRITES =
      Set.of(RequestMethod.POST, RequestMethod.PUT, RequestMethod.PATCH, RequestMethod.DELETE);
  private static final AtomicInteger DATASETS = new AtomicInteger(770_000);
  private static final String PHONE = "5511976540123";

  /** What passes through the doors below and must never be found in the log. */
  private static final List<String> NEVER =
      List.of(
          "976540123",
          "Fernanda Quintela",
          "quero agendar",
          "secret-token",
          "EAAinvented",
          "pk_live_");

  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @Autowired Words words;

  @Autowired
  @Qualifier("requestMappingHandlerMapping")
  RequestMappingHandlerMapping mappings;

  @LocalServerPort int port;
  private Story story;
  private String csrf = "";
  private String conversation = "";

  private record Line(String action, String proof) {}

  @BeforeEach
  void a_business_with_one_conversation() {
    story = Story.quiet(port, workspaces, lanes, clock, "Clínica Aurora");
    story.arrives(
        story
            .message()
            .from(PHONE, "Fernanda Quintela")
            .says("Oi, quero agendar uma avaliação para amanhã")
            .ad("120200000000000077", "ARAkInvented"));
    story.settle();
    conversation = story.conversations().get(0).at("/id").asString();
    csrf = Jsoup.parse(page("/account").body()).select("input[name=_csrf]").attr("value");
  }

  @Test
  void every_route_that_writes_has_a_line_and_every_line_a_route() throws Exception {
    var routes = new TreeSet<String>();
    mappings
        .getHandlerMethods()
        .keySet()
        .forEach(
            mapping ->
                mapping.getMethodsCondition().getMethods().stream()
                    .filter(WRITES::contains)
                    .forEach(
                        method ->
                            mapping
                                .getPatternValues()
                                .forEach(pattern -> routes.add(method + "\t" + pattern))));
    assertThat(routes)
        .as("routes that write; each needs a line in audited-writes.tsv")
        .isEqualTo(lines().keySet());
  }

  @Test
  void every_line_has_words_and_a_proof() throws Exception {
    String tests =
        Sources.under(Path.of("src/test/java"), ".java").stream()
            .filter(file -> !file.endsWith("AuditedWritesTest.java"))
            .map(file -> file.getFileName() + "\n" + Sources.read(file))
            .collect(Collectors.joining("\n"));
    var missing = new ArrayList<String>();
    for (var line : lines().entrySet()) {
      String action = line.getValue().action();
      String proof = line.getValue().proof();
      if (action.equals("-")) {
        assertThat(proof).as(line.getKey()).hasSizeGreaterThan(15);
        continue;
      }
      if (!words.has("audit.action." + action)) {
        missing.add(line.getKey() + ": no words for " + action + " in audit.properties");
      }
      boolean proved =
          proof.equals("here")
              ? drivers().containsKey(line.getKey())
              : tests.lines().anyMatch(text -> text.equals(proof + ".java"))
                  && Files.readString(file(proof)).contains("\"" + action + "\"");
      if (!proved) {
        missing.add(line.getKey() + ": " + proof + " does not prove " + action);
      }
    }
    assertThat(missing).isEmpty();
  }

  private HttpAnswer view() {
    return form(
        "/conversations/views", Map.of("name", "Hot ones", "query", "category=hot&tag=vip"));
  }

  private String note() {
    form("/conversations/" + conversation + "/notes", Map.of("text", "Prefers mornings"));
    return action("/conversations/" + conversation, "details form[action*=/notes/]");
  }

  /** Where a form of a page leads, inside the workspace. */
  private String action(String path, String selector) {
    String all = "/w/" + story.workspace().slug();
    return Jsoup.parse(page(all + path).body())
        .select(selector)
        .attr("action")
        .substring(all.length());
  }

  private static Path file(String proof) {
    return Sources.under(Path.of("src/test/java"), ".java").stream()
        .filter(path -> path.endsWith(proof + ".java"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void each_write_leaves_its_entry_and_nothing_personal() throws Exception {
    var wrong = new ArrayList<String>();
    for (var driver : drivers().entrySet()) {
      Line line = Objects.requireNonNull(lines().get(driver.getKey()), driver.getKey());
      Supplier<HttpAnswer> write = driver.getValue().prepare().get();
      Set<String> before =
          entries().stream().map(e -> e.at("/id").asString()).collect(Collectors.toSet());
      HttpAnswer answer = write.get();
      List<JsonNode> fresh =
          entries().stream().filter(e -> !before.contains(e.at("/id").asString())).toList();
      if (answer.status() >= 400) {
        wrong.add(driver.getKey() + " answered " + answer.status() + ": " + answer.body());
      } else if (fresh.stream().noneMatch(e -> e.at("/action").asString().equals(line.action()))) {
        wrong.add(driver.getKey() + " left " + fresh + " instead of " + line.action());
      }
      for (JsonNode entry : fresh) {
        String channel = driver.getKey().contains("/api/") ? "api" : "page";
        String network = entry.at("/network").asString();
        boolean cut = network.endsWith("/24") || network.endsWith("/48");
        boolean named = !entry.at("/actor/name").asString("").isEmpty();
        if (!entry.at("/channel").asString().equals(channel) || !cut || !named) {
          wrong.add(driver.getKey() + " does not say who and from where: " + entry);
        }
        NEVER.stream()
            .filter(word -> entry.toString().contains(word))
            .forEach(word -> wrong.add(driver.getKey() + " tells " + word + ": " + entry));
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** A write in two steps: what must be there first, and the request itself. */
  private record Driver(Supplier<Supplier<HttpAnswer>> prepare) {}

  private Map<String, Driver> drivers() {
    var drivers = new TreeMap<String, Driver>();
    drivers.put(
        "POST\t/api/v1/api-keys",
        now(() -> api("POST", "/api-keys", Map.of("name", "Site", "scopes", List.of("read")))));
    drivers.put(
        "DELETE\t/api/v1/api-keys/{id}",
        after(
            () -> made("/api-keys", Map.of("name", "Old", "scopes", List.of("read"))),
            id -> api("DELETE", "/api-keys/" + id, null)));
    drivers.put(
        "POST\t/api/v1/numbers",
        now(
            () ->
                api(
                    "POST",
                    "/numbers",
                    Map.of(
                        "phone_number_id",
                            "1"
                                + Math.abs(
                                    UUID.randomUUID().getLeastSignificantBits()
                                        % 1_000_000_000_000L),
                        "waba_id", "102030405060708",
                        "display_phone_number", "+55 11 4000-0001",
                        "access_token", "EAAinvented"))));
    drivers.put("POST\t/api/v1/links", now(() -> api("POST", "/links", link())));
    drivers.put(
        "PATCH\t/api/v1/links/{id}",
        after(
            () -> made("/links", link()),
            id -> api("PATCH", "/links/" + id, Map.of("name", "Other"))));
    drivers.put(
        "DELETE\t/api/v1/links/{id}",
        after(() -> made("/links", link()), id -> api("DELETE", "/links/" + id, null)));
    drivers.put(
        "PATCH\t/api/v1/contacts/{id}",
        after(
            () -> story.get("/contacts").at("/data/0/id").asString(),
            id -> api("PATCH", "/contacts/" + id, Map.of("name", "Fernanda Quintela"))));
    drivers.put(
        "PATCH\t/api/v1/conversations/{id}",
        now(
            () ->
                api(
                    "PATCH",
                    "/conversations/" + conversation,
                    Map.of(
                        "lead",
                        Map.of("category", "hot", "score", 92, "urgency", "now"),
                        "reason",
                        "quero agendar"))));
    drivers.put(
        "POST\t/api/v1/conversations/{id}/outcomes",
        now(
            () ->
                api(
                    "POST",
                    "/conversations/" + conversation + "/outcomes",
                    Map.of("stage", "contacted"))));
    drivers.put(
        "POST\t/api/v1/conversations/{id}/notes",
        now(
            () ->
                api(
                    "POST",
                    "/conversations/" + conversation + "/notes",
                    Map.of("text", "Prefers mornings"))));
    drivers.put(
        "PUT\t/api/v1/conversations/{id}/tags",
        now(
            () ->
                api(
                    "PUT",
                    "/conversations/" + conversation + "/tags",
                    Map.of("tags", List.of("second visit", "from the fair")))));
    drivers.put(
        "POST\t/api/v1/spend",
        now(
            () ->
                api(
                    "POST",
                    "/spend",
                    Map.of(
                        "rows",
                        List.of(
                            Map.of(
                                "date",
                                "2026-11-02",
                                "source",
                                "meta",
                                "campaign_id",
                                "c1",
                                "amount",
                                "12.50",
                                "currency",
                                "BRL"))))));
    drivers.put(
        "PUT\t/api/v1/settings",
        now(() -> api("PUT", "/settings", Map.of("conversation_gap_days", 20))));
    drivers.put(
        "PUT\t/api/v1/destinations/meta",
        now(() -> api("PUT", "/destinations/meta", destination(true))));
    drivers.put(
        "DELETE\t/api/v1/destinations/meta",
        after(() -> connected(true), ignored -> api("DELETE", "/destinations/meta", null)));
    drivers.put(
        "POST\t/api/v1/conversions/{id}/retry",
        after(this::held, id -> api("POST", "/conversions/" + id + "/retry", null)));
    drivers.put(
        "POST\t/w/{workspace}/deliveries/{id}/retry",
        after(this::held, id -> form("/deliveries/" + id + "/retry", Map.of())));
    drivers.put(
        "POST\t/w/{workspace}/deliveries/retry",
        after(this::held, ignored -> form("/deliveries/retry", Map.of())));
    drivers.put(
        "POST\t/w/{workspace}/deliveries/connection",
        now(
            () ->
                form(
                    "/deliveries/connection",
                    Map.of(
                        "messaging",
                        "900100",
                        "access_token",
                        "secret-token",
                        "qualified",
                        "LeadSubmitted",
                        "won",
                        "Purchase"))));
    drivers.put(
        "POST\t/w/{workspace}/deliveries/connection/remove",
        after(() -> connected(false), ignored -> form("/deliveries/connection/remove", Map.of())));
    drivers.put("POST\t/w/{workspace}/links", now(() -> form("/links", linkForm())));
    drivers.put(
        "POST\t/w/{workspace}/links/{id}",
        after(() -> made("/links", link()), id -> form("/links/" + id, linkForm())));
    drivers.put(
        "POST\t/w/{workspace}/links/{id}/archive",
        after(() -> made("/links", link()), id -> form("/links/" + id + "/archive", Map.of())));
    drivers.put(
        "POST\t/w/{workspace}/conversations/{id}/reveal",
        now(() -> form("/conversations/" + conversation + "/reveal", Map.of())));
    drivers.put(
        "POST\t/w/{workspace}/conversations/{id}/stage",
        now(() -> form("/conversations/" + conversation + "/stage", Map.of("outcome", "quoted"))));
    String here = "/conversations/" + conversation;
    drivers.put(
        "POST\t/w/{workspace}/conversations/{id}/tags",
        now(() -> form(here + "/tags", Map.of("tag", "Quer agendar"))));
    drivers.put(
        "POST\t/w/{workspace}/conversations/{id}/tags/remove",
        after(
            () -> form(here + "/tags", Map.of("tag", "old")).header("Location"),
            ignored -> form(here + "/tags/remove", Map.of("tag", "old"))));
    drivers.put(
        "POST\t/w/{workspace}/conversations/{id}/notes",
        now(() -> form(here + "/notes", Map.of("text", "Fernanda Quintela quero agendar"))));
    drivers.put(
        "POST\t/w/{workspace}/conversations/{id}/notes/{note}",
        after(this::note, path -> form(path, Map.of("text", "quero agendar, 976540123"))));
    drivers.put(
        "POST\t/w/{workspace}/conversations/{id}/notes/{note}/remove",
        after(this::note, path -> form(path + "/remove", Map.of())));
    drivers.put("POST\t/w/{workspace}/conversations/views", now(this::view));
    drivers.put(
        "POST\t/w/{workspace}/conversations/views/{view}/remove",
        after(
            () -> {
              view();
              return action("/conversations?category=hot&tag=vip", "form[action*=/views/]");
            },
            path -> form(path, Map.of())));
    drivers.put(
        "POST\t/w/{workspace}/conversations/{id}/lead",
        now(
            () ->
                form(
                    "/conversations/" + conversation + "/lead",
                    Map.of("category", "cold", "reason", "quero agendar"))));
    drivers.put(
        "POST\t/w/{workspace}/settings/numbers",
        now(
            () ->
                form(
                    "/settings/numbers",
                    Map.of(
                        "phone_number_id", "106540352249917",
                        "waba_id", "102030405060708",
                        "display_phone_number", "+55 11 4000-0002",
                        "access_token", "EAAinvented"))));
    drivers.put("POST\t/w/{workspace}/start/dismiss", now(() -> form("/start/dismiss", Map.of())));
    drivers.put(
        "POST\t/w/{workspace}/start/{step}/later", now(() -> form("/start/meta/later", Map.of())));
    drivers.put("POST\t/w/{workspace}/audit/verify", now(() -> form("/audit/verify", Map.of())));
    drivers.put(
        "POST\t/w/{workspace}/settings/processing/{purpose}",
        now(() -> form("/settings/processing/lead_scoring", Map.of("on", "false"))));
    return drivers;
  }

  private static Driver now(Supplier<HttpAnswer> write) {
    return new Driver(() -> write);
  }

  private static Driver after(
      Supplier<String> first, java.util.function.Function<String, HttpAnswer> write) {
    return new Driver(
        () -> {
          String made = first.get();
          return () -> write.apply(made);
        });
  }

  private HttpAnswer api(String method, String path, @Nullable Object body) {
    return story.api(method, path, body);
  }

  private String made(String path, Object body) {
    HttpAnswer answer = api("POST", path, body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer.json().at("/id").asString();
  }

  private Map<String, Object> link() {
    return Map.of(
        "name",
        "Bio",
        "number_id",
        story.get("/numbers").at("/data/0/id").asString(),
        "message",
        "Oi!");
  }

  private Map<String, String> linkForm() {
    return Map.of(
        "name",
        "Bio",
        "number_id",
        story.get("/numbers").at("/data/0/id").asString(),
        "message",
        "Oi!",
        "code",
        "both");
  }

  private static Map<String, Object> destination(boolean enabled) {
    String dataset = Integer.toString(DATASETS.incrementAndGet());
    PretendGraph.shared().dataset(dataset, "secret-token");
    return Map.of("dataset_id", dataset, "access_token", "secret-token", "enabled", enabled);
  }

  private String connected(boolean enabled) {
    assertThat(api("PUT", "/destinations/meta", destination(enabled)).status()).isEqualTo(200);
    return "";
  }

  /** A conversion that waits and could go. */
  private String held() {
    connected(false);
    HttpAnswer won =
        api(
            "POST",
            "/conversations/" + conversation + "/outcomes",
            Map.of("stage", "won", "value", Map.of("amount", "350.00", "currency", "BRL")));
    assertThat(won.status()).as(won.body()).isBetween(200, 201);
    lanes.drainAll();
    connected(true);
    return story.get("/conversions?status=held").at("/data/0/id").asString();
  }

  private HttpAnswer page(String path) {
    return HttpAnswer.send(port, "GET", path, null, "Cookie", story.signIn());
  }

  private HttpAnswer form(String path, Map<String, String> fields) {
    var all = new HashMap<>(fields);
    all.put("_csrf", csrf);
    String body =
        all.entrySet().stream()
            .map(
                one ->
                    one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return HttpAnswer.send(
        port,
        "POST",
        "/w/" + story.workspace().slug() + path,
        body,
        "Cookie",
        story.signIn(),
        "Content-Type",
        "application/x-www-form-urlencoded");
  }

  private List<JsonNode> entries() {
    var entries = new ArrayList<JsonNode>();
    story.get("/audit?limit=200").at("/data").forEach(entries::add);
    return entries;
  }

  private static Map<String, Line> lines() throws Exception {
    try (var file = AuditedWritesTest.class.getResourceAsStream("/audited-writes.tsv")) {
      var lines = new TreeMap<String, Line>();
      String text = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
      for (String line :
          text.lines().filter(one -> !one.isBlank() && !one.startsWith("#")).toList()) {
        String[] cells = line.split("\t");
        assertThat(cells).as(line).hasSize(4);
        assertThat(lines.put(cells[0] + "\t" + cells[1], new Line(cells[2], cells[3])))
            .as("one line for each route; twice: %s", line)
            .isNull();
      }
      return lines;
    }
  }
}
