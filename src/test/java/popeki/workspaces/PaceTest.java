package popeki.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
  private static final Pace PACE = new Pace(2, 5);

  @Test
  void lets_a_burst_through_and_refuses_the_next() {
    Instant full = NOON;
    for (int left = 4; left >= 0; left--) {
      Pace.Verdict verdict = PACE.ask(full, NOON);
      assertThat(verdict.allowed()).isTrue();
      assertThat(verdict.left()).isEqualTo(left);
      full = verdict.full();
    }
    Pace.Verdict refused = PACE.ask(full, NOON);
    assertThat(refused.allowed()).isFalse();
    assertThat(refused.pause()).isEqualTo(Duration.ofMillis(500));
    assertThat(refused.toFull()).isEqualTo(Duration.ofMillis(2500));
    assertThat(refused.full()).as("a refused request costs nothing").isEqualTo(full);
  }

  @Test
  void lets_one_through_exactly_when_it_said_so() {
    Instant full = NOON.plus(Duration.ofMillis(2500));
    Instant then = NOON.plus(PACE.ask(full, NOON).pause());
    assertThat(PACE.ask(full, then.minusNanos(1)).allowed()).isFalse();
    assertThat(PACE.ask(full, then).allowed()).isTrue();
  }

  @Test
  void a_long_rest_saves_up_no_more_than_a_burst() {
    Pace.Verdict first = PACE.ask(NOON, NOON.plus(Duration.ofDays(30)));
    assertThat(first.left()).isEqualTo(4);
  }

  @Test
  void in_the_long_run_it_is_as_fast_as_it_says() {
    Instant full = NOON;
    int through = 0;
    for (int i = 0; i < 10_000; i++) {
      Pace.Verdict verdict = PACE.ask(full, NOON.plusMillis(i * 10L));
      through += verdict.allowed() ? 1 : 0;
      full = verdict.full();
    }
    assertThat(through).isBetween(200, 205);
  }

  @Test
  void says_how_long_an_empty_bucket_takes_to_fill() {
    assertThat(ApiLimits.READS.window()).isEqualTo(Duration.ofSeconds(10));
    assertThat(ApiLimits.BAD_KEYS.window()).isEqualTo(Duration.ofMinutes(1));
  }
}
