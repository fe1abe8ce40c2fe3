package popeki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.accounts.Person;
import popeki.mails.Outbox;

/**
 * A person's first hour in a real browser, in two windows: sign up, answer the mail, choose a
 * password, set up a second factor, sign in elsewhere, end that session.
 */
@PopekiTest
@Tag("browser")
@SuppressWarnings("NullAway.Init")
class SignUpWalkTest {
  @LocalServerPort int port;
  @Autowired Outbox outbox;
  @Autowired TestClock clock;

  private final String email = UUID.randomUUID() + "@example.com";

  @BeforeEach
  void there_is_a_browser() {
    assumeTrue(Browser.chromium().isPresent() && Browser.chromedriver().isPresent());
  }

  @Test
  void leads_from_sign_up_to_a_session_ended_from_another_window() {
    try (var first = new Browser(port);
        var second = new Browser(port)) {
      signUp(first);
      answerTheMail(first);
      String workspace = choosePassword(first);
      Person.Enrolled app = enrol(first);
      clock.advance(Duration.ofSeconds(60));
      signInElsewhere(second, app);
      endTheOther(first);
      second.open(workspace);
      assertThat(second.path()).as("out at its next click").startsWith("/login");
      first.open(workspace);
      assertThat(first.path()).isEqualTo(workspace);
    }
  }

  private void signUp(Browser window) {
    assertThat(window.open("/signup")).isEmpty();
    window.send(
        "form[action='/signup']",
        "name",
        "Ana Prado",
        "email",
        email,
        "business",
        "Clínica da Ponte",
        "agreed",
        "");
    assertThat(window.text("h1")).isEqualTo("Check your mail");
  }

  private void answerTheMail(Browser window) {
    String link = String.valueOf(outbox.latest(email).getFirst().link());
    window.open(link.replaceFirst("^https?://[^/]+", ""));
    assertThat(window.text("main")).contains("Clínica da Ponte");
    window.send("form[action='/signup/verify']");
    assertThat(window.path()).isEqualTo("/account/password");
  }

  /** Answers the first page of the workspace. */
  private String choosePassword(Browser window) {
    window.send("form[action='/account/password']", "password", Person.PASSWORD);
    assertThat(window.path()).startsWith("/w/clinica-da-ponte");
    return window.path();
  }

  private Person.Enrolled enrol(Browser window) {
    window.open("/account/second-factor");
    window.send("form[action$='/begin']", "current", Person.PASSWORD);
    var app = new Person.Enrolled(window.text("#secret").replace(" ", ""), List.of());
    window.send("form[action$='/confirm']", "code", app.code(clock.instant()));
    assertThat(window.text("#recovery-codes").lines()).hasSize(10);
    return app;
  }

  private void signInElsewhere(Browser window, Person.Enrolled app) {
    window.open("/login");
    window.send("form[action='/login']", "email", email, "password", Person.PASSWORD);
    assertThat(window.path()).isEqualTo("/login/code");
    window.send("form[action='/login/code']", "code", app.code(clock.instant()));
    assertThat(window.path()).startsWith("/w/");
  }

  private void endTheOther(Browser window) {
    window.open("/account/sessions");
    assertThat(window.text("main")).contains("Chrome on Linux");
    window.send("form[action$='/end']");
    assertThat(window.text("#toasts")).contains("Session ended");
  }
}
