package popeki;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import popeki.Routes.Route;
import popeki.mails.Mail;
import popeki.mails.Mails;
import popeki.platform.Lanes;
import popeki.platform.LiveUpdates;
import popeki.platform.Settings;
import popeki.platform.ThrowAwayDatabase;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.Role;
import popeki.workspaces.TestPeople;
import popeki.workspaces.TestPeople.Person;
import popeki.workspaces.Workspaces;

/**
 * Two businesses filled by the same steps with different marks: whatever the one asks, over pages
 * and API, nothing of the other comes back, and nothing of the other changes. The routes come from
 * the route table, the ids and tables from the catalogue, so what is added is covered. Raw SQL is
 * tried by {@code RowFenceTest}, many threads by {@code WorkspaceStormTest}.
 */
@PopekiTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class IsolationTest {
  /** What is behind a path of nobody's workspace, opened by a secret or by anyone. */
  private static final Set<String> NOBODYS =
      Set.of(
          "/assets/{fingerprint}/**",
          "/q/{slug}",
          "/webhooks/whatsapp",
          // Made by a paste, gone with the choice; ConnectFlowTest asks for one of another
          // workspace.
          "/w/{workspace}/settings/numbers/offers/{offer}",
          // Made by a paste or known by Meta's id; AdAccountFlowTest asks for those of another
          // workspace.
          "/w/{workspace}/settings/ads/tokens/{id}",
          "/w/{workspace}/ads/{ad}",
          "/w/{workspace}/ads/{ad}/picture",
          // Answers with a file of Meta's; MediaTest asks for one of another workspace.
          "/w/{workspace}/conversations/media/{message}",
          // found by the end of its address, opened by a signature; MetaAppsTest
          "/webhooks/whatsapp/{app}",
          // Opened by a secret from a mail, never by an id; each has a test that it opens once.
          "/sign-in/{token}",
          "/sign-in/mail/{token}",
          "/signup/verify/{token}",
          "/confirm/{token}",
          "/reset-password/{token}",
          "/invite/{token}",
          "/invite/{token}/account",
          // The description of the API, with invented people, is the same for everyone.
          "/api/v1/openapi.json",
          "/api/v1/openapi.json.yaml",
          "/docs",
          "/docs/api",
          // A purpose is a word, the same for everyone.
          "/w/{workspace}/settings/processing/{purpose}");

  /** Routes of a stream, which would never end; they have a test of their own. */
  private static final String STREAM = "/w/{workspace}/live";

  /**
   * Bodies that are good in every point but the id, for routes that look at the body first: without
   * one the answer would be about the body and prove nothing. A new route that answers 400 or 422
   * to an empty body needs an entry.
   */
  private static final Map<String, String> BODIES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry(
                  "PATCH\t/api/v1/conversations/{id}",
                  "{\"lead\":{\"category\":\"hot\",\"score\":90},\"reason\":\"tried\"}"),
              Map.entry("PATCH\t/api/v1/contacts/{id}", "{\"name\":\"Tried\"}"),
              Map.entry("PATCH\t/api/v1/links/{id}", "{\"name\":\"Tried\"}"),
              Map.entry("POST\t/api/v1/conversations/{id}/outcomes", "{\"stage\":\"won\"}"),
              Map.entry("POST\t/api/v1/conversations/{id}/notes", "{\"text\":\"tried\"}"),
              Map.entry("PUT\t/api/v1/conversations/{id}/tags", "{\"tags\":[\"tried\"]}"),
              Map.entry("POST\t/w/{workspace}/conversations/{id}/stage", "outcome=won"),
              Map.entry(
                  "POST\t/w/{workspace}/conversations/{id}/lead",
                  "category=hot&score=90&reason=tried"),
              Map.entry("POST\t/w/{workspace}/settings/team/{user}/role", "role=viewer"),
              Map.entry("POST\t/w/{workspace}/conversations/{id}/tags", "tag=tried"),
              Map.entry("POST\t/w/{workspace}/conversations/{id}/tags/remove", "tag=tried"),
              Map.entry("POST\t/w/{workspace}/conversations/{id}/notes", "text=tried"),
              Map.entry("POST\t/w/{workspace}/conversations/{id}/notes/{note}", "text=tried")));

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @Autowired Settings settings;
  @Autowired BeanFactory beans;
  @Autowired WorkspaceTx tx;
  @Autowired JdbcClient jdbc;
  @Autowired LiveUpdates live;
  @Autowired Mails mails;

  @Autowired
  @Qualifier("requestMappingHandlerMapping")
  RequestMappingHandlerMapping mappings;

  @LocalServerPort int port;
  @LocalManagementPort int managementPort;

  /** Which of my ids each GET route answers to. */
  private final Map<Route, Set<String>> answering = new TreeMap<>();

  private @Nullable List<String> walked;
  private TestPeople people;
  private MarkedStory mine;
  private MarkedStory theirs;
  private Person owner;

  @BeforeAll
  void two_businesses_alike() {
    people = new TestPeople(port, beans);
    mine = marked("2345");
    theirs = marked("8765");
    owner = people.join(mine.workspace().workspaceId(), Role.OWNER, "Dono " + mine.mark());
    people.join(theirs.workspace().workspaceId(), Role.ADMIN, "Gerente " + theirs.mark());
  }

  private MarkedStory marked(String digits) {
    MarkedStory story =
        MarkedStory.of(port, workspaces, lanes, clock, settings, MarkedStory.newMark(), digits);
    mails.queue(
        new Mail(
            story.workspace().workspaceId(),
            story.mark() + "@example.com",
            "test",
            List.of("Word " + story.mark()),
            "https://track.example/" + story.mark()));
    lanes.drainAll();
    return story;
  }

  @Test
  void no_answer_to_mine_holds_anything_of_theirs() {
    assertThat(walked()).isEmpty();
  }

  /**
   * Each of two fences holds alone: here the predicates of the queries, without the database's.
   * Every id that a route answers to, and the others in rotation.
   */
  @Test
  void no_answer_does_even_without_row_level_security() throws SQLException {
    assertThat(walked()).isEmpty(); // by now it is known which ids each route answers to
    try (Connection superuser = ThrowAwayDatabase.superuser(settings)) {
      List<String> tables = MarkedStory.tenantTables(superuser);
      each(superuser, tables, "alter table %s disable row level security");
      try {
        assertThat(leaks(4)).isEmpty();
        assertThat(namesWithoutPredicate())
            .as("a query without its predicate is seen to leak")
            .anyMatch(name -> name.contains(theirs.mark()));
      } finally {
        each(superuser, tables, "alter table %s enable row level security");
      }
    }
    assertThat(namesWithoutPredicate())
        .as("the database's fence holds alone too")
        .isNotEmpty()
        .noneMatch(name -> name.contains(theirs.mark()));
  }

  private List<String> namesWithoutPredicate() {
    return tx.in(
        mine.workspace().workspaceId(),
        () -> jdbc.sql("select name from links.link").query(String.class).list());
  }

  private static void each(Connection connection, List<String> tables, String sql)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String table : tables) {
        statement.execute(sql.formatted(table));
      }
    }
  }

  /** What one walk with all of my ids brought to light; several tests build on it. */
  private List<String> walked() {
    if (walked == null) {
      walked = leaks(1);
    }
    return walked;
  }

  /**
   * Every GET route as mine, in each form it has, with each of my ids that it knows, and with one
   * in so many of those that it does not know.
   */
  private List<String> leaks(int inSoMany) {
    var leaks = new ArrayList<String>();
    int showing = 0;
    int row = 0;
    var unseen = new TreeSet<String>();
    for (Route route : Routes.of(mappings)) {
      if (!route.method().equals("GET")
          || route.pattern().equals(STREAM)
          || NOBODYS.contains(route.pattern())) {
        continue;
      }
      row++;
      List<String> ids = route.namesSomething() ? named() : List.of("");
      Set<String> known = answering.computeIfAbsent(route, _ -> new TreeSet<>());
      int answered = 0;
      for (int i = 0; i < ids.size(); i++) {
        String id = ids.get(i);
        boolean asked = known.contains(id) || Campaign.meets(row, i, inSoMany);
        for (String accept : List.of("*/*", "text/csv")) {
          // What is no such thing as a page is none as a file; a few are asked nevertheless.
          boolean worth = accept.equals("*/*") || known.contains(id) || Campaign.meets(row, i, 8);
          if (!asked || !worth) {
            continue;
          }
          HttpAnswer answer = mine(route, id, null, accept);
          assertThat(answer.status()).as("%s %s", route, id).isLessThan(500);
          if (answer.status() < 400) {
            known.add(id);
            answered++;
          }
          String whole = answer.headers() + "\n" + answer.body();
          theirs.found(whole).forEach(found -> leaks.add(route + " " + accept + ": " + found));
          showing += whole.contains(mine.mark()) ? 1 : 0;
        }
      }
      if (answered == 0) {
        unseen.add(route.pattern());
      }
    }
    assertThat(unseen)
        .as("routes that answered to none of my ids, so that nothing was proved")
        .isEmpty();
    assertThat(showing).as("answers that show my own mark").isGreaterThan(30);
    return leaks;
  }

  /** My ids, and words that stand in a path where others have an id: steps of the first days. */
  private List<String> named() {
    var named = new ArrayList<>(mine.ids());
    named.addAll(List.of("number", "link"));
    return named;
  }

  @Test
  void real_ids_of_theirs_are_no_such_thing_to_mine() {
    String before = theirs.fingerprint();
    var wrong = new ArrayList<String>();
    for (Route route : Routes.of(mappings)) {
      if (!route.namesSomething() || NOBODYS.contains(route.pattern())) {
        continue;
      }
      for (String id : theirs.ids()) {
        HttpAnswer answer = mine(route, id, BODIES.get(route.toString()), "*/*");
        if (answer.status() != 404) {
          wrong.add(route + " answers " + answer.status() + " to " + id);
        }
        theirs
            .found((answer.headers() + "\n" + answer.body()).replace(id, "…"))
            .forEach(found -> wrong.add(route + " shows " + found));
      }
    }
    assertThat(wrong)
        .as("routes with real ids of another workspace; 400 or 422: give a body in BODIES")
        .isEmpty();
    assertThat(theirs.fingerprint()).as("their rows").isEqualTo(before);
  }

  @Test
  void their_address_is_no_such_page_to_mine() {
    for (Route route : Routes.of(mappings)) {
      if (route.pattern().startsWith("/w/{workspace}")) {
        String path = route.path(theirs.workspace().slug(), theirs.ids().getFirst());
        HttpAnswer answer = send(route.method(), path, form(route, ""), "*/*");
        assertThat(answer.status()).as("%s", route).isEqualTo(404);
        assertThat(theirs.found(answer.body().replace(theirs.workspace().slug(), "…")))
            .as("%s", route)
            .isEmpty();
      }
    }
  }

  /** What a role may not see it gets from no page that shows its owner anything. */
  @Test
  void who_may_not_see_numbers_gets_them_from_no_page() {
    for (Role role : Role.values()) {
      if (role.sight().phones()) {
        continue;
      }
      Person masked = people.join(mine.workspace().workspaceId(), role);
      assertThat(walked()).isEmpty();
      var shown = new ArrayList<String>();
      int row = 0;
      for (Route route : Routes.of(mappings)) {
        if (!route.method().equals("GET")
            || !route.pattern().startsWith("/w/")
            || route.pattern().equals(STREAM)) {
          continue;
        }
        row++;
        List<String> ids = route.namesSomething() ? mine.ids() : List.of("");
        for (int i = 0; i < ids.size(); i++) {
          String id = ids.get(i);
          boolean known = answering.getOrDefault(route, Set.of()).contains(id);
          if (!known && !Campaign.meets(row, i, 4)) {
            continue;
          }
          HttpAnswer answer =
              HttpAnswer.send(
                  port,
                  "GET",
                  route.path(mine.workspace().slug(), id),
                  null,
                  "Cookie",
                  masked.cookie());
          mine.numbersIn(answer.headers() + answer.body())
              .forEach(number -> shown.add(route + " " + number));
        }
      }
      assertThat(shown).as("%s", role).isEmpty();
    }
  }

  @Test
  void metrics_name_nobody() {
    HttpAnswer answer = HttpAnswer.send(managementPort, "GET", "/metrics", null);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains("jvm_");
    assertThat(mine.found(answer.body())).isEmpty();
    assertThat(theirs.found(answer.body())).isEmpty();
  }

  @Test
  void an_open_page_hears_of_its_own_workspace_alone() throws Exception {
    Person neighbour = people.join(theirs.workspace().workspaceId(), Role.VIEWER);
    BlockingQueue<String> toMine = listen(mine, owner);
    BlockingQueue<String> toTheirs = listen(theirs, neighbour);
    for (int i = 0; i < 3; i++) {
      live.changed(theirs.workspace().workspaceId());
      assertThat(toTheirs.poll(20, TimeUnit.SECONDS)).isEqualTo("event:changed");
    }
    assertThat(toMine).as("what my page heard while theirs heard three notices").isEmpty();
    live.changed(mine.workspace().workspaceId());
    assertThat(toMine.poll(20, TimeUnit.SECONDS)).isEqualTo("event:changed");
  }

  private BlockingQueue<String> listen(MarkedStory business, Person person) throws Exception {
    var request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://localhost:" + port + "/w/" + business.workspace().slug() + "/live"))
            .header("Cookie", person.cookie())
            .build();
    var response = CLIENT.send(request, HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    var heard = new LinkedBlockingQueue<String>();
    Thread.ofVirtual().start(() -> read(response.body(), heard));
    return heard;
  }

  private static void read(InputStream stream, BlockingQueue<String> heard) {
    try (var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      lines.lines().filter(line -> line.startsWith("event:")).forEach(heard::add);
    } catch (java.io.IOException | java.io.UncheckedIOException closed) {
      heard.add("closed");
    }
  }

  /** As my owner on pages, with my full key over the API. */
  private HttpAnswer mine(Route route, String id, @Nullable String body, String accept) {
    String path = route.path(mine.workspace().slug(), id);
    return send(
        route.method(),
        path,
        route.writes() ? form(route, body == null ? "" : body) : null,
        accept);
  }

  private @Nullable String form(Route route, String body) {
    if (!route.writes()) {
      return null;
    }
    if (route.isApi()) {
      return body.isEmpty() ? "{}" : body;
    }
    return "_csrf=" + owner.token() + (body.isEmpty() ? "" : "&" + body);
  }

  private HttpAnswer send(String method, String path, @Nullable String body, String accept) {
    var headers = new ArrayList<>(List.of("Accept", accept));
    if (path.startsWith("/api/")) {
      headers.addAll(List.of("Authorization", "Bearer " + mine.workspace().apiKey()));
    } else {
      headers.addAll(List.of("Cookie", owner.cookie()));
    }
    if (body != null) {
      headers.addAll(
          List.of(
              "Content-Type",
              path.startsWith("/api/") ? "application/json" : "application/x-www-form-urlencoded"));
    }
    return HttpAnswer.send(port, method, path, body, headers.toArray(String[]::new));
  }
}
