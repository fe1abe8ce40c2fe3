package popeki.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
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
import popeki.platform.Secrets;

/** A new password by mail: ASVS 6.3.8, 6.4.1–6.4.3, 7.4.3. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class ResetTest {
  private static final String NEW = "nine loud geese at noon";

  @Autowired Accounts accounts;
  @Autowired Outbox outbox;
  @Autowired JdbcClient jdbc;
  @Autowired TestClock clock;
  @LocalServerPort int port;
  private Visitor owner;
  private Visitor visitor;

  @BeforeEach
  void somebody_who_forgot() {
    owner = Visitor.signedIn(port, accounts);
    Person.setPassword(owner);
    visitor = new Visitor(port);
  }

  private String ask() {
    assertThat(visitor.post("/forgot-password", "email", owner.email()).status()).isEqualTo(200);
    String link = String.valueOf(outbox.latest(owner.email()).getFirst().link());
    return link.substring(link.lastIndexOf('/') + 1);
  }

  private HttpAnswer choose(String token, String password) {
    return visitor.post("/reset-password", "token", token, "password", password);
  }

  private static String shown(HttpAnswer answer) {
    Document page = Jsoup.parse(answer.body());
    page.select("[name=_csrf], meta[name=csrf-token]").remove();
    return page.html();
  }

  @Test
  void changes_the_password_and_ends_every_session() {
    assertThat(owner.inside()).isTrue();
    HttpAnswer done = choose(ask(), NEW);
    assertThat(done.header("Location")).isEqualTo("/login?reset");
    assertThat(owner.inside()).isFalse();
    assertThat(visitor.inside()).as("a reset opens no session").isFalse();
    assertThat(visitor.login(owner.email(), Person.PASSWORD).header("Location"))
        .startsWith("/login?error");
    assertThat(visitor.login(owner.email(), NEW).header("Location")).isEqualTo("/workspaces");
    assertThat(outbox.latest(owner.email()).getFirst().subject()).contains("was changed");
  }

  @Test
  void is_not_used_up_by_looking_and_works_once() {
    String token = ask();
    for (int i = 0; i < 3; i++) {
      HttpAnswer looked = visitor.get("/reset-password/" + token);
      assertThat(looked.status()).isEqualTo(200);
      assertThat(looked.header("Referrer-Policy")).isEqualTo("no-referrer");
      assertThat(looked.header("Cache-Control")).isEqualTo("no-store");
    }
    assertThat(choose(token, NEW).status()).isEqualTo(302);
    assertThat(choose(token, "a third one that is long").status()).isEqualTo(410);
    assertThat(visitor.get("/reset-password/" + token).status()).isEqualTo(410);
  }

  @Test
  void keeps_the_link_good_when_the_chosen_password_is_refused() {
    String token = ask();
    assertThat(choose(token, "short").status()).isEqualTo(422);
    assertThat(choose(token, NEW).status()).isEqualTo(302);
  }

  @Test
  void ends_after_a_quarter_of_an_hour() {
    String token = ask();
    clock.advance(Duration.ofMinutes(16));
    assertThat(choose(token, NEW).status()).isEqualTo(410);
  }

  @Test
  void leaves_the_older_link_good_until_one_is_used() {
    String older = ask();
    String newer = ask();
    assertThat(choose(older, NEW).status()).isEqualTo(302);
    assertThat(choose(newer, "a third one that is long").status()).isEqualTo(410);
  }

  @Test
  void cannot_be_kept_from_its_owner_by_strangers_who_ask() {
    for (int i = 0; i < 12; i++) {
      new Visitor(port).post("/forgot-password", "email", owner.email());
    }
    clock.advance(Duration.ofMinutes(14));
    visitor.post("/forgot-password", "email", owner.email());
    String link = String.valueOf(outbox.latest(owner.email()).getFirst().link());
    assertThat(choose(link.substring(link.lastIndexOf('/') + 1), NEW).status())
        .as("one that lies in the mailbox still works")
        .isEqualTo(302);
  }

  @Test
  void answers_every_address_alike_and_sends_one_mail_to_each() {
    String nobody = UUID.randomUUID() + "@example.com";
    HttpAnswer known = visitor.post("/forgot-password", "email", owner.email());
    HttpAnswer unknown = visitor.post("/forgot-password", "email", nobody);
    assertThat(unknown.status()).isEqualTo(known.status());
    assertThat(shown(unknown)).isEqualTo(shown(known));
    assertThat(unknown.headers().keySet()).isEqualTo(known.headers().keySet());
    assertThat(outbox.latest(nobody))
        .singleElement()
        .satisfies(mail -> assertThat(mail.link()).doesNotContain("/reset-password/"));
  }

  @Test
  void keeps_the_token_as_a_hash_of_256_random_bits() {
    String token = ask();
    assertThat(token).hasSize(43);
    assertThat(
            jdbc.sql("select count(*) from accounts.mail_token where token_hash = :hash")
                .param("hash", Secrets.hash(token))
                .query(Long.class)
                .single())
        .isEqualTo(1);
  }

  @Test
  void makes_whoever_asks_too_often_wait_and_floods_no_mailbox() {
    for (int i = 0; i < 5; i++) {
      ask();
    }
    HttpAnswer blocked = visitor.post("/forgot-password", "email", owner.email());
    assertThat(blocked.status()).isEqualTo(429);
    assertThat(blocked.header("Retry-After")).isNotEmpty();
    int before = outbox.latest(owner.email()).size();
    for (int i = 0; i < 12; i++) {
      assertThat(new Visitor(port).post("/forgot-password", "email", owner.email()).status())
          .isEqualTo(200);
    }
    assertThat(outbox.latest(owner.email())).hasSizeLessThanOrEqualTo(before + 6);
  }
}
