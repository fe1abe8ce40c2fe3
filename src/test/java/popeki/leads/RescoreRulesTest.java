package popeki.leads;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import popeki.leads.RescoreRules.Situation;
import popeki.leads.RescoreRules.Timing;
import popeki.leads.RescoreRules.Waiting;

class RescoreRulesTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final Timing TIMING = new Timing(Duration.ofSeconds(8), Duration.ofSeconds(25));

  private static Situation fresh(@Nullable Waiting waiting) {
    return new Situation(0, null, false, false, waiting);
  }

  private static Situation read(int runs, Duration ago, @Nullable Waiting waiting) {
    return new Situation(runs, NOON.minus(ago), true, false, waiting);
  }

  private static Waiting waiting(long sinceSeconds, long dueInSeconds, long messages) {
    return new Waiting(NOON.minusSeconds(sinceSeconds), NOON.plusSeconds(dueInSeconds), messages);
  }

  /** Seconds from noon until it is read; -1 for never. */
  private static long due(Situation known, @Nullable String text) {
    return RescoreRules.due(known, text, NOON, TIMING)
        .map(due -> Duration.between(NOON, due).toSeconds())
        .orElse(-1L);
  }

  @Test
  void reads_the_first_message_after_a_pause() {
    assertThat(due(fresh(null), "Oi")).isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource({"0, 8", "5, 8", "17, 8", "18, 7", "24, 1", "25, 0", "60, -35"})
  void waits_for_silence_but_no_longer_than_the_longest_wait(long waitingSince, long due) {
    assertThat(due(fresh(waiting(waitingSince, 3, 1)), "Quanto custa?")).isEqualTo(due);
  }

  @Test
  void lets_even_a_greeting_start_the_first_reading_but_no_later_one() {
    assertThat(due(fresh(null), "👍")).isEqualTo(8);
    assertThat(due(read(1, Duration.ofMinutes(1), null), "👍")).isEqualTo(-1);
    assertThat(due(read(1, Duration.ofMinutes(1), null), "Pode ser sábado às dez")).isEqualTo(8);
  }

  @Test
  void looks_at_a_wordless_message_only_when_nothing_else_is_there() {
    assertThat(due(fresh(null), null)).isEqualTo(8);
    assertThat(due(fresh(null), "  ")).isEqualTo(8);
    assertThat(due(fresh(waiting(2, 6, 1)), null)).isEqualTo(-1);
    assertThat(due(read(1, Duration.ofHours(2), null), null)).isEqualTo(-1);
    assertThat(due(new Situation(0, null, true, false, null), null)).isEqualTo(-1);
  }

  @ParameterizedTest
  @CsvSource({
    // runs, minutes since the last, messages that wait already, due in seconds
    "1, 0, 0, 8",
    "2, 1, 0, 8",
    "3, 1, 0, 1740",
    "3, 29, 0, 60",
    "3, 30, 0, 8",
    "3, 31, 0, 8",
    "3, 1, 1, 1740",
    "3, 1, 3, 1740",
    "3, 1, 4, 8",
    "9, 1, 4, 8",
    "9, 45, 0, 8",
    "10, 45, 0, -1",
    "10, 1, 9, -1",
    "11, 999, 0, -1",
  })
  void reads_less_often_after_the_third_time_and_stops_after_the_tenth(
      int runs, long minutesAgo, long messages, long due) {
    Waiting waiting = messages == 0 ? null : waiting(40, 1740, messages);
    assertThat(due(read(runs, Duration.ofMinutes(minutesAgo), waiting), "E qual o valor do outro?"))
        .isEqualTo(due);
  }

  @Test
  void does_not_put_off_a_reading_that_has_enough_messages() {
    assertThat(due(read(4, Duration.ofMinutes(1), waiting(40, 3, 7)), "E o outro?")).isEqualTo(3);
  }

  @Test
  void stops_where_a_person_has_judged() {
    assertThat(due(new Situation(1, NOON, true, true, null), "Quero fechar hoje")).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ok",
        "Ok!",
        "👍",
        "🙏🙏",
        "Obrigada",
        "muito obrigado!",
        "Valeu 😊",
        "kkkk",
        "Bom dia",
        "thanks",
        "Thank you so much",
        "got it",
        "gracias",
        "Muchas gracias",
        "terima kasih",
        "theek hai",
        "shukriya ji",
        "...",
        "Tá bom, obrigada",
        "otimo!",
        "ótimo"
      })
  void takes_thanks_and_emoji_for_acknowledgements(String text) {
    assertThat(RescoreRules.isAcknowledgement(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sim",
        "yes",
        "quero",
        "quero fechar",
        "pix?",
        "ok?",
        "valor",
        "10h",
        "ok 650 mil",
        "amanhã",
        "obrigado, mas achei caro",
        "ok ok ok ok ok ok",
        "हाँ",
        "não"
      })
  void takes_what_may_move_the_lead_for_news_however_short(String text) {
    assertThat(RescoreRules.isAcknowledgement(text)).isFalse();
  }

  @Test
  void never_waits_past_the_longest_wait_before_the_first_readings_whatever_comes() {
    var random = new Random(20261123);
    for (int round = 0; round < 2_000; round++) {
      Instant firstAt = NOON.minusSeconds(random.nextInt(25));
      Waiting waiting =
          random.nextBoolean() ? new Waiting(firstAt, NOON, 1 + random.nextInt(9)) : null;
      Situation known =
          random.nextBoolean()
              ? fresh(waiting)
              : read(1 + random.nextInt(2), Duration.ofMinutes(random.nextInt(90)), waiting);
      Instant due = RescoreRules.due(known, "Quanto custa?", NOON, TIMING).orElseThrow();
      Instant since = waiting == null ? NOON : firstAt;
      assertThat(due).isBetween(NOON, since.plus(TIMING.maxWait()));
    }
  }
}
