package popeki.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.TestClock;
import popeki.mails.Outbox;

/** Correcting one's name and address: ASVS 7.5.1; the new address is proved, the old one told. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class EmailTest {
  @Autowired Accounts accounts;
  @Autowired Outbox outbox;
  @Autowired TestClock clock;
  @LocalServerPort int port;
  private Visitor visitor;
  private String wanted;

  @BeforeEach
  void somebody_with_a_password() {
    visitor = Visitor.signedIn(port, accounts);
    Person.setPassword(visitor);
    wanted = UUID.randomUUID() + "@example.com";
  }

  private String emailNow() {
    return accounts.find(visitor.id()).orElseThrow().email();
  }

  private String ask() {
    assertThat(visitor.post("/account/email", "email", wanted, "current", Person.PASSWORD).status())
        .isEqualTo(200);
    String link = String.valueOf(outbox.latest(wanted).getFirst().link());
    return link.substring(link.lastIndexOf('/') + 1);
  }

  @Test
  void counts_once_the_new_mailbox_has_answered_and_the_old_one_is_told() {
    String token = ask();
    assertThat(emailNow()).isEqualTo(visitor.email());
    var elsewhere = new Visitor(port);
    assertThat(elsewhere.get("/confirm/" + token).status()).isEqualTo(200);
    assertThat(emailNow()).as("looking changes nothing").isEqualTo(visitor.email());
    assertThat(elsewhere.post("/confirm", "token", token).header("Location"))
        .isEqualTo("/login?email");
    assertThat(emailNow()).isEqualTo(wanted);
    assertThat(elsewhere.inside()).isFalse();
    assertThat(outbox.latest(visitor.email()).getFirst().subject()).contains("address was changed");
    assertThat(elsewhere.login(wanted, Person.PASSWORD).header("Location"))
        .isEqualTo("/workspaces");
    assertThat(elsewhere.post("/confirm", "token", token).status()).isEqualTo(410);
  }

  @Test
  void needs_the_current_password() {
    assertThat(visitor.post("/account/email", "email", wanted, "current", "not it at all").status())
        .isEqualTo(422);
    assertThat(outbox.latest(wanted)).isEmpty();
  }

  @Test
  void says_the_same_of_an_address_that_somebody_has_and_changes_nothing() {
    var other = new EmailAddress(wanted);
    accounts.ensure(other, "Bruno");
    HttpAnswer answer = visitor.post("/account/email", "email", wanted, "current", Person.PASSWORD);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(outbox.latest(wanted).getFirst().link()).doesNotContain("/confirm/");
  }

  @Test
  void changes_nothing_when_the_address_was_taken_meanwhile() {
    String token = ask();
    accounts.ensure(new EmailAddress(wanted), "Bruno");
    assertThat(visitor.post("/confirm", "token", token).status()).isEqualTo(410);
    assertThat(emailNow()).isEqualTo(visitor.email());
  }

  @Test
  void ends_after_an_hour() {
    String token = ask();
    clock.advance(Duration.ofMinutes(61));
    assertThat(new Visitor(port).post("/confirm", "token", token).status()).isEqualTo(410);
  }

  @Test
  void corrects_the_name() {
    assertThat(visitor.post("/account/name", "name", "  Ana Prado Lima ").status()).isEqualTo(302);
    assertThat(accounts.find(visitor.id()).orElseThrow().name()).isEqualTo("Ana Prado Lima");
    assertThat(visitor.post("/account/name", "name", " ").status()).isEqualTo(422);
  }
}
