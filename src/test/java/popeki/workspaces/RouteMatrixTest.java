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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.accounts.Accounts;
import popeki.accounts.EmailAddress;
import popeki.kernel.UserId;
import popeki.platform.Actor;
import popeki.platform.Scope;
import popeki.platform.WorkspaceTx;

/**
 * Every route × who asks. A route without a line in {@code route-matrix.tsv} fails the build, as
 * does a line without a route; the failure shows the line to add, with what was observed: read it
 * before you believe it. Ids in a path are invented, so an owner's 404 is "no such thing". A dash
 * is "not asked".
 */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class RouteMatrixTest {
  private static final List<String> WHO =
      List.of("anonymous", "other", "viewer", "owner", "key_without_scope");

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

  @Autowired Workspaces workspaces;
  @Autowired Accounts accounts;
  @Autowired MembershipRepository memberships;
  @Autowired ApiKeys keys;
  @Autowired WorkspaceTx tx;

  @Autowired
  @Qualifier("requestMappingHandlerMapping")
  RequestMappingHandlerMapping mappings;

  @LocalServerPort int port;

  /** A caller of pages: a session and its form token. */
  private record Person(String cookie, String token) {}

  private record Route(String method, String pattern) {
    static Route of(String key) {
      String[] parts = key.split("\t", 2);
      return new Route(parts[0], parts[1]);
    }

    boolean isApi() {
      return pattern.startsWith("/api/");
    }

    boolean isOpen() {
      return pattern.startsWith("/api/v1/openapi");
    }
  }

  @Test
  void knows_what_every_route_answers_to_everyone() throws Exception {
    NewWorkspace home = create("Clínica Aurora");
    NewWorkspace elsewhere = create("Outra Loja");
    Person owner = person(home.userId());
    Person other = person(elsewhere.userId());
    Person viewer = person(viewerOf(home));
    Map<String, Map<String, String>> expected = expected();

    var wrong = new ArrayList<String>();
    for (String key : new TreeSet<>(routes())) {
      Route route = Route.of(key);
      Map<String, String> line = expected.remove(key);
      var observed = new ArrayList<String>();
      boolean good = line != null;
      for (String who : WHO) {
        String wanted = line == null ? "?" : line.get(who);
        String status =
            "-".equals(wanted)
                ? "-"
                : switch (who) {
                  case "anonymous" -> ask(route, home, null, null);
                  case "other" ->
                      route.isApi()
                          ? ask(route, home, null, elsewhere.apiKey())
                          : ask(route, home, other, null);
                  case "viewer" -> route.isApi() ? "-" : ask(route, home, viewer, null);
                  case "owner" ->
                      route.isApi()
                          ? ask(route, home, null, home.apiKey())
                          : ask(route, home, owner, null);
                  default ->
                      route.isApi() && !route.isOpen()
                          ? ask(route, home, null, wrongKey(route, home))
                          : "-";
                };
        observed.add(status);
        good &= status.equals(wanted);
      }
      if (!good) {
        wrong.add(key + "\t" + String.join("\t", observed));
      }
    }
    assertThat(wrong)
        .as("routes whose line in route-matrix.tsv is missing or says otherwise (shown: observed)")
        .isEmpty();
    assertThat(expected.keySet()).as("lines of routes that are gone").isEmpty();
  }

  /** Method and pattern of each route that controllers offer. */
  private Set<String> routes() {
    var routes = new TreeSet<String>();
    mappings
        .getHandlerMethods()
        .forEach(
            (mapping, method) -> {
              for (String pattern : mapping.getPatternValues()) {
                Set<RequestMethod> methods = mapping.getMethodsCondition().getMethods();
                for (RequestMethod verb : methods.isEmpty() ? Set.of(RequestMethod.GET) : methods) {
                  if (!pattern.equals("/error") && !pattern.equals("${server.error.path:/error}")) {
                    routes.add(verb + "\t" + pattern);
                  }
                }
              }
            });
    return routes;
  }

  private static Map<String, Map<String, String>> expected() throws IOException {
    try (InputStream file = RouteMatrixTest.class.getResourceAsStream("/route-matrix.tsv")) {
      var lines = new TreeMap<String, Map<String, String>>();
      String text =
          new String(java.util.Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.lines().toList()) {
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        List<String> cells = Arrays.asList(line.split("\t"));
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

  private String ask(Route route, NewWorkspace home, @Nullable Person person, @Nullable String key)
      throws Exception {
    String path =
        route
            .pattern()
            .replace("{workspace}", home.slug())
            .replaceAll("\\{[^}]+}", UUID.randomUUID().toString())
            .replace("**", "none");
    boolean writes = !route.method().equals("GET") && !route.method().equals("HEAD");
    var request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .method(
                route.method(),
                writes
                    ? HttpRequest.BodyPublishers.ofString(route.isApi() ? "{}" : form(person))
                    : HttpRequest.BodyPublishers.noBody());
    if (writes) {
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
  private String wrongKey(Route route, NewWorkspace home) {
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

  private NewWorkspace create(String business) {
    return workspaces.create(
        new WorkspaceDraft(business, "Ana", UUID.randomUUID() + "@example.com", null, null, null));
  }

  private UserId viewerOf(NewWorkspace home) {
    return tx.directory(
        () -> {
          var now = java.time.Instant.EPOCH;
          UserId viewer =
              accounts.ensure(new EmailAddress(UUID.randomUUID() + "@example.com"), "Bruno");
          memberships.join(viewer, home.workspaceId(), Role.VIEWER, now);
          return viewer;
        });
  }

  private Person person(UserId user) {
    String url = accounts.signInLink(user);
    String cookie =
        HttpAnswer.send(port, "GET", url.substring(url.indexOf("/sign-in/")), null).cookies();
    HttpAnswer page = HttpAnswer.send(port, "GET", "/account", null, "Cookie", cookie);
    return new Person(cookie, Jsoup.parse(page.body()).select("input[name=_csrf]").attr("value"));
  }
}
