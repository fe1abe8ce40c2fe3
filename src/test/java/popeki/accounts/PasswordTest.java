package popeki.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import popeki.HttpAnswer;
import popeki.PopekiTest;

/** ASVS 6.2.1–6.2.12, 11.4.2: what a password may be and how it is kept. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class PasswordTest {
  @Autowired Accounts accounts;
  @Autowired BreachedPasswords breached;
  @Autowired MeterRegistry meters;
  @Autowired JdbcClient jdbc;
  @LocalServerPort int port;
  private Visitor visitor;

  @BeforeEach
  void somebody_signed_in() {
    visitor = Visitor.signedIn(port, accounts);
  }

  private void store(String password, Argon2PasswordEncoder encoder) {
    jdbc.sql("update accounts.account set password_hash = :hash where user_id = :user")
        .param("hash", encoder.encode(password))
        .param("user", visitor.id().value())
        .update();
  }

  private String stored() {
    return jdbc.sql("select password_hash from accounts.account where user_id = :user")
        .param("user", visitor.id().value())
        .query(String.class)
        .single();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Password2026!!",
        "password123456",
        "p4ssw0rd1234",
        "dragondragon",
        "iloveyou1234!",
        "!!sunshine2025",
        "princessprincess",
        "football1234567"
      })
  void known_from_breaches_is_refused_in_words(String password) {
    assertThat(breached.check(password).isCompromised()).isTrue();
    HttpAnswer answer = visitor.post("/account/password", "password", password);
    assertThat(answer.status()).isEqualTo(422);
    assertThat(accounts.find(visitor.id()).orElseThrow().hasPassword()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "seven quiet herons by the lake",
        "correct-horse-battery-staple-lamp",
        "Zx7!kQ2@vN9#",
        "três garças quietas à beira d'água",
        "静かな七羽の鷺が湖のほとりに",
        "  spaces are characters  "
      })
  void any_characters_will_do_and_nothing_is_cut_off(String password) {
    assertThat(visitor.post("/account/password", "password", password).status()).isEqualTo(302);
    assertThat(new Visitor(port).login(visitor.email(), password).header("Location"))
        .isEqualTo("/workspaces");
    assertThat(
            new Visitor(port).login(visitor.email(), password.substring(0, 12)).header("Location"))
        .startsWith(password.length() == 12 ? "/workspaces" : "/login?error");
  }

  @Test
  void ends_the_links_that_were_made_before_it() {
    String link = URI.create(accounts.signInLink(visitor.id())).getPath();
    assertThat(visitor.post("/account/password", "password", "seven quiet herons").status())
        .isEqualTo(302);
    assertThat(HttpAnswer.send(port, "GET", link, null).status()).isEqualTo(410);
  }

  @Test
  void takes_128_characters_and_compares_every_one() {
    String longest = "seven quiet herons ".repeat(7).substring(0, 127) + "x";
    assertThat(visitor.post("/account/password", "password", longest).status()).isEqualTo(302);
    String almost = longest.substring(0, 127) + "y";
    assertThat(new Visitor(port).login(visitor.email(), almost).header("Location"))
        .startsWith("/login?error");
    assertThat(new Visitor(port).login(visitor.email(), longest).header("Location"))
        .isEqualTo("/workspaces");
    assertThat(
            visitor
                .post("/account/password", "current", longest, "password", longest + "z")
                .status())
        .isEqualTo(422);
  }

  @Test
  void says_its_strength_in_a_word() {
    visitor.post("/account/password", "password", Person.PASSWORD);
    assertThat(visitor.get("/account").body()).contains("strength: strong");
  }

  @Test
  void is_told_and_counted_when_a_breached_one_still_signs_in() {
    store("password123456", new Argon2PasswordEncoder(16, 32, 1, 19_456, 2));
    double before = meters.counter("popeki.passwords.breached", "where", "sign_in").count();
    var again = new Visitor(port);
    HttpAnswer in = again.login(visitor.email(), "password123456");
    assertThat(in.header("Location")).isEqualTo("/account/password?breached&to=%2Fworkspaces");
    assertThat(again.get(in.header("Location")).body()).contains("lists of stolen passwords");
    assertThat(again.get("/workspaces").status()).as("told, not locked out").isEqualTo(200);
    assertThat(meters.counter("popeki.passwords.breached", "where", "sign_in").count())
        .isEqualTo(before + 1);
  }

  @Test
  void is_hashed_anew_at_sign_in_when_the_parameters_were_weaker() {
    store(Person.PASSWORD, new Argon2PasswordEncoder(16, 32, 1, 1_024, 1));
    String weak = stored();
    new Visitor(port).login(visitor.email(), "a wrong guess of it");
    assertThat(stored()).isEqualTo(weak);
    new Visitor(port).login(visitor.email(), Person.PASSWORD);
    assertThat(stored()).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").isNotEqualTo(weak);
    assertThat(new Visitor(port).login(visitor.email(), Person.PASSWORD).header("Location"))
        .isEqualTo("/workspaces");
  }

  @Test
  void of_another_needs_the_one_before() {
    visitor.post("/account/password", "password", Person.PASSWORD);
    String next = "nine loud geese at noon";
    assertThat(visitor.post("/account/password", "password", next).status()).isEqualTo(422);
    String before = visitor.cookie();
    assertThat(
            visitor
                .post("/account/password", "current", Person.PASSWORD, "password", next)
                .status())
        .isEqualTo(302);
    assertThat(visitor.cookie()).isNotEqualTo(before);
  }
}
