package popeki.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import popeki.conversations.ReplyWindow.Entry;

class ReplyWindowTest {
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

  @Test
  void is_open_for_24_hours_after_the_persons_last_message_and_not_a_moment_longer() {
    Instant end = NOON.plus(Duration.ofDays(1));

    assertThat(ReplyWindow.of(NOON, List.of(), NOON)).isEqualTo(new ReplyWindow(end, true, null));
    assertThat(ReplyWindow.of(NOON, List.of(), end.minusNanos(1)).open()).isTrue();
    assertThat(ReplyWindow.of(NOON, List.of(), end)).isEqualTo(new ReplyWindow(end, false, null));
  }

  @Test
  void an_ad_that_was_answered_within_24_hours_is_free_for_72_hours_from_the_answer() {
    Instant answered = NOON.plus(Duration.ofHours(2));
    Instant end = answered.plus(Duration.ofDays(3));

    assertThat(free(NOON, answered, answered)).isEqualTo(end);
    assertThat(free(NOON, answered, end.minusNanos(1))).isEqualTo(end);
    assertThat(free(NOON, answered, end)).isNull();
  }

  @Test
  void the_answer_may_come_at_the_24th_hour_and_not_after_it() {
    Instant last = NOON.plus(Duration.ofDays(1));

    assertThat(free(NOON, last, last)).isEqualTo(last.plus(Duration.ofDays(3)));
    assertThat(free(NOON, last.plusNanos(1), last.plusNanos(1))).isNull();
    assertThat(free(NOON, null, NOON.plusSeconds(60))).as("never answered").isNull();
  }

  @Test
  void the_free_time_lasts_beyond_the_closed_window_and_the_longer_of_two_counts() {
    Instant now = NOON.plus(Duration.ofHours(30));
    var first = new Entry(NOON, NOON.plusSeconds(60));
    var second = new Entry(NOON.plusSeconds(600), NOON.plusSeconds(900));

    ReplyWindow window = ReplyWindow.of(NOON, List.of(second, first), now);

    assertThat(window.open()).isFalse();
    assertThat(window.freeUntil()).isEqualTo(NOON.plusSeconds(900).plus(Duration.ofDays(3)));
    assertThat(ReplyWindow.of(NOON, List.of(first, second), now)).isEqualTo(window);
  }

  private static @Nullable Instant free(Instant wrote, @Nullable Instant answered, Instant now) {
    return ReplyWindow.of(wrote, List.of(new Entry(wrote, answered)), now).freeUntil();
  }
}
