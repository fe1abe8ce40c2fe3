package popeki;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import popeki.Routes.Route;
import popeki.platform.Lanes;
import popeki.platform.Settings;
import popeki.platform.ThrowAwayDatabase;
import popeki.workspaces.Role;
import popeki.workspaces.TestPeople;
import popeki.workspaces.TestPeople.Person;
import popeki.workspaces.Workspaces;

/**
 * What a browser is told, for every route of the route table and as whoever asks: a policy without
 * exceptions, pages without anything inline, types that are not guessed, no cookie but the session,
 * no change without the form's token, and no change at all by looking.
 */
@PopekiTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class BrowserSafetyTest {
  private static final String STREAM = "/w/{workspace}/live";

  /** Doors of other systems, which prove themselves by a signature instead of a form's token. */
  private static final String SIGNED = "/webhooks/";

  /** Tables that a GET may write, and why. Every other table refuses in the test below. */
  private static final Set<String> WRITTEN_BY_LOOKING =
      Set.of(
          // when a session was last used, and the token of its forms
          "platform.spring_session",
          "platform.spring_session_attributes",
          // when a key was last used
          "workspaces.api_key",
          // a link that works once is used up by opening it
          "accounts.sign_in_token",
          // which hot leads a person has seen
          "leads.alert_reader");

  /** Files whose taking is itself written down, so that people know who has a copy. */
  private static final Set<String> TAKEN_AWAY =
      Set.of("/w/{workspace}/audit.csv", "/w/{workspace}/conversations.csv");

  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @Autowired Settings settings;
  @Autowired BeanFactory beans;

  @Autowired
  @Qualifier("requestMappingHandlerMapping")
  RequestMappingHandlerMapping mappings;

  @LocalServerPort int port;
  @LocalManagementPort int managementPort;

  private MarkedStory story;
  private Person owner;

  @BeforeAll
  void a_business() {
    story = MarkedStory.of(port, workspaces, lanes, clock, settings, MarkedStory.newMark(), "6543");
    owner = new TestPeople(port, beans).join(story.workspace().workspaceId(), Role.OWNER);
  }

  private record Seen(Route route, String who, HttpAnswer answer) {
    boolean isPage() {
      return answer.header("Content-Type").startsWith("text/html");
    }

    @Override
    public String toString() {
      return route + " as " + who + " (" + answer.status() + ")";
    }
  }

  private final Map<Route, String> answering = new TreeMap<>();
  private List<Seen> looked = List.of();

  /** One walk, which several tests read. */
  private List<Seen> everything() {
    if (looked.isEmpty()) {
      looked = walk();
    }
    return looked;
  }

  /** Every GET route, by its owner with real ids and by a stranger. */
  private List<Seen> walk() {
    var seen = new ArrayList<Seen>();
    for (Route route : Routes.of(mappings)) {
      if (!route.method().equals("GET") || route.pattern().equals(STREAM)) {
        continue;
      }
      seen.add(new Seen(route, "nobody", ask(route, story.ids().getFirst(), null)));
      if (!route.namesSomething()) {
        seen.add(new Seen(route, "owner", ask(route, "", owner)));
        continue;
      }
      String known = answering.get(route);
      for (String id : known == null ? story.ids() : List.of(known)) {
        HttpAnswer answer = ask(route, id, owner);
        if (answer.status() < 400 || known != null) {
          answering.put(route, id);
          seen.add(new Seen(route, "owner", answer));
          break;
        }
      }
    }
    return seen;
  }

  private HttpAnswer ask(Route route, String id, @Nullable Person who) {
    var headers = new ArrayList<>(List.of("Origin", "https://evil.example"));
    if (who != null) {
      headers.addAll(
          route.isApi()
              ? List.of("Authorization", "Bearer " + story.workspace().apiKey())
              : List.of("Cookie", who.cookie()));
    }
    return HttpAnswer.send(
        port,
        "GET",
        route.path(story.workspace().slug(), id),
        null,
        headers.toArray(String[]::new));
  }

  @Test
  void every_answer_carries_the_strict_policy_and_its_type() {
    for (Seen seen : everything()) {
      HttpAnswer answer = seen.answer();
      assertThat(answer.header("Content-Security-Policy"))
          .as("%s", seen)
          .contains(
              "default-src 'none'",
              "script-src 'self'",
              "style-src 'self'",
              "object-src 'none'",
              "base-uri 'none'",
              "frame-ancestors 'none'",
              "form-action 'self'")
          .doesNotContain("unsafe", "*", "nonce", "http:");
      assertThat(answer.header("X-Content-Type-Options")).as("%s", seen).isEqualTo("nosniff");
      assertThat(answer.header("Referrer-Policy")).as("%s", seen).isNotEmpty();
      // The script for other people's pages is for everyone; nothing in it is anybody's.
      boolean shared = seen.route().pattern().equals("/track.js");
      assertThat(answer.header("Access-Control-Allow-Origin"))
          .as("%s", seen)
          .isEqualTo(shared ? "*" : "");
      assertThat(answer.header("Server") + answer.header("X-Powered-By")).as("%s", seen).isEmpty();
      String type = answer.header("Content-Type").toLowerCase(Locale.ROOT);
      if (!answer.body().isEmpty()) {
        assertThat(type).as("%s", seen).isNotEmpty();
        if (type.startsWith("text/")) {
          assertThat(type).as("%s", seen).contains("charset=utf-8");
        }
        String first = answer.body().stripLeading().substring(0, 1);
        boolean json = type.contains("json");
        assertThat(json).as("%s is %s", seen, type).isEqualTo(first.matches("[{\\[]") && json);
        assertThat(type.startsWith("text/html") && first.equals("{")).as("%s", seen).isFalse();
      }
    }
  }

  @Test
  void what_belongs_to_a_person_is_not_kept_and_a_secret_address_is_not_passed_on() {
    for (Seen seen : everything()) {
      String pattern = seen.route().pattern();
      if (pattern.matches("/(w|account|workspaces|api|login|signup|sign-in)(/.*)?")
          && !seen.route().isOpen()) {
        assertThat(seen.answer().header("Cache-Control")).as("%s", seen).contains("no-store");
      }
      if (pattern.contains("{token}")
          || pattern.matches("/(login|signup|forgot-password|reset.*|verify.*)")) {
        assertThat(seen.answer().header("Referrer-Policy")).as("%s", seen).isEqualTo("no-referrer");
        assertThat(seen.answer().header("Cache-Control")).as("%s", seen).contains("no-store");
      }
    }
  }

  @Test
  void no_page_has_anything_inline_or_from_elsewhere() {
    var findings = new TreeSet<String>();
    int pages = 0;
    for (Seen seen : everything()) {
      if (!seen.isPage()) {
        continue;
      }
      pages++;
      Document page = Jsoup.parse(seen.answer().body());
      page.select("style").forEach(e -> findings.add(seen + ": a style element"));
      for (Element script : page.select("script")) {
        boolean data =
            script.attr("type").equals("application/json")
                && !script.hasAttr("src")
                && !script.data().matches("(?s).*[<>&\u2028\u2029].*");
        if (!data && !script.attr("src").startsWith("/assets/")) {
          findings.add(seen + ": " + script.outerHtml());
        }
      }
      page.select("iframe, object, embed, base, applet, frame")
          .forEach(e -> findings.add(seen + ": " + e.tagName()));
      for (Element element : page.getAllElements()) {
        for (Attribute attribute : element.attributes()) {
          String name = attribute.getKey();
          String value = attribute.getValue().strip().toLowerCase(Locale.ROOT);
          if (name.startsWith("on")
              || name.equals("style")
              || name.startsWith("hx-on")
              || name.equals("srcdoc")
              || value.startsWith("javascript:")
              || value.startsWith("js:")
              || (name.equals("src")
                  && !value.startsWith("/")
                  && !value.startsWith("data:image/"))) {
            findings.add(seen + ": " + name + "=" + attribute.getValue());
          }
        }
      }
      for (Element link : page.select("link[href], form[action]")) {
        String to = link.hasAttr("action") ? link.attr("action") : link.attr("href");
        if (!to.startsWith("/") || to.startsWith("//")) {
          findings.add(seen + ": leads to " + to);
        }
      }
    }
    assertThat(findings).isEmpty();
    assertThat(pages).isGreaterThan(25);
  }

  @Test
  void no_route_sets_a_cookie_but_the_session() {
    for (Seen seen : everything()) {
      seen.answer().headers().entrySet().stream()
          .filter(header -> header.getKey().equalsIgnoreCase("Set-Cookie"))
          .flatMap(header -> header.getValue().stream())
          .forEach(
              cookie ->
                  assertThat(cookie)
                      .as("%s", seen)
                      .startsWith("popeki=")
                      .contains("Path=/", "HttpOnly", "SameSite=Lax")
                      .doesNotContain("Domain="));
    }
  }

  @Test
  void no_form_works_without_its_token() {
    for (Route route : Routes.withFilters(mappings)) {
      if (!route.writes() || route.isApi() || route.pattern().startsWith(SIGNED)) {
        continue;
      }
      for (String body :
          List.of("x=1", "_csrf=&x=1", "_csrf=" + "A".repeat(owner.token().length()))) {
        HttpAnswer answer =
            HttpAnswer.send(
                port,
                route.method(),
                route.path(story.workspace().slug(), story.ids().getFirst()),
                body,
                "Cookie",
                owner.cookie(),
                "Content-Type",
                "application/x-www-form-urlencoded");
        assertThat(answer.status()).as("%s with %s", route, body).isEqualTo(403);
      }
    }
    HttpAnswer still = HttpAnswer.send(port, "GET", "/account", null, "Cookie", owner.cookie());
    assertThat(still.status()).as("the session has outlived all of it").isEqualTo(200);
  }

  /** While every table refuses to be written, every page can still be looked at. */
  @Test
  void looking_changes_nothing() throws SQLException {
    assertThat(everything()).isNotEmpty(); // by now it is known which id each route answers to
    var tables = new ArrayList<String>();
    try (Connection superuser = ThrowAwayDatabase.superuser(settings);
        Statement statement = superuser.createStatement()) {
      try (var rows =
          statement.executeQuery(
              """
              select schemaname || '.' || tablename from pg_tables
              where schemaname !~ '^(pg_|information_schema$|public$)' order by 1""")) {
        while (rows.next()) {
          tables.add(rows.getString(1));
        }
      }
      tables.removeAll(WRITTEN_BY_LOOKING);
      statement.execute(
          """
          create function platform.refuse() returns trigger language plpgsql as $$
          begin raise exception 'a look wrote into a table'; end $$""");
      try {
        for (String table : tables) {
          statement.execute(
              "create trigger looking before insert or update or delete on %s for each statement execute function platform.refuse()"
                  .formatted(table));
        }
        var failed = new ArrayList<String>();
        int answered = 0;
        for (Seen seen : walk()) {
          if (seen.answer().status() >= 500 && !TAKEN_AWAY.contains(seen.route().pattern())) {
            failed.add(seen.toString());
          }
          answered += seen.answer().status() == 200 ? 1 : 0;
        }
        assertThat(failed).isEmpty();
        assertThat(answered).isGreaterThan(40);
        assertThat(
                story
                    .story()
                    .api(
                        "POST",
                        "/spend",
                        "{\"rows\":[{\"date\":\"2026-11-20\",\"source\":\"meta\",\"campaign_id\":\"1\",\"amount\":\"1\",\"currency\":\"BRL\"}]}")
                    .status())
            .as("a change is seen")
            .isEqualTo(500);
      } finally {
        statement.execute("drop function platform.refuse() cascade");
      }
    }
  }

  @Test
  void no_other_site_is_let_in() {
    for (String path :
        List.of("/api/v1/links", "/w/" + story.workspace().slug() + "/links", "/login")) {
      HttpAnswer answer =
          HttpAnswer.send(
              port,
              "OPTIONS",
              path,
              null,
              "Origin",
              "https://evil.example",
              "Access-Control-Request-Method",
              "POST",
              "Access-Control-Request-Headers",
              "authorization");
      assertThat(answer.headers().keySet().toString().toLowerCase(Locale.ROOT))
          .as(path)
          .doesNotContain("access-control-allow");
    }
  }

  @Test
  void headers_that_a_proxy_would_set_are_not_believed() {
    for (String path :
        List.of(
            "/",
            "/login",
            "/w/" + story.workspace().slug() + "/links",
            "/w/" + story.workspace().slug())) {
      HttpAnswer answer =
          HttpAnswer.send(
              port,
              "GET",
              path,
              null,
              "Cookie",
              path.equals("/login") ? "x=1" : owner.cookie(),
              "X-Forwarded-Host",
              "evil.example",
              "X-Forwarded-Proto",
              "gopher",
              "X-Forwarded-Prefix",
              "/evil-prefix",
              "Forwarded",
              "host=evil.example;proto=gopher",
              "X-Original-URL",
              "/evil-prefix",
              "X-Workspace",
              "evil-prefix",
              "X-HTTP-Method-Override",
              "DELETE");
      assertThat(answer.status()).as(path).isIn(200, 302);
      assertThat(answer.headers() + answer.body())
          .as(path)
          .doesNotContain("evil.example", "gopher", "evil-prefix");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /login HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nx=1&y",
        "POST /login HTTP/1.1\r\nHost: h\r\nContent-Length: 4, 5\r\n\r\nx=1&y",
        "POST /login HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n",
        "POST /login HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "POST /login HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "POST /login HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n 5\r\n\r\nx=1&y",
        "POST /login HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: x\r\n chunked\r\n\r\n0\r\n\r\n",
        "GET /login HTTP/1.1\r\nHost: h\r\nHost: evil.example\r\n\r\n",
        "GET /login HTTP/1.1\r\n\r\n",
        "GET /login HTTP/1.1\r\nHost: h\r\nBad Name: x\r\n\r\n",
        "GET /login HTTP/1.1\r\nHost : h\r\n\r\n",
        "GET /a\u0001b HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /a/%2e%2e/login HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /w%2fx/login HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /login%00 HTTP/1.1\r\nHost: h\r\n\r\n",
        "TRACE /login HTTP/1.1\r\nHost: h\r\nX-Echo: canary\r\n\r\n",
        "TRACK /login HTTP/1.1\r\nHost: h\r\nX-Echo: canary\r\n\r\n",
        "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n",
      })
  void requests_that_two_readers_would_read_in_two_ways_are_refused(String request)
      throws IOException {
    String answer = raw(request);
    assertThat(answer)
        .matches("(?s)HTTP/1\\.1 (4\\d\\d|501) .*")
        .doesNotContain("canary", "Exception", "org.apache", "<style", "Tomcat")
        .contains("X-Content-Type-Options: nosniff", "Content-Security-Policy: default-src 'none'");
    assertThat(answer.split("HTTP/1\\.1 ", -1)).as("answers").hasSize(2);
  }

  /** A folded header is one value with a blank in it, as the standard allows; never two headers. */
  @Test
  void a_folded_header_is_one_value() throws IOException {
    String answer =
        raw("GET /login HTTP/1.1\r\nHost: h\r\nX-Folded: a\r\n Cookie: popeki=x\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 200");
    assertThat(answer.split("HTTP/1\\.1 ", -1)).as("answers").hasSize(2);
  }

  /** Of the two lengths one is chosen, and nothing after it is taken for a second request. */
  @Test
  void a_request_with_two_kinds_of_length_hides_no_second_one() throws IOException {
    String hidden = "GET /privacy HTTP/1.1\r\nHost: h\r\n\r\n";
    String answer =
        raw(
            "POST /login HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                + (5 + hidden.length())
                + "\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                + hidden);
    assertThat(answer).startsWith("HTTP/1.1 4");
    assertThat(answer.split("HTTP/1\\.1 ", -1)).as("answers").hasSize(2);
  }

  @Test
  void nothing_of_the_inside_is_shown() {
    for (int each : List.of(port, managementPort)) {
      for (String path :
          List.of(
              "/actuator",
              "/actuator/env",
              "/env",
              "/beans",
              "/heapdump",
              "/threaddump",
              "/configprops",
              "/loggers",
              "/mappings",
              "/shutdown",
              "/.git/config",
              "/.env",
              "/WEB-INF/web.xml",
              "/META-INF/MANIFEST.MF",
              "/application.yaml")) {
        HttpAnswer answer = HttpAnswer.send(each, "GET", path, null);
        assertThat(answer.status()).as("%s on %s", path, each).isBetween(400, 499);
        assertThat(answer.body()).as(path).doesNotContain("popeki.", "Exception", "\tat ");
      }
    }
    assertThat(HttpAnswer.send(port, "GET", "/metrics", null).status()).isEqualTo(404);
  }

  private String raw(String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
