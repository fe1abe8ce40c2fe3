package popeki.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.TestClock;
import popeki.mails.Outbox;

/** Codes of an authenticator app: ASVS 6.3.3, 6.3.4, 6.4.3, 6.5.1, 6.5.5, 7.2.4, 7.5.1. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class SecondFactorTest {
  @Autowired Accounts accounts;
  @Autowired Outbox outbox;
  @Autowired JdbcClient jdbc;
  @Autowired TestClock clock;
  @LocalServerPort int port;
  private Visitor visitor;
  private Person.Enrolled app;

  @BeforeEach
  void somebody_with_a_second_factor() {
    visitor = Visitor.signedIn(port, accounts);
    Person.setPassword(visitor);
    app = Person.enrol(visitor, clock.instant());
    clock.advance(Duration.ofSeconds(60));
  }

  private Visitor afterPassword() {
    var again = new Visitor(port);
    assertThat(again.login(visitor.email(), Person.PASSWORD).header("Location"))
        .isEqualTo("/login/code");
    return again;
  }

  @Test
  void asks_for_a_code_after_the_right_password_and_shows_nothing_before() {
    Visitor half = afterPassword();
    for (String page : List.of("/account", "/workspaces", "/account/sessions", "/w/any/overview")) {
      assertThat(half.get(page).header("Location")).as(page).isEqualTo("/login/code");
    }
    assertThat(half.post("/account/name", "name", "Mallory").header("Location"))
        .isEqualTo("/login/code");
    assertThat(accounts.find(visitor.id()).orElseThrow().name()).isEqualTo("Ana Prado");
    HttpAnswer in = half.post("/login/code", "code", app.code(clock.instant()));
    assertThat(in.status()).isEqualTo(302);
    assertThat(half.inside()).isTrue();
  }

  @Test
  void gives_the_session_a_new_id_at_each_step() {
    Visitor half = afterPassword();
    String before = half.cookie();
    half.post("/login/code", "code", app.code(clock.instant()));
    assertThat(half.cookie()).isNotEqualTo(before);
    Visitor planted = new Visitor(port);
    planted.get("/login");
    assertThat(planted.cookie()).isNotEqualTo(half.cookie());
  }

  @Test
  void takes_each_code_once() {
    String code = app.code(clock.instant());
    assertThat(afterPassword().post("/login/code", "code", code).status()).isEqualTo(302);
    HttpAnswer again = afterPassword().post("/login/code", "code", code);
    assertThat(again.status()).isEqualTo(422);
    assertThat(again.body()).contains("used before");
  }

  @Test
  void takes_no_older_code_after_a_newer_one() {
    assertThat(afterPassword().post("/login/code", "code", app.nextCode(clock.instant())).status())
        .isEqualTo(302);
    assertThat(afterPassword().post("/login/code", "code", app.code(clock.instant())).status())
        .isEqualTo(422);
  }

  @Test
  void is_not_bypassed_by_a_sign_in_link_or_a_new_password() {
    var byLink = new Visitor(port);
    assertThat(byLink.open(accounts.signInLink(visitor.id())).header("Location"))
        .isEqualTo("/login/code");
    assertThat(byLink.inside()).isFalse();
    byLink.post("/forgot-password", "email", visitor.email());
    String link = String.valueOf(outbox.latest(visitor.email()).getFirst().link());
    String token = link.substring(link.lastIndexOf('/') + 1);
    assertThat(
            byLink
                .post("/reset-password", "token", token, "password", "nine loud geese at noon")
                .header("Location"))
        .isEqualTo("/login?reset");
    assertThat(byLink.inside()).isFalse();
    assertThat(byLink.login(visitor.email(), "nine loud geese at noon").header("Location"))
        .isEqualTo("/login/code");
    assertThat(byLink.inside()).isFalse();
  }

  @Test
  void slows_guessing_down_without_locking_the_owner_out_of_an_open_session() {
    Visitor half = afterPassword();
    for (int i = 0; i < 5; i++) {
      assertThat(half.post("/login/code", "code", "000000").status()).isEqualTo(422);
    }
    HttpAnswer blocked = half.post("/login/code", "code", app.code(clock.instant()));
    assertThat(blocked.status()).isEqualTo(429);
    assertThat(blocked.header("Retry-After")).isNotEmpty();
    assertThat(visitor.inside()).isTrue();
    assertThat(afterPassword().post("/login/code", "code", app.code(clock.instant())).status())
        .as("from another place")
        .isEqualTo(302);
  }

  @Test
  void bounds_guesses_from_many_places_together_until_there_is_a_new_password() {
    for (int place = 0; place < 6; place++) {
      Visitor half = afterPassword();
      for (int i = 0; i < 5; i++) {
        assertThat(half.post("/login/code", "code", "000000").status()).isEqualTo(422);
      }
    }
    String code = app.code(clock.instant());
    assertThat(afterPassword().post("/login/code", "code", code).status()).isEqualTo(429);
    visitor.post("/forgot-password", "email", visitor.email());
    String link = String.valueOf(outbox.latest(visitor.email()).getFirst().link());
    String token = link.substring(link.lastIndexOf('/') + 1);
    visitor.post("/reset-password", "token", token, "password", "nine loud geese at noon");
    var owner = new Visitor(port);
    owner.login(visitor.email(), "nine loud geese at noon");
    assertThat(owner.post("/login/code", "code", code).status()).isEqualTo(302);
  }

  @Test
  void takes_five_of_many_guesses_at_once() throws Exception {
    Visitor half = afterPassword();
    half.get("/login/code");
    var codes = new ArrayList<Callable<Integer>>();
    for (int i = 0; i < 30; i++) {
      codes.add(() -> half.post("/login/code", "code", "000000").status());
    }
    int looked = 0;
    try (var threads = Executors.newFixedThreadPool(12)) {
      for (Future<Integer> status : threads.invokeAll(codes)) {
        looked += status.get() == 422 ? 1 : 0;
      }
    }
    assertThat(looked).isEqualTo(5);
  }

  @Test
  void forgets_the_first_step_after_ten_minutes() {
    Visitor half = afterPassword();
    clock.advance(Duration.ofMinutes(11));
    assertThat(half.post("/login/code", "code", app.code(clock.instant())).header("Location"))
        .isEqualTo("/login");
    assertThat(half.inside()).isFalse();
  }

  @Test
  void ends_the_other_sessions_when_it_is_turned_on() {
    Visitor other = Visitor.signedIn(port, accounts);
    Person.setPassword(other);
    Visitor second = other.elsewhere(accounts);
    assertThat(second.inside()).isTrue();
    Person.enrol(other, clock.instant());
    assertThat(second.inside()).isFalse();
    assertThat(other.inside()).isTrue();
    assertThat(outbox.latest(other.email()).getFirst().subject()).contains("turned on");
  }

  @Test
  void is_turned_off_only_with_the_password_and_a_code() {
    String code = app.code(clock.instant());
    assertThat(
            visitor
                .post("/account/second-factor/remove", "current", "wrong", "code", code)
                .status())
        .isEqualTo(422);
    assertThat(
            visitor
                .post("/account/second-factor/remove", "current", Person.PASSWORD, "code", "123456")
                .status())
        .isEqualTo(422);
    assertThat(accounts.hasSecondFactor(visitor.id())).isTrue();
    assertThat(
            visitor
                .post("/account/second-factor/remove", "current", Person.PASSWORD, "code", code)
                .status())
        .isEqualTo(302);
    assertThat(accounts.hasSecondFactor(visitor.id())).isFalse();
    assertThat(new Visitor(port).login(visitor.email(), Person.PASSWORD).header("Location"))
        .isEqualTo("/workspaces");
    assertThat(outbox.latest(visitor.email()).getFirst().subject()).contains("turned off");
  }

  @Test
  void needs_a_code_for_another_password() {
    assertThat(
            visitor
                .post(
                    "/account/password",
                    "current",
                    Person.PASSWORD,
                    "password",
                    "nine loud geese at noon")
                .status())
        .isEqualTo(422);
    assertThat(
            visitor
                .post(
                    "/account/password",
                    "current",
                    Person.PASSWORD,
                    "code",
                    app.code(clock.instant()),
                    "password",
                    "nine loud geese at noon")
                .status())
        .isEqualTo(302);
  }

  @Test
  void counts_only_once_the_app_has_shown_a_code() {
    Visitor other = Visitor.signedIn(port, accounts);
    other.post("/account/second-factor/begin");
    assertThat(accounts.hasSecondFactor(other.id())).isFalse();
    assertThat(other.post("/account/second-factor/confirm", "code", "000000").status())
        .isEqualTo(422);
    assertThat(accounts.hasSecondFactor(other.id())).isFalse();
  }

  @Test
  void shows_the_secret_as_a_picture_and_as_letters_and_keeps_it_sealed() {
    Visitor other = Visitor.signedIn(port, accounts);
    other.post("/account/second-factor/begin");
    Document page = Jsoup.parse(other.get("/account/second-factor").body());
    assertThat(page.select("figure.qr svg path")).isNotEmpty();
    String secret = page.select("#secret").text().replace(" ", "");
    assertThat(secret).matches("[A-Z2-7]{32}");
    assertThat(
            jdbc.sql(
                    "select encode(secret_sealed, 'escape') from accounts.second_factor where user_id = :user")
                .param("user", other.id().value())
                .query(String.class)
                .single())
        .doesNotContain(secret);
    assertThat(other.get("/account/second-factor").body()).contains(page.select("#secret").text());
  }

  @Test
  void never_shows_a_confirmed_secret_again() {
    Document page = Jsoup.parse(visitor.get("/account/second-factor").body());
    assertThat(page.select("#secret, figure.qr")).isEmpty();
    visitor.post(
        "/account/second-factor/begin",
        "current",
        Person.PASSWORD,
        "code",
        app.code(clock.instant()));
    assertThat(Jsoup.parse(visitor.get("/account/second-factor").body()).select("#secret"))
        .isEmpty();
    clock.advance(Duration.ofSeconds(60));
    assertThat(afterPassword().post("/login/code", "code", app.code(clock.instant())).status())
        .isEqualTo(302);
  }

  @Test
  void opens_no_one_elses_account_with_a_right_code() {
    Visitor other = Visitor.signedIn(port, accounts);
    Person.setPassword(other);
    Person.enrol(other, clock.instant());
    var half = new Visitor(port);
    half.login(other.email(), Person.PASSWORD);
    assertThat(half.post("/login/code", "code", app.code(clock.instant())).status()).isEqualTo(422);
  }
}
