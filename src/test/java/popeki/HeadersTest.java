package popeki;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.platform.Lanes;
import popeki.workspaces.Workspaces;

/** What every answer carries, whoever asks and however it ends. */
@PopekiTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class HeadersTest {
  private static final Set<String> COOKIES = Set.of("popeki", "__Host-popeki");

  @LocalServerPort int port;
  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  private Story story;
  private String slug;
  private String session;

  @BeforeAll
  void somebody_signed_in() {
    story = Story.quiet(port, workspaces, lanes, clock, "Clínica Aurora");
    slug = story.link("Bio", "instagram", "Spring");
    session = story.signIn();
  }

  private HttpAnswer get(String path, String cookie) {
    return HttpAnswer.send(
        port,
        "GET",
        path.replace("{w}", story.workspace().slug()).replace("{slug}", slug),
        null,
        "Cookie",
        cookie,
        "User-Agent",
        "Mozilla/5.0 (Linux; Android 15)");
  }

  @ParameterizedTest
  @CsvSource({
    "/,200",
    "/privacy,200",
    "/trust,200",
    "/no-such-link,404",
    "/w/{w}/conversations,200",
    "/w/{w}/links,200",
    "/account,200",
    "/w/{w}/nothing,404",
    "/w/somebody-else/links,404",
    "/api/v1/links,401",
    "/api/v1/nothing,401",
    "/webhooks/whatsapp,403",
    "/sign-in/wrong,410",
  })
  void every_answer_is_guarded(String path, int status) {
    HttpAnswer answer = get(path, session);
    assertThat(answer.status()).as(path).isEqualTo(status);
    assertThat(answer.header("X-Content-Type-Options")).as(path).isEqualTo("nosniff");
    assertThat(answer.header("Content-Security-Policy"))
        .as(path)
        .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")
        .doesNotContain("unsafe", "*");
    assertThat(answer.header("Referrer-Policy")).as(path).isNotEmpty();
    assertThat(answer.header("Server")).as(path).isEmpty();
    assertThat(answer.header("X-Powered-By")).as(path).isEmpty();
  }

  /** The redirect stands ahead of everything else and has no page that a policy could guard. */
  @Test
  void a_tracked_link_tells_whatsapp_nothing() {
    HttpAnswer answer = get("/{slug}", session);
    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/w/{w}/conversations",
        "/w/{w}/links",
        "/w/{w}/overview",
        "/account",
        "/workspaces",
        "/login",
        "/{slug}",
        "/api/v1/links",
        "/w/{w}/nothing"
      })
  void nothing_of_a_person_is_cached(String path) {
    assertThat(get(path, session).header("Cache-Control")).as(path).contains("no-store");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/privacy",
        "/trust",
        "/terms",
        "/dpa",
        "/{slug}",
        "/no-such-link",
        "/api/v1/links",
        "/webhooks/whatsapp",
        "/.well-known/security.txt"
      })
  void a_stranger_gets_no_cookie(String path) {
    assertThat(get(path, "x=1").cookies()).as(path).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/login", "/w/{w}/conversations", "/account", "/w/{w}/links/new"})
  void cookies_are_the_session_and_no_other(String path) {
    for (String cookie : List.of("x=1", session)) {
      HttpAnswer answer = get(path, cookie);
      for (String set :
          answer.headers().entrySet().stream()
              .filter(entry -> entry.getKey().equalsIgnoreCase("Set-Cookie"))
              .flatMap(entry -> entry.getValue().stream())
              .toList()) {
        assertThat(COOKIES).contains(set.substring(0, set.indexOf('=')));
        assertThat(set).contains("Path=/", "SameSite=Lax", "HttpOnly");
      }
    }
  }
}
