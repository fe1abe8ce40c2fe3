package popeki.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static popeki.platform.AiKind.ANTHROPIC;
import static popeki.platform.AiKind.GEMINI;
import static popeki.platform.AiKind.OPENAI;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import popeki.platform.AiKind;

/** Whose turn it is, and who rests: without a network, with time as an argument. */
class AiRotationTest {
  private static final Duration FAST = Duration.ofMillis(800);
  private static final List<AiKind> THREE = List.of(OPENAI, ANTHROPIC, GEMINI);

  private Instant now = Instant.parse("2026-11-25T12:00:00Z");
  private final Rotation rotation = new Rotation(THREE);

  @Test
  void turns_follow_the_weights_in_a_smooth_order() {
    var order = new ArrayList<AiKind>();
    for (int i = 0; i < 6; i++) {
      order.add(answers(THREE, FAST));
    }
    assertThat(order).containsExactly(OPENAI, ANTHROPIC, OPENAI, GEMINI, ANTHROPIC, OPENAI);
  }

  @Test
  void a_subject_stays_with_whoever_answered_it_and_moves_when_that_one_is_out() {
    UUID subject = UUID.randomUUID();
    AiKind first = take(subject, THREE);
    rotation.answered(subject, first, now, FAST);
    for (int i = 0; i < 10; i++) {
      answers(THREE, FAST);
      AiKind again = take(subject, THREE);
      assertThat(again).isEqualTo(first);
      rotation.answered(subject, again, now, FAST);
    }
    rotation.failed(first, now, FAST, Failure.UNAUTHORIZED, null);
    AiKind second = take(subject, THREE);
    assertThat(second).isNotEqualTo(first);
    rotation.answered(subject, second, now, FAST);
    now = now.plus(Duration.ofHours(1));
    assertThat(take(subject, THREE)).as("its new home").isEqualTo(second);
  }

  @ParameterizedTest
  @EnumSource(
      value = Failure.class,
      names = {"UNAUTHORIZED", "UNPAID", "QUOTA"})
  void what_only_the_operator_can_mend_rests_a_quarter_of_an_hour_at_once(Failure failure) {
    assertThat(rotation.failed(OPENAI, now, FAST, failure, null)).as("tells it once").isTrue();
    assertThat(rotation.failed(OPENAI, now, FAST, failure, null)).isFalse();
    Standing standing = Standing.NEW.failed(now, FAST, failure, null);
    assertThat(standing.isOpen(now.plus(Duration.ofMinutes(15)).minusMillis(1))).isFalse();
    assertThat(standing.isOpen(now.plus(Duration.ofMinutes(15)))).isTrue();
  }

  @Test
  void half_of_ten_within_a_minute_is_too_many() {
    Standing standing = Standing.NEW;
    for (int i = 0; i < 9; i++) {
      standing =
          i % 2 == 0
              ? standing.failed(now, FAST, Failure.UNAVAILABLE, null)
              : standing.answered(now, FAST);
      assertThat(standing.isOpen(now)).as("after %s", i + 1).isTrue();
    }
    standing = standing.failed(now, FAST, Failure.UNAVAILABLE, null);
    assertThat(standing.isOpen(now)).isFalse();
    assertThat(standing.openAt(now)).isEqualTo(now.plusSeconds(30));
  }

  @Test
  void failures_of_long_ago_do_not_count_and_fewer_than_half_are_borne() {
    Standing standing = Standing.NEW;
    for (int i = 0; i < 60; i++) {
      now = now.plusSeconds(20);
      standing =
          i % 2 == 0
              ? standing.failed(now, FAST, Failure.UNAVAILABLE, null)
              : standing.answered(now, FAST);
      assertThat(standing.isOpen(now)).isTrue();
    }
    for (int i = 0; i < 60; i++) {
      standing =
          i % 3 == 0
              ? standing.failed(now, FAST, Failure.UNAVAILABLE, null)
              : standing.answered(now, FAST);
    }
    assertThat(standing.isOpen(now)).isTrue();
  }

  @Test
  void five_in_a_row_are_enough_where_little_is_asked() {
    Standing standing = Standing.NEW;
    for (int i = 0; i < 5; i++) {
      assertThat(standing.isOpen(now)).isTrue();
      now = now.plus(Duration.ofMinutes(10));
      standing = standing.failed(now, FAST, Failure.SLOW, null);
    }
    assertThat(standing.isOpen(now)).isFalse();
  }

  @Test
  void after_the_rest_one_attempt_probes_and_each_failure_doubles_the_rest_up_to_ten_minutes() {
    Standing standing = Standing.NEW;
    for (int i = 0; i < 5; i++) {
      standing = standing.failed(now, FAST, Failure.UNAVAILABLE, null);
    }
    for (int seconds : List.of(30, 60, 120, 240, 480, 600, 600)) {
      assertThat(standing.openAt(now)).isEqualTo(now.plusSeconds(seconds));
      assertThat(standing.isOpen(now.plusSeconds(seconds - 1L))).isFalse();
      now = now.plusSeconds(seconds);
      assertThat(standing.isOpen(now)).isTrue();
      standing = standing.asked();
      assertThat(standing.isOpen(now)).as("the second waits for the probe").isFalse();
      standing = standing.failed(now, FAST, Failure.UNAVAILABLE, null);
    }
    now = now.plusSeconds(600);
    standing = standing.asked().answered(now, FAST);
    assertThat(standing.isOpen(now)).isTrue();
    assertThat(standing.openings()).isZero();
  }

  @Test
  void a_probe_that_was_not_sent_leaves_the_place_to_the_next() {
    rotation.failed(OPENAI, now, FAST, Failure.QUOTA, null);
    now = now.plus(Duration.ofMinutes(15));
    assertThat(take(UUID.randomUUID(), List.of(OPENAI))).isEqualTo(OPENAI);
    assertThat(rotation.take(UUID.randomUUID(), List.of(OPENAI), now)).isEmpty();
    rotation.spared(OPENAI);
    assertThat(rotation.take(UUID.randomUUID(), List.of(OPENAI), now)).contains(OPENAI);
  }

  @Test
  void a_pause_that_was_asked_for_is_kept_to_the_second() {
    Standing standing =
        Standing.NEW.failed(now, FAST, Failure.RATE_LIMITED, Duration.ofSeconds(40));
    assertThat(standing.isOpen(now.plusSeconds(39))).isFalse();
    assertThat(standing.isOpen(now.plusSeconds(40))).isTrue();
    assertThat(Standing.NEW.failed(now, FAST, Failure.RATE_LIMITED, null).openAt(now))
        .as("nothing was said")
        .isEqualTo(now.plusSeconds(5));
  }

  @Test
  void one_question_at_odds_with_a_provider_is_borne_three_in_a_row_are_not() {
    Standing standing = Standing.NEW.failed(now, FAST, Failure.MISCONFIGURED, null);
    standing = standing.failed(now, FAST, Failure.MISCONFIGURED, null);
    assertThat(standing.isOpen(now)).isTrue();
    assertThat(standing.failed(now, FAST, Failure.MISCONFIGURED, null).isOpen(now)).isFalse();
    assertThat(
            standing.answered(now, FAST).failed(now, FAST, Failure.MISCONFIGURED, null).isOpen(now))
        .isTrue();
  }

  @Test
  void the_slow_and_the_unreliable_are_asked_less() {
    Standing slow = Standing.NEW;
    Standing bad = Standing.NEW;
    for (int i = 0; i < 20; i++) {
      slow = slow.answered(now, Duration.ofSeconds(4));
      bad = i % 7 == 0 ? bad.failed(now, FAST, Failure.UNFIT, null) : bad.answered(now, FAST);
    }
    assertThat(slow.p95()).isEqualTo(4_000);
    assertThat(slow.health()).isEqualTo(0.5);
    assertThat(bad.health()).as("three unfit of twenty halve it").isLessThan(0.5);

    for (int i = 0; i < 20; i++) {
      rotation.answered(UUID.randomUUID(), OPENAI, now, Duration.ofSeconds(6));
    }
    Map<AiKind, Integer> shares = new EnumMap<>(AiKind.class);
    for (int i = 0; i < 40; i++) {
      AiKind kind = take(UUID.randomUUID(), List.of(OPENAI, ANTHROPIC));
      shares.merge(kind, 1, Integer::sum);
      rotation.spared(kind);
    }
    assertThat(shares)
        .as("3 × 2/6 against 2 × 1")
        .containsEntry(OPENAI, 13)
        .containsEntry(ANTHROPIC, 27);
  }

  @Test
  void a_dead_provider_of_two_is_left_within_five_attempts_whatever_its_weight() {
    int asked = 0;
    for (int i = 0; i < 30; i++) {
      AiKind kind = take(UUID.randomUUID(), List.of(OPENAI, GEMINI));
      if (kind == OPENAI) {
        asked++;
        rotation.failed(kind, now, Duration.ofSeconds(6), Failure.SLOW, null);
      } else {
        rotation.answered(UUID.randomUUID(), kind, now, FAST);
      }
    }
    assertThat(asked).isLessThanOrEqualTo(5);
  }

  @Test
  void of_those_who_rest_the_first_that_is_back_is_named() {
    rotation.failed(OPENAI, now, FAST, Failure.QUOTA, null);
    rotation.failed(GEMINI, now, FAST, Failure.RATE_LIMITED, Duration.ofSeconds(90));
    assertThat(rotation.openAt(List.of(OPENAI, GEMINI), now)).isEqualTo(now.plusSeconds(90));
    assertThat(rotation.take(UUID.randomUUID(), List.of(OPENAI, GEMINI), now)).isEmpty();
  }

  private AiKind take(UUID subject, List<AiKind> among) {
    return rotation.take(subject, among, now).orElseThrow();
  }

  private AiKind answers(List<AiKind> among, Duration took) {
    UUID subject = UUID.randomUUID();
    AiKind kind = take(subject, among);
    rotation.answered(subject, kind, now, took);
    return kind;
  }
}
