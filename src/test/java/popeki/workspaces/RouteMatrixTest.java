package popeki.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import popeki.PopekiTest;
import popeki.Routes;
import popeki.Routes.Route;
import popeki.platform.Actor;
import popeki.platform.Scope;
import popeki.workspaces.TestPeople.Person;

/**
 * Every route × who asks. A route without a line in {@code route-matrix.tsv} fails the build, as
 * does a line without a route; the failure shows the line to add, with what was observed: read it
 * before you believe it. Ids in a path are invented, so an owner's 404 is "no such thing". A dash
 * is "not asked". Real ids of another workspace are tried by {@code IsolationTest}.
 */
@PopekiTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class RouteMatrixTest {
  /** The columns of the file, in its order; it says what each means. */
  private static final List<String> WHO =
      List.of(
          "anonymous",
          "other",
          "viewer",
          "agent",
          "analyst",
          "admin",
          "owner",
          "key",
          "other_key",
          "no_scope");

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

  @Autowired Workspaces workspaces;
  @Autowired ApiKeys keys;
  @Autowired BeanFactory beans;

  @Autowired
  @Qualifier("requestMappingHandlerMapping")
  RequestMappingHandlerMapping mappings;

  @LocalServerPort int port;

  private TestPeople people;
  private NewWorkspace home;
  private NewWorkspace elsewhere;
  private final Map<String, Person> readers = new TreeMap<>();

  @BeforeAll
  void two_businesses() {
    people = new TestPeople(port, beans);
    home = create("Clínica Aurora");
    elsewhere = create("Outra Loja");
  }

  @Test
  void knows_what_every_route_answers_to_everyone() throws Exception {
    Map<String, Map<String, String>> expected = expected();
    var wrong = new ArrayList<String>();
    for (Route route : Routes.of(mappings)) {
      Map<String, String> line = expected.remove(route.toString());
      var observed = new ArrayList<String>();
      for (String who : WHO) {
        observed.add(isAsked(route, who) ? ask(route, who) : "-");
      }
      if (line == null || !observed.equals(WHO.stream().map(line::get).toList())) {
        wrong.add(route + "\t" + String.join("\t", observed));
      }
    }
    assertThat(wrong)
        .as("routes whose line in route-matrix.tsv is missing or says otherwise (shown: observed)")
        .isEmpty();
    assertThat(expected.keySet()).as("lines of routes that are gone").isEmpty();
  }

  @Test
  void no_session_opens_the_api_and_no_key_opens_a_page() throws Exception {
    for (Route route : Routes.of(mappings)) {
      if (route.isOpen()) {
        continue;
      }
      String stranger = send(route, null, null);
      if (route.isApi()) {
        assertThat(send(route, person(route, "owner"), null))
            .as("a session at %s", route)
            .isEqualTo(stranger)
            .isEqualTo("401");
      } else {
        assertThat(send(route, null, home.apiKey())).as("a key at %s", route).isEqualTo(stranger);
      }
    }
  }

  private static boolean isAsked(Route route, String who) {
    if (who.equals("anonymous")) {
      return true;
    }
    boolean program = who.equals("key") || who.equals("other_key") || who.equals("no_scope");
    return program == route.isApi() && !(route.isOpen() && who.equals("no_scope"));
  }

  private String ask(Route route, String who) throws Exception {
    return switch (who) {
      case "anonymous" -> send(route, null, null);
      case "key" -> send(route, null, home.apiKey());
      case "other_key" -> send(route, null, elsewhere.apiKey());
      case "no_scope" -> send(route, null, wrongKey(route));
      default -> send(route, person(route, who), null);
    };
  }

  /** A route that changes something is asked by somebody new: it may end the session. */
  private Person person(Route route, String who) {
    return route.writes() ? somebody(who) : readers.computeIfAbsent(who, this::somebody);
  }

  private Person somebody(String who) {
    return who.equals("other")
        ? people.join(elsewhere.workspaceId(), Role.OWNER)
        : people.join(home.workspaceId(), Role.of(who));
  }

  private String send(Route route, @Nullable Person person, @Nullable String key)
      throws IOException, InterruptedException {
    String path = route.path(home.slug(), UUID.randomUUID().toString());
    var request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .method(
                route.method(),
                route.writes()
                    ? HttpRequest.BodyPublishers.ofString(route.isApi() ? "{}" : form(person))
                    : HttpRequest.BodyPublishers.noBody());
    if (route.writes()) {
      request.header(
          "Content-Type", route.isApi() ? "application/json" : "application/x-www-form-urlencoded");
    }
    if (person != null) {
      request.header("Cookie", person.cookie());
    }
    if (key != null) {
      request.header("Authorization", "Bearer " + key);
    }
    // The status comes before the body, which in an event stream never ends.
    var response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    response.body().close();
    return String.valueOf(response.statusCode());
  }

  private static String form(@Nullable Person person) {
    return person == null ? "" : "_csrf=" + person.token();
  }

  /** A key that may do much, but not this. */
  private String wrongKey(Route route) {
    var scopes = EnumSet.allOf(Scope.class);
    if (route.pattern().startsWith("/api/v1/api-keys")) {
      scopes.remove(Scope.ADMIN);
    } else if (route.pattern().startsWith("/api/v1/privacy/")) {
      scopes.remove(Scope.PRIVACY);
    } else if (route.method().equals("GET")) {
      scopes.remove(Scope.READ);
    } else {
      scopes.remove(Scope.WRITE);
    }
    return keys.create(home.workspaceId(), "Wrong", scopes, null, Actor.system("test")).text();
  }

  private static Map<String, Map<String, String>> expected() throws IOException {
    try (InputStream file = RouteMatrixTest.class.getResourceAsStream("/route-matrix.tsv")) {
      var lines = new TreeMap<String, Map<String, String>>();
      String text = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.lines().toList()) {
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        List<String> cells = Arrays.asList(line.split("\t"));
        assertThat(cells).as("method, pattern and %s: %s", WHO, line).hasSize(WHO.size() + 2);
        var statuses = new TreeMap<String, String>();
        for (int i = 0; i < WHO.size(); i++) {
          statuses.put(WHO.get(i), cells.get(i + 2));
        }
        assertThat(lines.put(cells.get(0) + "\t" + cells.get(1), statuses))
            .as("one line for each route; twice: %s", line)
            .isNull();
      }
      return lines;
    }
  }

  private NewWorkspace create(String business) {
    return workspaces.create(
        new WorkspaceDraft(business, "Ana", UUID.randomUUID() + "@example.com", null, null, null));
  }
}
