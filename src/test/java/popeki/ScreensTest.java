package popeki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import popeki.ai.TestCalls;
import popeki.platform.Lanes;
import popeki.workspaces.Workspaces;

/**
 * Every page, looked at: on a light phone and on a dark screen, as a {@link Campaign} in three
 * widths and two themes; {@code target/screens/<page>-<width>-<theme>.png}. Fails on a server
 * error, horizontal scroll, an accessibility finding, an error of the console, a request to another
 * host, and on a route that nobody thought of here.
 */
@PopekiTest
@Tag("browser")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class ScreensTest {
  private static final Path SCREENS = Path.of("target/screens");

  /** Routes that answer GET with something that is no page, by their beginning, and what it is. */
  private static final Map<String, String> NOT_A_PAGE =
      new TreeMap<>(
          Map.of(
              "/api/v1/", "JSON for programs",
              "/assets/", "styles, scripts, pictures",
              "/webhooks/", "a handshake with another system",
              "/health", "JSON for machines",
              "/q/", "a picture",
              "/error", "reached by failing only; error pages are visited below",
              "/.well-known/", "a text file",
              "/sign-in/mail/{token}", "a mail's link; the spent one is visited below",
              "/sign-in/{token}", "opens the session and leads on; the spent link is visited below",
              "/track.js", "a script"));

  @LocalServerPort int port;
  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @Autowired BeanFactory beans;

  @Autowired
  @Qualifier("requestMappingHandlerMapping")
  RequestMappingHandlerMapping routes;

  /** One window for each theme, looked through side by side. */
  private final Map<String, Browser> windows = new TreeMap<>();

  private final ExecutorService eyes = Executors.newFixedThreadPool(Campaign.WINDOWS.size());
  private Story story;
  private Story empty;
  private String conversation;
  private String link;
  private String conversion;
  private String apiKey;

  /** Page name to the paths that show its route; a page may be seen in several states. */
  private Map<String, Page> pages() {
    String w = "/w/" + story.workspace().slug();
    String none = "/w/" + empty.workspace().slug();
    var pages = new LinkedHashMap<String, Page>();
    add(pages, "landing", "/", "/");
    add(pages, "privacy", "/privacy", "/privacy");
    add(pages, "trust", "/trust", "/trust");
    add(pages, "terms", "/terms", "/terms");
    add(pages, "dpa", "/dpa", "/dpa");
    add(pages, "workspaces", "/workspaces", "/workspaces");
    add(pages, "account", "/account", "/account");
    add(pages, "account-password", "/account/password", "/account/password?breached");
    add(pages, "account-second-factor", "/account/second-factor", "/account/second-factor");
    add(pages, "account-sessions", "/account/sessions", "/account/sessions");
    add(pages, "account-email", "/account/email", "/account/email");
    add(pages, "security", "/w/{workspace}/settings/security", w + "/settings/security");
    add(pages, "login-code", "/login/code", null);
    add(pages, "home", "/w/{workspace}", w);
    add(pages, "overview", "/w/{workspace}/overview", w + "/overview");
    add(pages, "overview-empty", "/w/{workspace}/overview", none + "/overview");
    for (String panel : List.of("figures", "campaigns", "sources", "funnel")) {
      add(pages, "panel-" + panel, "/w/{workspace}/overview/" + panel, null);
    }
    add(pages, "campaigns-empty", "/w/{workspace}/campaigns", none + "/campaigns");
    add(pages, "campaigns-rows", "/w/{workspace}/campaigns/rows", null);
    add(pages, "campaigns-csv", "/w/{workspace}/campaigns.csv", null);
    add(pages, "conversations-csv", "/w/{workspace}/conversations.csv", null);
    add(pages, "live", "/w/{workspace}/live", null);
    add(pages, "campaigns", "/w/{workspace}/campaigns", w + "/campaigns");
    add(pages, "campaign", "/w/{workspace}/campaign", w + "/campaign?campaign=Towers");
    add(pages, "campaign-none", "/w/{workspace}/campaign", none + "/campaign?source=google");
    add(pages, "campaign-figures", "/w/{workspace}/campaign/figures", null);
    add(pages, "conversations-people", "/w/{workspace}/conversations/people", null);
    add(pages, "leads", "/w/{workspace}/leads", w + "/leads");
    add(pages, "leads-empty", "/w/{workspace}/leads", none + "/leads");
    add(pages, "conversations", "/w/{workspace}/conversations", w + "/conversations");
    add(pages, "conversations-empty", "/w/{workspace}/conversations", none + "/conversations");
    add(
        pages,
        "conversations-none-match",
        "/w/{workspace}/conversations",
        w + "/conversations?q=zzzz");
    add(
        pages,
        "conversations-nothing-fits",
        "/w/{workspace}/conversations",
        w + "/conversations?q=Ana&stage=won&tag=vip&range=7d");
    add(
        pages,
        "conversations-look",
        "/w/{workspace}/conversations",
        w + "/conversations?needs=look");
    add(
        pages,
        "conversations-words",
        "/w/{workspace}/conversations/words",
        w + "/conversations/words");
    add(
        pages,
        "conversations-open",
        "/w/{workspace}/conversations",
        w + "/conversations?open=" + conversation);
    add(pages, "conversations-rows", "/w/{workspace}/conversations/rows", null);
    add(pages, "conversations-latest", "/w/{workspace}/conversations/latest", null);
    add(
        pages,
        "conversation",
        "/w/{workspace}/conversations/{id}",
        w + "/conversations/" + conversation);
    add(pages, "conversation-story", "/w/{workspace}/conversations/{id}/story", null);
    add(pages, "links", "/w/{workspace}/links", w + "/links");
    add(pages, "links-empty", "/w/{workspace}/links", none + "/links");
    add(pages, "link", "/w/{workspace}/links/{id}", w + "/links/" + link);
    add(
        pages,
        "link-qr",
        "/w/{workspace}/links/{id}/qr",
        w + "/links/" + link + "/qr?margin=2&level=Q&color=%23ffd400&size=50");
    add(pages, "link-new", "/w/{workspace}/links/new", w + "/links/new");
    add(pages, "link-edit", "/w/{workspace}/links/{id}/edit", w + "/links/" + link + "/edit");
    add(pages, "deliveries", "/w/{workspace}/deliveries", w + "/deliveries");
    add(pages, "deliveries-empty", "/w/{workspace}/deliveries", none + "/deliveries");
    add(pages, "delivery", "/w/{workspace}/deliveries/{id}", w + "/deliveries/" + conversion);
    add(pages, "connection", "/w/{workspace}/deliveries/connection", w + "/deliveries/connection");
    add(pages, "settings", "/w/{workspace}/settings", w + "/settings");
    add(
        pages,
        "settings-attribution",
        "/w/{workspace}/settings/attribution",
        w + "/settings/attribution");
    add(pages, "sources", "/w/{workspace}/settings/sources", w + "/settings/sources");
    add(pages, "sources-none", "/w/{workspace}/settings/sources", none + "/settings/sources");
    add(pages, "sources-again", "/w/{workspace}/settings/sources/again", null);
    String number = story.get("/numbers").at("/data/0/id").asString();
    String silent = empty.get("/numbers").at("/data/0/id").asString();
    add(pages, "numbers", "/w/{workspace}/settings/numbers", w + "/settings/numbers");
    add(pages, "news", "/w/{workspace}/settings/numbers/news", w + "/settings/numbers/news");
    add(pages, "number", "/w/{workspace}/settings/numbers/{id}", w + "/settings/numbers/" + number);
    add(
        pages,
        "number-silent",
        "/w/{workspace}/settings/numbers/{id}",
        none + "/settings/numbers/" + silent);
    add(pages, "ad-accounts", "/w/{workspace}/settings/ads", w + "/settings/ads");
    add(pages, "ad-accounts-none", "/w/{workspace}/settings/ads", none + "/settings/ads");
    // reached by a paste alone; AdScreensTest looks at it, and at ads with pictures
    add(pages, "ad-choice", "/w/{workspace}/settings/ads/tokens/{id}", null);
    add(pages, "ads", "/w/{workspace}/ads", w + "/ads");
    add(pages, "ads-empty", "/w/{workspace}/ads", none + "/ads");
    add(pages, "ad", "/w/{workspace}/ads/{ad}", null);
    add(pages, "spend", "/w/{workspace}/settings/spend", w + "/settings/spend");
    add(pages, "spend-none", "/w/{workspace}/settings/spend", none + "/settings/spend");
    add(pages, "spend-preview", "/w/{workspace}/settings/spend/files/{file}", null);
    add(pages, "ad-picture", "/w/{workspace}/ads/{ad}/picture", null);
    // a file of Meta's; MediaTest asks for it
    add(pages, "media", "/w/{workspace}/conversations/media/{message}", null);
    // reached by a paste alone; ConnectWalkTest looks at it
    add(pages, "number-choice", "/w/{workspace}/settings/numbers/offers/{offer}", null);
    add(pages, "number-listening", "/w/{workspace}/settings/numbers/{id}/listening", null);
    add(pages, "start", "/w/{workspace}/start", none + "/start");
    add(pages, "start-done", "/w/{workspace}/start/{step}", w + "/start/click");
    add(pages, "start-step", "/w/{workspace}/start/{step}", none + "/start/click");
    add(pages, "start-bar", "/w/{workspace}/start/bar", null);
    add(pages, "outbox", "/w/{workspace}/settings/outbox", w + "/settings/outbox");
    add(pages, "outbox-mail", "/w/{workspace}/settings/outbox/{id}", null);
    add(pages, "audit", "/w/{workspace}/audit", w + "/audit");
    add(pages, "audit-none-match", "/w/{workspace}/audit", w + "/audit?subject=nothing");
    add(pages, "audit-csv", "/w/{workspace}/audit.csv", null);
    add(pages, "processing", "/w/{workspace}/settings/processing", w + "/settings/processing");
    add(pages, "ai", "/w/{workspace}/settings/ai", w + "/settings/ai");
    add(pages, "ai-none-left", "/w/{workspace}/settings/ai", none + "/settings/ai");
    add(pages, "ai-csv", "/w/{workspace}/settings/ai.csv", null);
    add(pages, "team", "/w/{workspace}/settings/team", w + "/settings/team");
    add(pages, "workspace-new", "/workspaces/new", "/workspaces/new");
    add(pages, "own-data", "/account/data", "/account/data");
    add(pages, "invitation-spent", "/invite/{token}", "/invite/no-such-invitation");
    add(pages, "api-keys", "/w/{workspace}/settings/api-keys", w + "/settings/api-keys");
    add(
        pages,
        "api-key-revoke",
        "/w/{workspace}/settings/api-keys/{id}/revoke",
        w + "/settings/api-keys/" + apiKey + "/revoke");
    add(pages, "docs", "/docs", null);
    add(pages, "docs-api", "/docs/api", "/docs/api");
    add(pages, "error-404", "", w + "/nothing-here");
    add(pages, "error-other-workspace", "", "/w/somebody-else/conversations");
    add(pages, "error-unknown-link", "", "/no-such-link");
    add(pages, "sign-in-spent", "/sign-in/{token}", story.signInPath());
    add(pages, "login", "/login", "/login");
    add(pages, "login-failed", "/login", "/login?error");
    add(pages, "signup", "/signup", "/signup");
    add(pages, "forgot-password", "/forgot-password", "/forgot-password");
    add(pages, "signup-spent", "/signup/verify/{token}", "/signup/verify/none");
    add(pages, "reset-spent", "/reset-password/{token}", "/reset-password/none");
    add(pages, "confirm-spent", "/confirm/{token}", "/confirm/none");
    return pages;
  }

  private static void add(
      Map<String, Page> pages, String name, String route, @Nullable String path) {
    pages.put(name, new Page(name, route, path));
  }

  /**
   * A page to look at.
   *
   * @param route as the controller declares it; empty for what no controller answers
   * @param path what the browser opens; null for a fragment, file or stream that a visited page
   *     asks for
   */
  private record Page(String name, String route, @Nullable String path) {
    boolean withoutSession() {
      return name.startsWith("login") || name.equals("signup") || name.equals("forgot-password");
    }
  }

  @BeforeAll
  void a_business_that_has_lived_and_a_browser() {
    boolean there = Browser.chromium().isPresent() && Browser.chromedriver().isPresent();
    String words =
        "Chromium is missing, so NO PAGE WAS LOOKED AT. Install it: apt-get install chromium"
            + " chromium-driver";
    if (!there) {
      System.err.println(words);
    }
    assumeTrue(there, words);
    story =
        Story.quiet(port, workspaces, lanes, clock, "Ponte Nova Imóveis & Administração").lived();
    empty = story.sibling(workspaces, "Casa Nova");
    conversation = story.conversations().get(0).at("/id").asString();
    story.works(conversation, "vip", "Prefers mornings; asked for the floor plan twice.");
    link = story.get("/links").at("/data/0/id").asString();
    conversion = story.get("/conversions").at("/data/0/id").asString();
    TestCalls.others(beans, story.workspace().workspaceId());
    TestCalls.answered(beans, story.workspace().workspaceId());
    apiKey = story.get("/api-keys").at("/data/0/id").asString();
    for (String theme : Campaign.WINDOWS.keySet()) {
      var window = new Browser(port);
      windows.put(theme, window);
      window.theme(theme);
      window.keepSession(story.signIn());
      window.open("/workspaces");
      assertThat(window.status()).isEqualTo(200);
    }
  }

  @AfterAll
  void close() {
    eyes.shutdownNow();
    windows.values().forEach(Browser::close);
  }

  @Test
  void every_route_is_visited_or_named_as_no_page() {
    var known = new TreeSet<String>();
    pages().values().forEach(page -> known.add(page.route()));
    var forgotten = new TreeSet<String>();
    for (String route : getRoutes()) {
      if (!known.contains(route) && NOT_A_PAGE.keySet().stream().noneMatch(route::startsWith)) {
        forgotten.add(route);
      }
    }
    assertThat(forgotten).as("routes that nobody looks at").isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> looks_at() {
    Set<String> routed = getRoutes();
    return pages().values().stream()
        .filter(page -> page.path() != null)
        .filter(page -> page.route().isEmpty() || routed.contains(page.route()))
        .map(page -> dynamicTest(page.name(), () -> look(page)));
  }

  private void look(Page page) throws Exception {
    var looks = new ArrayList<Callable<Set<String>>>();
    windows.forEach((theme, window) -> looks.add(() -> look(page, theme, window)));
    var findings = new TreeSet<String>();
    for (Future<Set<String>> found : eyes.invokeAll(looks)) {
      findings.addAll(found.get());
    }
    assertThat(new ArrayList<>(findings)).as(page.path()).isEmpty();
  }

  private static Set<String> look(Page page, String theme, Browser window) {
    var findings = new TreeSet<String>();
    if (page.withoutSession()) {
      window.forgetSession();
    }
    for (int width : Objects.requireNonNull(Campaign.WINDOWS.get(theme))) {
      String where = width + " " + theme + ": ";
      window.width(width);
      window
          .open(Objects.requireNonNull(page.path()))
          .forEach(found -> findings.add(where + found));
      if (window.status() >= 500) {
        findings.add("answers " + window.status());
      }
      if (window.status() >= 400 && !page.route().isEmpty() && !page.name().contains("spent")) {
        findings.add("answers " + window.status());
      }
      window.holes().forEach(found -> findings.add(where + found));
      window.overflow().forEach(found -> findings.add(where + found));
      if (width != 800) {
        window.axe().forEach(found -> findings.add(where + found));
      }
      window.screenshot(SCREENS.resolve(page.name() + "-" + width + "-" + theme + ".png"));
    }
    return findings;
  }

  private Set<String> getRoutes() {
    var found = new TreeSet<String>();
    for (RequestMappingInfo info : routes.getHandlerMethods().keySet()) {
      var methods = info.getMethodsCondition().getMethods();
      if (methods.isEmpty() || methods.contains(RequestMethod.GET)) {
        for (String pattern : info.getPatternValues()) {
          found.add(
              pattern.length() > 1 && pattern.endsWith("/")
                  ? pattern.substring(0, pattern.length() - 1)
                  : pattern);
        }
      }
    }
    return found;
  }
}
