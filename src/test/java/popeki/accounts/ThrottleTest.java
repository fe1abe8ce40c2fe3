package popeki.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.TestClock;
import popeki.platform.Throttle;

/** ASVS 2.4.1, 6.1.1, 6.3.1: guessing is slow, and nobody is locked out by a stranger. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class ThrottleTest {
  @Autowired Accounts accounts;
  @Autowired Throttle throttle;
  @Autowired TestClock clock;
  @LocalServerPort int port;

  private Visitor victim() {
    Visitor victim = Visitor.signedIn(port, accounts);
    Person.setPassword(victim);
    return victim;
  }

  @Test
  void a_stranger_who_guesses_locks_himself_out_and_not_the_owner() {
    Visitor victim = victim();
    var stranger = new Visitor(port);
    for (int i = 0; i < 5; i++) {
      stranger.login(victim.email(), "a wrong guess " + i);
    }
    HttpAnswer blocked = stranger.login(victim.email(), Person.PASSWORD);
    assertThat(blocked.status()).isEqualTo(429);
    assertThat(Integer.parseInt(blocked.header("Retry-After"))).isBetween(600, 901);
    assertThat(blocked.body()).contains("Wait 15 minutes");
    assertThat(new Visitor(port).login(victim.email(), Person.PASSWORD).header("Location"))
        .isEqualTo("/workspaces");
  }

  @Test
  void many_guesses_at_once_are_no_way_around() throws Exception {
    Visitor victim = victim();
    int looked = 0;
    try (var threads = Executors.newFixedThreadPool(16)) {
      var guesses = new ArrayList<Callable<HttpAnswer>>();
      for (int i = 0; i < 40; i++) {
        var stranger = new Visitor(port, "2001:db8:51:52::1");
        guesses.add(() -> stranger.login(victim.email(), "a wrong guess"));
      }
      for (Future<HttpAnswer> answer : threads.invokeAll(guesses)) {
        looked += answer.get().status() == 429 ? 0 : 1;
      }
    }
    assertThat(looked).isEqualTo(5);
  }

  @Test
  void guesses_from_a_whole_network_of_ipv6_count_as_one_place() {
    Visitor victim = victim();
    for (int i = 0; i < 5; i++) {
      new Visitor(port, "2001:db8:77:88::" + i).login(victim.email(), "a wrong guess " + i);
    }
    assertThat(new Visitor(port, "2001:db8:77:88::abc").login(victim.email(), "x").status())
        .isEqualTo(429);
    assertThat(new Visitor(port, "2001:db8:77:99::1").login(victim.email(), "x").status())
        .isEqualTo(302);
  }

  @Test
  void a_right_password_starts_the_count_anew() {
    Visitor victim = victim();
    var forgetful = new Visitor(port);
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 4; i++) {
        assertThat(forgetful.login(victim.email(), "a wrong guess " + i).status()).isEqualTo(302);
      }
      assertThat(forgetful.login(victim.email(), Person.PASSWORD).header("Location"))
          .isEqualTo("/workspaces");
      forgetful = new Visitor(port);
    }
  }

  @Test
  void the_current_password_cannot_be_guessed_from_an_open_session() {
    Visitor victim = victim();
    for (int i = 0; i < 5; i++) {
      assertThat(
              victim
                  .post(
                      "/account/password",
                      "current",
                      "guess " + i,
                      "password",
                      "nine loud geese at noon")
                  .status())
          .isEqualTo(422);
    }
    assertThat(
            victim
                .post(
                    "/account/password",
                    "current",
                    Person.PASSWORD,
                    "password",
                    "nine loud geese at noon")
                .status())
        .isEqualTo(429);
  }

  @Test
  void a_limit_lets_no_more_pass_however_many_ask_at_once() {
    var limit = new Throttle.Limit("a_race", 5, Duration.ofMinutes(10));
    long passed =
        IntStream.range(0, 10_000).parallel().filter(i -> throttle.allow(limit, "ana")).count();
    assertThat(passed).isEqualTo(5);
    throttle.giveBack(limit, "ana");
    assertThat(throttle.allow(limit, "ana")).isTrue();
    assertThat(throttle.allow(limit, "ana")).isFalse();
  }

  @Test
  void a_limit_slides_and_keys_do_not_touch() {
    var limit = new Throttle.Limit("a_test", 2, Duration.ofMinutes(10));
    assertThat(throttle.allow(limit, "ana")).isTrue();
    clock.advance(Duration.ofMinutes(6));
    assertThat(throttle.allow(limit, "ana")).isTrue();
    assertThat(throttle.allow(limit, "ANA ")).isFalse();
    assertThat(throttle.allow(limit, "bruno")).isTrue();
    assertThat(throttle.wait(limit, "ana").orElseThrow())
        .isBetween(Duration.ofMinutes(3), Duration.ofMinutes(4));
    clock.advance(Duration.ofMinutes(5));
    assertThat(throttle.allow(limit, "ana")).isTrue();
    assertThat(throttle.allow(limit, "ana")).isFalse();
    throttle.forget(limit, "ana");
    assertThat(throttle.allow(limit, "ana")).isTrue();
  }
}
