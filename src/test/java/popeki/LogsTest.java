package popeki;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.platform.Lanes;
import popeki.platform.Settings;
import popeki.platform.ThrowAwayDatabase;
import popeki.workspaces.Role;
import popeki.workspaces.TestPeople;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Everything that is logged while a business lives and while things break, through the real
 * encoders: no name, number, text, address or token of anyone. What is broken is broken for real,
 * in the database and at the doors, because the path of errors leaks first.
 */
@PopekiTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class LogsTest {
  private static final String FORGED = "{\"level\":\"INFO\",\"message\":\"all is well\"}";

  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @Autowired Settings settings;
  @Autowired BeanFactory beans;
  @LocalServerPort int port;

  private final ByteArrayOutputStream json = new ByteArrayOutputStream();
  private final ByteArrayOutputStream plain = new ByteArrayOutputStream();
  private final List<OutputStreamAppender<ILoggingEvent>> appenders = new ArrayList<>();
  private final List<String> secrets = new ArrayList<>();
  private MarkedStory mine;
  private List<String> lines;
  private List<JsonNode> facts;

  @BeforeAll
  void a_business_lives_and_things_break() throws SQLException {
    record(json, "popeki.platform.JsonLog");
    record(plain, "popeki.platform.PlainLog");
    ourLog().setLevel(Level.DEBUG);
    mine = MarkedStory.of(port, workspaces, lanes, clock, settings, MarkedStory.newMark(), "5432");
    secrets.add(mine.workspace().apiKey());
    secrets.add(mine.workspace().signInUrl());
    mine.story().signIn();
    everyPage();
    badBodies();
    badSignIns();
    forgedLines();
    brokenPeers();
    brokenDatabase();
    brokenSeals();
    ourLog().setLevel(null);
    lines = json.toString(StandardCharsets.UTF_8).lines().toList();
    facts = lines.stream().map(JsonMapper.shared()::readTree).toList();
  }

  @AfterAll
  void stop() {
    appenders.forEach(
        appender -> {
          root().detachAppender(appender);
          appender.stop();
        });
  }

  @Test
  void nothing_of_anyone_stands_in_the_log() {
    for (ByteArrayOutputStream each : List.of(json, plain)) {
      String log = each.toString(StandardCharsets.UTF_8);
      assertThat(traces(log)).isEmpty();
    }
  }

  @Test
  void the_faults_were_real_and_told() {
    String log = json.toString(StandardCharsets.UTF_8);
    assertThat(log)
        .contains("SQLSTATE 23514 links link links_told")
        .contains("SQLSTATE P0001")
        .contains("SQLSTATE 42703")
        .contains("Request failed; reference")
        .contains("was not taken in");
    assertThat(lines).hasSizeGreaterThan(20);
  }

  @Test
  void every_line_is_one_fact_and_says_when_how_bad_where_and_what() {
    for (JsonNode fact : facts) {
      assertThat(fact.propertyNames()).contains("at", "level", "logger", "message");
      assertThat(fact.at("/message").asString()).isNotEqualTo("all is well");
    }
    assertThat(plain.toString(StandardCharsets.UTF_8).lines())
        .allMatch(line -> line.matches("(\\d\\d:\\d\\d:\\d\\d\\.\\d{3} |    ).*"));
  }

  @Test
  void a_failed_request_names_its_workspace_and_the_reference_that_was_shown() {
    List<JsonNode> failed =
        facts.stream()
            .filter(fact -> fact.at("/message").asString().startsWith("Request failed"))
            .toList();
    assertThat(failed).isNotEmpty();
    for (JsonNode fact : failed) {
      assertThat(fact.at("/workspace").asString())
          .isEqualTo(mine.workspace().workspaceId().toString());
      assertThat(fact.at("/message").asString()).contains(fact.at("/request").asString());
    }
  }

  @Test
  void who_comes_in_and_who_is_turned_away_are_events() {
    assertThat(events("authentication.succeeded"))
        .anyMatch(fact -> fact.at("/who").asString().startsWith("user "));
    assertThat(events("authentication.failed")).isNotEmpty();
    assertThat(events("authentication.refused"))
        .anyMatch(fact -> fact.at("/route").asString().equals("/api/v1/links"));
    assertThat(events("access.refused"))
        .anyMatch(
            fact ->
                fact.at("/route").asString().equals("/w/{workspace}/links/{id}/archive")
                    && fact.at("/who").asString().startsWith("user ")
                    && !fact.at("/workspace").asString().isEmpty());
    assertThat(events("limit.reached")).isNotEmpty();
  }

  private List<JsonNode> events(String event) {
    return facts.stream().filter(fact -> fact.at("/event").asString("").equals(event)).toList();
  }

  private List<String> traces(String log) {
    var found = new ArrayList<String>();
    mine.found(log).stream()
        .filter(trace -> !trace.startsWith("id ") && !trace.contains("-"))
        .forEach(found::add);
    for (String secret : secrets) {
      for (String part : List.of(secret, secret.substring(secret.length() - 20))) {
        if (log.contains(part)) {
          found.add("a secret: " + part);
        }
      }
    }
    return found;
  }

  private void everyPage() {
    String w = "/w/" + mine.workspace().slug();
    String cookie = mine.story().signIn();
    secrets.add(cookie);
    for (String page :
        List.of(
            "/overview",
            "/conversations",
            "/conversations?q=" + mine.mark(),
            "/links",
            "/campaigns",
            "/deliveries",
            "/campaigns.csv")) {
      assertThat(HttpAnswer.send(port, "GET", w + page, null, "Cookie", cookie).status())
          .isEqualTo(200);
    }
    var viewer =
        new TestPeople(port, beans).join(mine.workspace().workspaceId(), Role.VIEWER, mine.mark());
    secrets.add(viewer.cookie());
    secrets.add(viewer.email());
    String link = mine.story().get("/links").at("/data/0/id").asString();
    HttpAnswer refused =
        HttpAnswer.send(
            port,
            "POST",
            w + "/links/" + link + "/archive",
            "_csrf=" + viewer.token(),
            "Cookie",
            viewer.cookie(),
            "Content-Type",
            "application/x-www-form-urlencoded");
    assertThat(refused.status()).isEqualTo(403);
  }

  private void badBodies() {
    String mark = mine.mark();
    String phone = "+5511954320010";
    for (String body :
        List.of(
            "{\"name\": " + mark + "}",
            "{\"name\": \"" + mark,
            "{\"name\": {\"" + mark + "\": \"" + phone + "\"}}",
            "{\"" + mark + "\": 1}",
            mark + phone,
            "{\"number_id\": \"" + mark + "\"}",
            "{\"message\": \"" + mark + "\", \"number_id\": \"" + phone + "\"}")) {
      assertThat(mine.story().api("POST", "/links", body).status()).isBetween(400, 499);
      assertThat(mine.story().api("PUT", "/settings", body).status()).isBetween(200, 499);
      assertThat(mine.story().api("POST", "/spend", body).status()).isBetween(400, 499);
      assertThat(mine.story().door().post(body)).isBetween(200, 499);
      assertThat(mine.story().door().post(body, "sha256=" + mark)).isEqualTo(401);
    }
    lanes.drainAll();
    for (String query :
        List.of(
            "/conversations?from=" + mark, "/links?cursor=" + mark, "/contacts?limit=" + mark)) {
      assertThat(mine.story().api("GET", query, null).status()).isEqualTo(400);
    }
  }

  private void badSignIns() {
    HttpAnswer form = HttpAnswer.send(port, "GET", "/login", null);
    String token = org.jsoup.Jsoup.parse(form.body()).select("input[name=_csrf]").attr("value");
    for (int i = 0; i < 12; i++) {
      HttpAnswer.send(
          port,
          "POST",
          "/login",
          "email=" + mine.mark() + "%40example.com&password=" + mine.mark() + "&_csrf=" + token,
          "Cookie",
          form.cookies(),
          "X-Forwarded-For",
          "203.0.113.77",
          "Content-Type",
          "application/x-www-form-urlencoded");
    }
    for (String key : List.of(mine.mark(), "pk_live_" + mine.mark(), "Bearer " + mine.mark())) {
      assertThat(HttpAnswer.api(port, key, "GET", "/links", null).status()).isEqualTo(401);
    }
    assertThat(HttpAnswer.send(port, "GET", "/sign-in/" + mine.mark(), null).status())
        .isEqualTo(410);
  }

  /** Line breaks, a line of log ready to be believed, and colours of a terminal. */
  private void forgedLines() {
    String forged =
        "%0d%0a%1b%5b31m" + java.net.URLEncoder.encode("\r\n" + FORGED, StandardCharsets.UTF_8);
    for (String path :
        List.of(
            "/w/" + mine.workspace().slug() + "/conversations?q=" + forged,
            "/no-such-link?utm_source=" + forged,
            "/" + mine.mark() + "/" + mine.mark(),
            "/w/" + mine.mark() + "/links",
            "/api/v1/" + mine.mark(),
            "/login?to=" + forged,
            "/api/v1/links?cursor=" + forged)) {
      assertThat(HttpAnswer.send(port, "GET", path, null).status()).isLessThan(500);
    }
    assertThat(
            mine.story()
                .api(
                    "POST",
                    "/api-keys",
                    Map.of("name", "a\r\n" + FORGED + "\u001b[31m", "scopes", List.of("read")))
                .status())
        .isLessThan(500);
    LoggerFactory.getLogger("popeki.platform.Forgery")
        .warn("Said: {}", "x\r\n" + FORGED + "\u001b[31m");
  }

  private void brokenSeals() throws SQLException {
    String conversation = mine.story().conversations().get(0).at("/id").asString();
    sql(
        "update conversations.message set text_sealed = '\\x0011223344' where workspace_id = '%s' and conversation_id = '%s'"
            .formatted(mine.workspace().workspaceId(), conversation));
    assertThat(mine.story().api("GET", "/conversations/" + conversation, null).status())
        .isEqualTo(500);
  }

  private void brokenDatabase() throws SQLException {
    String number = mine.story().get("/numbers").at("/data/0/id").asString();
    Map<String, String> link =
        Map.of("name", "BOOM " + mine.mark(), "number_id", number, "message", "Oi " + mine.mark());
    sql("alter table links.link add constraint links_told check (name not like 'BOOM%') not valid");
    try {
      assertThat(mine.story().api("POST", "/links", link).status()).isEqualTo(500);
    } finally {
      sql("alter table links.link drop constraint links_told");
    }
    sql(
        """
        create function links.told() returns trigger language plpgsql as $$
        begin raise exception 'row % is bad', new.name using detail = new.message; end $$""");
    sql(
        "create trigger told before insert on links.link for each row execute function links.told()");
    try {
      assertThat(mine.story().api("POST", "/links", link).status()).isEqualTo(500);
    } finally {
      sql("drop trigger told on links.link");
      sql("drop function links.told()");
    }
    sql("alter table links.link rename column campaign to campaign_gone");
    try {
      assertThat(mine.story().api("GET", "/links", null).status()).isEqualTo(500);
      assertThat(mine.story().api("POST", "/links", link).status()).isEqualTo(500);
    } finally {
      sql("alter table links.link rename column campaign_gone to campaign");
    }
    sql("alter table conversations.contact rename column name_sealed to name_gone");
    try {
      assertThat(
              mine.story()
                  .door()
                  .post(
                      mine.story()
                          .message()
                          .from("5511954320099", "Nome " + mine.mark())
                          .says("Oi " + mine.mark())
                          .json()))
          .isEqualTo(200);
      lanes.drainAll();
    } finally {
      sql("alter table conversations.contact rename column name_gone to name_sealed");
    }
    mine.story().settle();
  }

  private void brokenPeers() {
    PretendGraph.Dataset dataset =
        PretendGraph.shared().dataset("90054321234", "EAA" + mine.mark() + "token");
    for (PretendGraph.Mood mood :
        List.of(PretendGraph.Mood.ERROR_500, PretendGraph.Mood.NOT_JSON)) {
      dataset.behave(mood);
      mine.story()
          .outcome(mine.story().conversations().get(3).at("/id").asString(), "won", "10.00");
      mine.story().settle();
    }
  }

  private void sql(String sql) throws SQLException {
    try (Connection superuser = ThrowAwayDatabase.superuser(settings);
        Statement statement = superuser.createStatement()) {
      statement.execute(sql);
    }
  }

  private void record(ByteArrayOutputStream out, String format) {
    LoggerContext context = root().getLoggerContext();
    var encoder = new StructuredLogEncoder();
    encoder.setContext(context);
    encoder.setFormat(format);
    encoder.start();
    var appender = new OutputStreamAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setOutputStream(out);
    appender.start();
    root().addAppender(appender);
    appenders.add(appender);
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  private static Logger ourLog() {
    return (Logger) LoggerFactory.getLogger("popeki");
  }
}
