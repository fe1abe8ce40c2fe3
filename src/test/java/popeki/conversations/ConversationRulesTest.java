package popeki.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static popeki.conversations.ConversationRules.Reason.FIRST;
import static popeki.conversations.ConversationRules.Reason.NEW_TOUCH_AFTER_CLOSE;
import static popeki.conversations.ConversationRules.Reason.SILENCE;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import popeki.conversations.ConversationRules.Arrival;
import popeki.conversations.ConversationRules.Closing;
import popeki.conversations.ConversationRules.Decision;
import popeki.conversations.ConversationRules.Decision.Apart;
import popeki.conversations.ConversationRules.Decision.Join;
import popeki.conversations.ConversationRules.Decision.Start;
import popeki.conversations.ConversationRules.Span;
import popeki.conversations.ConversationRules.Touch;
import popeki.kernel.ConversationId;

class ConversationRulesTest {
  private static final Instant DAY_0 = Instant.parse("2026-09-01T12:00:00Z");
  private static final Duration GAP = Duration.ofDays(30);
  private static final ConversationId A = id(1);
  private static final ConversationId B = id(2);
  private static final Touch CLICK = new Touch("ctwa:one");
  private static final Touch OTHER_CLICK = new Touch("ctwa:two");
  private static final Touch CODE = Touch.ofCode("ab2cd3");

  @Test
  void the_first_message_starts_the_first_conversation() {
    assertThat(decide(message(0), List.of())).isEqualTo(new Start(FIRST));
  }

  @Test
  void a_message_within_the_gap_joins_to_the_very_moment() {
    var open = span(A, 0, 2, null);

    assertThat(decide(message(2), List.of(open))).isEqualTo(join(A));
    assertThat(decide(message(32), List.of(open))).isEqualTo(join(A));
    assertThat(decide(new Arrival(day(32).plusSeconds(1), true, Set.of()), List.of(open)))
        .isEqualTo(new Start(SILENCE));
  }

  @Test
  void silence_ends_a_conversation_whatever_its_stage() {
    assertThat(decide(message(33), List.of(span(A, 0, 2, day(3))))).isEqualTo(new Start(SILENCE));
  }

  @Test
  void words_after_won_or_lost_stay_in_the_conversation() {
    assertThat(decide(message(5), List.of(span(A, 0, 2, day(3))))).isEqualTo(join(A));
  }

  @Test
  void a_new_click_while_open_is_another_touch() {
    assertThat(decide(message(5, OTHER_CLICK), List.of(span(A, 0, 2, null, CLICK))))
        .isEqualTo(join(A));
  }

  @Test
  void a_new_click_or_code_after_the_close_starts_another() {
    var closed = span(A, 0, 2, day(3), CLICK);

    assertThat(decide(message(5, OTHER_CLICK), List.of(closed)))
        .isEqualTo(new Start(NEW_TOUCH_AFTER_CLOSE));
    assertThat(decide(message(5, CODE), List.of(closed)))
        .isEqualTo(new Start(NEW_TOUCH_AFTER_CLOSE));
    assertThat(decide(message(3, CODE), List.of(closed)))
        .isEqualTo(new Start(NEW_TOUCH_AFTER_CLOSE));
  }

  @Test
  void the_same_click_or_code_again_is_nothing_new() {
    var first = span(A, 0, 2, day(3), CLICK);
    var second = span(B, 5, 6, day(7), CODE);

    assertThat(decide(message(5, CLICK), List.of(first))).isEqualTo(join(A));
    assertThat(decide(message(8, CLICK), List.of(first, second))).isEqualTo(join(B));
    assertThat(decide(message(8, Touch.ofCode("AB2CD3")), List.of(first, second)))
        .isEqualTo(join(B));
  }

  @Test
  void what_may_not_begin_joins_the_latest_or_stands_apart() {
    var open = span(A, 0, 2, null);

    assertThat(decide(echo(1), List.of(open))).isEqualTo(join(A));
    assertThat(decide(echo(90), List.of(open))).isEqualTo(join(A));
    assertThat(decide(echo(0), List.of())).isEqualTo(new Apart());
  }

  @Test
  void an_echo_with_a_code_in_its_text_never_starts_one() {
    assertThat(decide(new Arrival(day(5), false, Set.of(CODE)), List.of(span(A, 0, 2, day(3)))))
        .isEqualTo(join(A));
  }

  @Test
  void an_ad_is_a_touch_by_its_click_else_by_its_id_and_a_post_is_none() {
    assertThat(Touch.ofAd(referral("ad", "12", "clid"))).isEqualTo(new Touch("ctwa:clid"));
    assertThat(Touch.ofAd(referral("ad", "12", null))).isEqualTo(new Touch("ad:12"));
    assertThat(Touch.ofAd(referral(null, null, "clid"))).isEqualTo(new Touch("ctwa:clid"));
    assertThat(Touch.ofAd(referral("ad", null, null))).isNull();
    assertThat(Touch.ofAd(referral("post", "12", "clid"))).isNull();
    assertThat(Touch.ofAd(null)).isNull();
  }

  @Test
  void the_order_of_the_list_never_matters() {
    var random = new Random(7);
    for (int round = 0; round < 500; round++) {
      var spans = new ArrayList<Known>();
      for (int i = 0; i < 4; i++) {
        int start = random.nextInt(120);
        spans.add(span(id(i), start, start + random.nextInt(20), null));
      }
      var item = message(random.nextInt(150));
      var decision = decide(item, spans);
      Collections.shuffle(spans, random);

      assertThat(decide(item, spans)).isEqualTo(decision);
    }
  }

  private static Decision decide(Arrival item, List<Known> known) {
    return ConversationRules.decide(
        item,
        known.stream().map(Known::span).toList(),
        known.stream().flatMap(one -> one.closings().stream()).toList(),
        GAP);
  }

  private static Join join(ConversationId id) {
    return new Join(id);
  }

  /** A conversation and when it was won. */
  private record Known(Span span, List<Closing> closings) {}

  private static Arrival message(int day, Touch... touches) {
    return new Arrival(day(day), true, Set.of(touches));
  }

  private static Arrival echo(int day) {
    return new Arrival(day(day), false, Set.of());
  }

  private static Known span(
      ConversationId id, int start, int lastHeard, @Nullable Instant closedAt, Touch... touches) {
    return new Known(
        new Span(id, day(start), day(lastHeard), Set.of(touches)),
        closedAt == null ? List.of() : List.of(new Closing(closedAt, null)));
  }

  private static Instant day(int day) {
    return DAY_0.plus(Duration.ofDays(day));
  }

  private static ConversationId id(int number) {
    return new ConversationId(new UUID(0, number));
  }

  private static Referral referral(
      @Nullable String type, @Nullable String sourceId, @Nullable String clid) {
    return new Referral(type, sourceId, null, null, null, null, null, null, null, clid, null);
  }
}
