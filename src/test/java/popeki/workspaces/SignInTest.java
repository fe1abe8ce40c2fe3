package popeki.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.TestClock;

@PopekiTest
@SuppressWarnings("NullAway.Init")
class SignInTest {
  private static final String PASSWORD = "seven quiet herons";

  @Autowired Workspaces workspaces;
  @Autowired JdbcClient jdbc;
  @Autowired TestClock clock;
  @LocalServerPort int port;
  private String email;
  private NewWorkspace made;

  @BeforeEach
  void a_workspace() {
    email = UUID.randomUUID() + "@example.com";
    made = workspaces.create(draft("Clínica Aurora"));
  }

  private WorkspaceDraft draft(String business) {
    return new WorkspaceDraft(business, "Ana", email, null, null, null);
  }

  private HttpAnswer get(String path, String cookie) {
    return HttpAnswer.send(port, "GET", path, null, "Cookie", cookie);
  }

  private HttpAnswer open(String url) {
    return HttpAnswer.send(port, "GET", url.substring(url.indexOf("/sign-in/")), null);
  }

  private HttpAnswer post(String path, String cookie, String... fields) {
    var form = new StringBuilder();
    for (int i = 0; i < fields.length; i += 2) {
      form.append(form.isEmpty() ? "" : "&")
          .append(fields[i])
          .append('=')
          .append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
    }
    return HttpAnswer.send(
        port,
        "POST",
        path,
        form.toString(),
        "Cookie",
        cookie,
        "Content-Type",
        "application/x-www-form-urlencoded");
  }

  private static String token(HttpAnswer page) {
    return Jsoup.parse(page.body()).select("input[name=_csrf]").attr("value");
  }

  private HttpAnswer login(String address, String password) {
    HttpAnswer form = HttpAnswer.send(port, "GET", "/login", null);
    return post(
        "/login", form.cookies(), "email", address, "password", password, "_csrf", token(form));
  }

  private void setPassword() {
    String cookie = open(made.signInUrl()).cookies();
    HttpAnswer saved =
        post(
            "/account/password",
            cookie,
            "password",
            PASSWORD,
            "_csrf",
            token(get("/account", cookie)));
    assertThat(saved.status()).isEqualTo(302);
  }

  @Test
  void opens_the_workspace_by_a_link_that_works_once() {
    HttpAnswer first = open(made.signInUrl());
    assertThat(first.status()).isEqualTo(302);
    assertThat(first.header("Location")).isEqualTo("/w/" + made.slug() + "/overview");
    assertThat(first.header("Set-Cookie"))
        .contains("popeki=", "HttpOnly", "SameSite=Lax", "Path=/");
    HttpAnswer again = open(made.signInUrl());
    assertThat(again.status()).isEqualTo(410);
    assertThat(again.body()).contains("no longer works");
    assertThat(again.header("Referrer-Policy")).isEqualTo("no-referrer");
  }

  @Test
  void does_not_use_a_link_up_by_a_preview() {
    String path = made.signInUrl().substring(made.signInUrl().indexOf("/sign-in/"));
    assertThat(HttpAnswer.send(port, "HEAD", path, null).status()).isEqualTo(204);
    assertThat(open(made.signInUrl()).status()).isEqualTo(302);
  }

  @Test
  void ends_a_link_after_an_hour() {
    clock.advance(Duration.ofMinutes(61));
    assertThat(open(made.signInUrl()).status()).isEqualTo(410);
  }

  @Test
  void signs_in_with_a_password_and_gives_the_session_a_new_id() {
    setPassword();
    HttpAnswer form = HttpAnswer.send(port, "GET", "/login", null);
    HttpAnswer in =
        post(
            "/login",
            form.cookies(),
            "email",
            email.toUpperCase(java.util.Locale.ROOT),
            "password",
            PASSWORD,
            "_csrf",
            token(form));
    assertThat(in.status()).isEqualTo(302);
    assertThat(in.header("Location")).isEqualTo("/w/" + made.slug() + "/overview");
    assertThat(in.cookies()).isNotEmpty().isNotEqualTo(form.cookies());
    assertThat(get("/workspaces", in.cookies()).body()).contains("Clínica Aurora");
    assertThat(get("/workspaces", in.cookies()).header("Cache-Control")).isEqualTo("no-store");
    assertThat(get("/workspaces", form.cookies()).status()).isEqualTo(302);
  }

  @Test
  void refuses_a_form_without_its_token() {
    HttpAnswer answer = post("/login", "popeki=none", "email", email, "password", PASSWORD);
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).contains("Nothing was changed");
  }

  @Test
  void answers_an_unknown_address_like_a_wrong_password() {
    setPassword();
    HttpAnswer wrong = login(email, "another password entirely");
    HttpAnswer unknown = login(UUID.randomUUID() + "@example.com", "another password entirely");
    assertThat(wrong.status()).isEqualTo(302);
    assertThat(wrong.header("Location")).isEqualTo("/login?error");
    assertThat(unknown.header("Location")).isEqualTo(wrong.header("Location"));
  }

  @Test
  void makes_a_guesser_wait_a_quarter_of_an_hour() {
    setPassword();
    for (int i = 0; i < 5; i++) {
      assertThat(login(email, "wrong password " + i).status()).isEqualTo(302);
    }
    HttpAnswer blocked = login(email, PASSWORD);
    assertThat(blocked.status()).isEqualTo(429);
    assertThat(blocked.header("Retry-After")).isNotEmpty();
    clock.advance(Duration.ofMinutes(16));
    assertThat(login(email, PASSWORD).header("Location")).startsWith("/w/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example", "//evil.example", "/\\evil.example", "/login"})
  void goes_nowhere_else_after_signing_in(String to) {
    setPassword();
    HttpAnswer form = HttpAnswer.send(port, "GET", "/login", null);
    HttpAnswer in =
        post(
            "/login",
            form.cookies(),
            "email",
            email,
            "password",
            PASSWORD,
            "to",
            to,
            "_csrf",
            token(form));
    assertThat(in.header("Location")).isEqualTo("/w/" + made.slug() + "/overview");
  }

  @Test
  void comes_back_to_the_page_that_asked_for_the_sign_in() {
    setPassword();
    HttpAnswer asked = HttpAnswer.send(port, "GET", "/w/" + made.slug() + "/links?range=7d", null);
    assertThat(asked.header("Location")).startsWith("/login?to=");
    HttpAnswer form = HttpAnswer.send(port, "GET", asked.header("Location"), null);
    String to = Jsoup.parse(form.body()).select("input[name=to]").attr("value");
    HttpAnswer in =
        post(
            "/login",
            form.cookies(),
            "email",
            email,
            "password",
            PASSWORD,
            "to",
            to,
            "_csrf",
            token(form));
    assertThat(in.header("Location")).isEqualTo("/w/" + made.slug() + "/links?range=7d");
  }

  @Test
  void shows_a_stranger_an_honest_page_and_nothing_of_the_workspace() {
    String owner = email;
    email = UUID.randomUUID() + "@example.com";
    String stranger = open(workspaces.create(draft("Outra Loja")).signInUrl()).cookies();
    HttpAnswer theirs = get("/w/" + made.slug() + "/anything", stranger);
    HttpAnswer nobodys = get("/w/there-is-none/anything", stranger);
    assertThat(theirs.status()).isEqualTo(404);
    assertThat(Jsoup.parse(theirs.body()).text()).isEqualTo(Jsoup.parse(nobodys.body()).text());
    assertThat(theirs.body()).doesNotContain("Aurora", owner);
  }

  @Test
  void asks_a_person_of_two_workspaces_which_one() {
    NewWorkspace second = workspaces.create(draft("Aurora Kids"));
    assertThat(second.userId()).isEqualTo(made.userId());
    HttpAnswer in = open(second.signInUrl());
    assertThat(in.header("Location")).isEqualTo("/workspaces");
    assertThat(get("/workspaces", in.cookies()).body()).contains("Clínica Aurora", "Aurora Kids");
  }

  @Test
  void ends_other_sessions_when_a_password_is_set_and_its_own_at_sign_out() {
    String old = open(made.signInUrl()).cookies();
    String fresh = open(workspaces.signInLink(email).orElseThrow()).cookies();
    String before = fresh;
    fresh =
        post(
                "/account/password",
                before,
                "password",
                PASSWORD,
                "_csrf",
                token(get("/account", before)))
            .cookies();
    assertThat(get("/workspaces", old).status()).isEqualTo(302);
    assertThat(get("/workspaces", before).status()).as("a new id").isEqualTo(302);
    assertThat(get("/workspaces", fresh).status()).isEqualTo(200);
    HttpAnswer out = post("/logout", fresh, "_csrf", token(get("/account", fresh)));
    assertThat(out.header("Clear-Site-Data")).contains("storage");
    assertThat(get("/workspaces", fresh).status()).isEqualTo(302);
  }

  @Test
  void refuses_a_short_password_in_words() {
    String cookie = open(made.signInUrl()).cookies();
    HttpAnswer answer =
        post(
            "/account/password",
            cookie,
            "password",
            "short",
            "_csrf",
            token(get("/account", cookie)));
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body()).contains("at least 12 characters");
  }

  @Test
  void keeps_nothing_personal_in_the_session_table() {
    open(made.signInUrl());
    List<String> stored =
        jdbc.sql(
                """
            select principal_name || ' ' || encode(attribute_bytes, 'escape')
            from platform.spring_session s
            join platform.spring_session_attributes a on a.session_primary_id = s.primary_id""")
            .query((row, index) -> String.valueOf(row.getString(1)))
            .list();
    assertThat(stored).isNotEmpty().noneMatch(row -> row.contains("@example.com"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/privacy", "/trust", "/terms", "/dpa", "/.well-known/security.txt"})
  void shows_public_pages_without_a_cookie(String path) {
    HttpAnswer page = HttpAnswer.send(port, "GET", path, null);
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Set-Cookie")).isEmpty();
    if (!path.endsWith(".txt")) {
      var html = Jsoup.parse(page.body());
      assertThat(html.select("h1")).hasSize(1);
      assertThat(html.select("script:not([src]):not([type=application/json]), [style], [onclick]"))
          .isEmpty();
    }
  }

  @Test
  void explains_what_is_not_there_on_a_designed_page() {
    HttpAnswer missing = HttpAnswer.send(port, "GET", "/nothing/at/all", null);
    assertThat(missing.status()).isEqualTo(404);
    assertThat(Jsoup.parse(missing.body()).select("h1").text()).isEqualTo("There is nothing here");
    HttpAnswer fragment =
        HttpAnswer.send(port, "GET", "/nothing/at/all", null, "HX-Request", "true");
    assertThat(fragment.body()).doesNotContain("<html").contains("class=\"failed\"");
  }
}
