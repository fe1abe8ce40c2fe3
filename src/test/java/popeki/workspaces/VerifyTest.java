package popeki.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.TestClock;
import popeki.accounts.Accounts;
import popeki.accounts.EmailAddress;
import popeki.accounts.Visitor;
import popeki.mails.Outbox;

/** The link of the sign-up's mail: ASVS 6.4.1, 6.6.2. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class VerifyTest {
  @Autowired Accounts accounts;
  @Autowired Members members;
  @Autowired Outbox outbox;
  @Autowired TestClock clock;
  @LocalServerPort int port;
  private Visitor visitor;
  private String email;
  private String link;

  @BeforeEach
  void a_sign_up_that_waits() {
    visitor = new Visitor(port);
    email = UUID.randomUUID() + "@example.com";
    visitor.post(
        "/signup",
        "name",
        "Ana",
        "email",
        email,
        "business",
        "Casa " + UUID.randomUUID().toString().substring(0, 8),
        "agreed",
        SignUpTest.AGREED);
    link = String.valueOf(outbox.latest(email).getFirst().link());
  }

  private String token() {
    return link.substring(link.lastIndexOf('/') + 1);
  }

  private long workspaces() {
    return accounts
        .byEmail(new EmailAddress(email))
        .map(user -> (long) members.workspacesOf(user.id()).size())
        .orElse(0L);
  }

  @Test
  void is_not_used_up_by_a_scanner_that_opens_it() {
    for (int i = 0; i < 3; i++) {
      HttpAnswer looked = new Visitor(port).open(link);
      assertThat(looked.status()).isEqualTo(200);
      assertThat(looked.header("Referrer-Policy")).isEqualTo("no-referrer");
      assertThat(looked.header("Cache-Control")).isEqualTo("no-store");
    }
    assertThat(workspaces()).isZero();
    assertThat(visitor.post("/signup/verify", "token", token()).status()).isEqualTo(302);
    assertThat(workspaces()).isEqualTo(1);
  }

  @Test
  void works_once() {
    visitor.post("/signup/verify", "token", token());
    var again = new Visitor(port);
    assertThat(again.post("/signup/verify", "token", token()).status()).isEqualTo(410);
    assertThat(again.inside()).isFalse();
    assertThat(workspaces()).isEqualTo(1);
  }

  @Test
  void makes_one_workspace_when_it_is_pressed_many_times_at_once() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Integer> press =
          () -> new Visitor(port).post("/signup/verify", "token", token()).status();
      var answers = threads.invokeAll(java.util.Collections.nCopies(8, press));
      long made = 0;
      for (Future<Integer> answer : answers) {
        made += answer.get() == 302 ? 1 : 0;
      }
      assertThat(made).isGreaterThanOrEqualTo(1);
    }
    assertThat(workspaces()).isEqualTo(1);
  }

  @Test
  void ends_after_a_day() {
    clock.advance(Duration.ofHours(25));
    assertThat(visitor.open(link).status()).isEqualTo(410);
    assertThat(visitor.post("/signup/verify", "token", token()).status()).isEqualTo(410);
    assertThat(workspaces()).isZero();
  }

  @Test
  void opens_no_account_that_was_made_meanwhile() {
    accounts.ensure(new EmailAddress(email), "Somebody");
    HttpAnswer answer = visitor.post("/signup/verify", "token", token());
    assertThat(answer.header("Location")).isEqualTo("/login?known");
    assertThat(visitor.inside()).isFalse();
    assertThat(workspaces()).isZero();
  }

  @Test
  void signs_in_under_a_new_session() {
    visitor.get("/signup");
    String before = visitor.cookie();
    visitor.post("/signup/verify", "token", token());
    assertThat(visitor.cookie()).isNotEqualTo(before);
    assertThat(visitor.inside()).isTrue();
  }

  @Test
  void signs_a_known_person_in_by_its_mail_once_and_not_by_looking() {
    visitor.post("/signup/verify", "token", token());
    var other = new Visitor(port);
    other.post(
        "/signup", "name", "Ana", "email", email, "business", "Again", "agreed", SignUpTest.AGREED);
    String way = String.valueOf(outbox.latest(email).getFirst().link());
    assertThat(other.open(way).status()).isEqualTo(200);
    assertThat(other.inside()).isFalse();
    String shown = way.substring(way.lastIndexOf('/') + 1);
    assertThat(other.post("/sign-in/mail", "token", shown).status()).isEqualTo(302);
    assertThat(other.inside()).isTrue();
    assertThat(new Visitor(port).post("/sign-in/mail", "token", shown).status()).isEqualTo(410);
  }
}
