package popeki.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.TestClock;

/** ASVS 6.5.2, 6.5.3: shown once, hashed, each works once. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class RecoveryCodesTest {
  @Autowired Accounts accounts;
  @Autowired JdbcClient jdbc;
  @Autowired TestClock clock;
  @LocalServerPort int port;
  private Visitor visitor;
  private Person.Enrolled app;

  @BeforeEach
  void somebody_with_recovery_codes() {
    visitor = Visitor.signedIn(port, accounts);
    Person.setPassword(visitor);
    app = Person.enrol(visitor, clock.instant());
    clock.advance(Duration.ofSeconds(60));
  }

  private Visitor afterPassword() {
    var again = new Visitor(port);
    again.login(visitor.email(), Person.PASSWORD);
    return again;
  }

  private HttpAnswer enter(String code) {
    return afterPassword().post("/login/code", "code", code);
  }

  @Test
  void are_ten_and_differ() {
    assertThat(app.recoveryCodes())
        .hasSize(10)
        .doesNotHaveDuplicates()
        .allMatch(code -> code.matches("[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}"));
  }

  @Test
  void open_the_account_once_each_however_they_are_typed() {
    String code = app.recoveryCodes().getFirst();
    assertThat(enter(" " + code.toLowerCase(Locale.ROOT).replace("-", " ")).status())
        .isEqualTo(302);
    assertThat(enter(code).status()).isEqualTo(422);
    assertThat(visitor.get("/account/second-factor").body()).contains("9 of 10");
    assertThat(enter(app.recoveryCodes().get(1)).status()).isEqualTo(302);
  }

  @Test
  void are_kept_as_hashes_only() {
    List<String> kept =
        jdbc.sql("select code_hash from accounts.recovery_code where user_id = :user")
            .param("user", visitor.id().value())
            .query((row, index) -> String.valueOf(row.getString(1)))
            .list();
    assertThat(kept).hasSize(10).allMatch(hash -> hash.startsWith("$argon2id$"));
  }

  @Test
  void are_made_anew_with_password_and_code_which_ends_the_old_ones() {
    String old = app.recoveryCodes().getFirst();
    assertThat(visitor.post("/account/second-factor/codes", "current", Person.PASSWORD).status())
        .isEqualTo(422);
    HttpAnswer made =
        visitor.post(
            "/account/second-factor/codes",
            "current",
            Person.PASSWORD,
            "code",
            app.code(clock.instant()));
    assertThat(made.status()).isEqualTo(200);
    assertThat(made.header("Cache-Control")).isEqualTo("no-store");
    String fresh = Jsoup.parse(made.body()).select("#recovery-codes").text().split("\\s+")[0];
    assertThat(enter(old).status()).isEqualTo(422);
    assertThat(enter(fresh).status()).isEqualTo(302);
  }

  @Test
  void are_nowhere_after_they_were_shown() {
    for (String page : List.of("/account", "/account/second-factor")) {
      assertThat(visitor.get(page).body()).doesNotContain(app.recoveryCodes());
    }
  }
}
