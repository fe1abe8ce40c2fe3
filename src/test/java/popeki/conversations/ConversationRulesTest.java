package popeki.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static popeki.conversations.ConversationRules.Reason.FIRST;
import static popeki.conversations.ConversationRules.Reason.NEW_TOUCH_AFTER_CLOSE;
import static popeki.conversations.ConversationRules.Reason.SILENCE;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import popeki.conversations.ConversationRules.Arrival;
import popeki.conversations.ConversationRules.Decision;
import popeki.conversations.ConversationRules.Decision.Apart;
import popeki.conversations.ConversationRules.Decision.Join;
import popeki.conversations.ConversationRules.Decision.Start;
import popeki.conversations.ConversationRules.Reason;
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
    var open = span(A, 0, 2, null, FIRST);

    assertThat(decide(message(2), List.of(open))).isEqualTo(join(A));
    assertThat(decide(message(32), List.of(open))).isEqualTo(join(A));
    assertThat(
            ConversationRules.decide(
                new Arrival(day(32).plusSeconds(1), true, Set.of()), List.of(open), GAP))
        .isEqualTo(new Start(SILENCE));
  }

  @Test
  void silence_ends_a_conversation_whatever_its_stage() {
    assertThat(decide(message(33), List.of(span(A, 0, 2, day(3), FIRST))))
        .isEqualTo(new Start(SILENCE));
  }

  @Test
  void words_after_won_or_lost_stay_in_the_conversation() {
    assertThat(decide(message(5), List.of(span(A, 0, 2, day(3), FIRST)))).isEqualTo(join(A));
  }

  @Test
  void a_new_click_while_open_is_another_touch() {
    assertThat(decide(message(5, OTHER_CLICK), List.of(span(A, 0, 2, null, FIRST, CLICK))))
        .isEqualTo(join(A));
  }

  @Test
  void a_new_click_or_code_after_the_close_starts_another() {
    var closed = span(A, 0, 2, day(3), FIRST, CLICK);

    assertThat(decide(message(5, OTHER_CLICK), List.of(closed)))
        .isEqualTo(new Start(NEW_TOUCH_AFTER_CLOSE));
    assertThat(decide(message(5, CODE), List.of(closed)))
        .isEqualTo(new Start(NEW_TOUCH_AFTER_CLOSE));
    assertThat(decide(message(3, CODE), List.of(closed)))
        .isEqualTo(new Start(NEW_TOUCH_AFTER_CLOSE));
  }

  @Test
  void the_same_click_or_code_again_is_nothing_new() {
    var first = span(A, 0, 2, day(3), FIRST, CLICK);
    var second = span(B, 5, 6, day(7), NEW_TOUCH_AFTER_CLOSE, CODE);

    assertThat(decide(message(5, CLICK), List.of(first))).isEqualTo(join(A));
    assertThat(decide(message(8, CLICK), List.of(first, second))).isEqualTo(join(B));
    assertThat(decide(message(8, Touch.ofCode("AB2CD3")), List.of(first, second)))
        .isEqualTo(join(B));
  }

  @Test
  void a_click_from_before_the_close_that_comes_late_is_a_touch_of_the_old_one() {
    assertThat(decide(message(1, OTHER_CLICK), List.of(span(A, 0, 2, day(3), FIRST, CLICK))))
        .isEqualTo(join(A));
  }

  @Test
  void late_messages_go_where_they_were_written() {
    var first = span(A, 0, 2, day(3), FIRST);
    var second = span(B, 5, 6, null, NEW_TOUCH_AFTER_CLOSE, CLICK);

    assertThat(decide(message(4), List.of(first, second))).isEqualTo(join(A));
    assertThat(decide(message(5), List.of(second, first))).isEqualTo(join(B));
    assertThat(decide(message(-3), List.of(first, second))).isEqualTo(new Join(A, true, null));
    assertThat(decide(message(-31), List.of(first, second))).isEqualTo(new Start(SILENCE));
  }

  @Test
  void tells_of_a_silence_that_never_was() {
    var first = span(A, 0, 0, null, FIRST);
    var second = span(B, 40, 40, null, SILENCE);

    assertThat(decide(message(20), List.of(first, second))).isEqualTo(new Join(A, false, B));
    assertThat(decide(message(9), List.of(first, second))).isEqualTo(join(A));
    assertThat(decide(message(31), List.of(first, second))).isEqualTo(new Join(B, true, null));
  }

  @Test
  void what_may_not_begin_joins_the_latest_or_stands_apart() {
    var open = span(A, 0, 2, null, FIRST);

    assertThat(decide(echo(1), List.of(open))).isEqualTo(join(A));
    assertThat(decide(echo(90), List.of(open))).isEqualTo(join(A));
    assertThat(decide(echo(-1), List.of(open))).isEqualTo(new Apart());
    assertThat(decide(echo(0), List.of())).isEqualTo(new Apart());
  }

  @Test
  void an_echo_with_a_code_in_its_text_never_starts_one() {
    assertThat(
            ConversationRules.decide(
                new Arrival(day(5), false, Set.of(CODE)),
                List.of(span(A, 0, 2, day(3), FIRST)),
                GAP))
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
      var spans = new ArrayList<Span>();
      for (int i = 0; i < 4; i++) {
        int start = random.nextInt(120);
        spans.add(span(id(i), start, start + random.nextInt(20), null, SILENCE));
      }
      var item = message(random.nextInt(150));
      var decision = decide(item, spans);
      Collections.shuffle(spans, random);

      assertThat(decide(item, spans)).isEqualTo(decision);
    }
  }

  /** The caller's part in little: start, join, and join what a late message bridges. */
  @Test
  void any_order_of_arrival_gives_the_same_conversations() {
    var random = new Random(11);
    for (int round = 0; round < 300; round++) {
      var days = new ArrayList<Integer>();
      for (int i = 0; i < 8; i++) {
        days.add(random.nextInt(300));
      }
      var inOrder = partition(days.stream().sorted().toList());
      Collections.shuffle(days, random);

      assertThat(partition(days)).isEqualTo(inOrder);
    }
  }

  private static Set<Set<Integer>> partition(List<Integer> days) {
    var groups = new ArrayList<Set<Integer>>();
    for (int day : days) {
      var spans =
          IntStream.range(0, groups.size())
              .filter(i -> !groups.get(i).isEmpty())
              .mapToObj(
                  i ->
                      span(
                          id(i),
                          Collections.min(groups.get(i)),
                          Collections.max(groups.get(i)),
                          null,
                          SILENCE))
              .toList();
      switch (decide(message(day), spans)) {
        case Start _ -> groups.add(new HashSet<>(Set.of(day)));
        case Join join -> {
          var joined = groups.get(index(join.conversation()));
          joined.add(day);
          if (join.bridges() != null) {
            joined.addAll(groups.get(index(join.bridges())));
            groups.get(index(join.bridges())).clear();
          }
        }
        case Apart _ -> throw new AssertionError("a customer's message stands apart");
      }
    }
    return groups.stream().filter(group -> !group.isEmpty()).collect(Collectors.toSet());
  }

  private static Decision decide(Arrival item, List<Span> known) {
    return ConversationRules.decide(item, known, GAP);
  }

  private static Join join(ConversationId id) {
    return new Join(id, false, null);
  }

  private static Arrival message(int day, Touch... touches) {
    return new Arrival(day(day), true, Set.of(touches));
  }

  private static Arrival echo(int day) {
    return new Arrival(day(day), false, Set.of());
  }

  private static Span span(
      ConversationId id,
      int start,
      int lastHeard,
      @Nullable Instant closedAt,
      Reason reason,
      Touch... touches) {
    return new Span(id, day(start), day(lastHeard), closedAt, Set.of(touches), reason);
  }

  private static Instant day(int day) {
    return DAY_0.plus(Duration.ofDays(day));
  }

  private static ConversationId id(int number) {
    return new ConversationId(new UUID(0, number));
  }

  private static int index(ConversationId id) {
    return (int) id.value().getLeastSignificantBits();
  }

  private static Referral referral(
      @Nullable String type, @Nullable String sourceId, @Nullable String clid) {
    return new Referral(type, sourceId, null, null, null, null, null, null, null, clid, null);
  }
}
