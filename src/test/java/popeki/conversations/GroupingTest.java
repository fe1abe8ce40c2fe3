package popeki.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import popeki.conversations.ConversationRules.Arrival;
import popeki.conversations.ConversationRules.Closing;
import popeki.conversations.ConversationRules.Decision;
import popeki.conversations.ConversationRules.Span;
import popeki.conversations.ConversationRules.Touch;
import popeki.conversations.Grouping.Item;
import popeki.kernel.ConversationId;
import popeki.kernel.MessageId;

class GroupingTest {
  private static final Instant DAY = Instant.parse("2026-11-02T12:00:00Z");
  private static final Duration GAP = Duration.ofDays(7);

  private static Item heard(double day, String... touches) {
    return item(day, true, true, touches);
  }

  private static Item answered(double day) {
    return item(day, false, false);
  }

  private static Item item(double day, boolean inbound, boolean opens, String... touches) {
    var keys = new HashSet<Touch>();
    for (String touch : touches) {
      keys.add(new Touch(touch));
    }
    return new Item(
        new MessageId(UUID.randomUUID()), at(day), inbound, opens, Set.copyOf(keys), null);
  }

  private static Instant at(double day) {
    return DAY.plusSeconds(Math.round(day * 86_400));
  }

  private static List<Double> starts(List<Item> items, List<Closing> closings) {
    return Grouping.of(items, closings, GAP).groups().stream()
        .map(group -> Duration.between(DAY, group.startedAt()).toSeconds() / 86_400.0)
        .toList();
  }

  @Test
  void a_silence_longer_than_the_gap_begins_another_conversation() {
    assertThat(starts(List.of(heard(0), heard(7), heard(15)), List.of()))
        .containsExactly(0.0, 15.0);
  }

  @Test
  void a_message_that_comes_late_into_the_silence_makes_one_of_two() {
    assertThat(starts(List.of(heard(0), heard(12), heard(6)), List.of())).containsExactly(0.0);
  }

  @Test
  void an_answer_breaks_no_silence() {
    assertThat(starts(List.of(heard(0), answered(5), heard(8)), List.of()))
        .containsExactly(0.0, 8.0);
  }

  @Test
  void what_was_written_before_the_person_ever_wrote_stands_apart() {
    Item ours = answered(-1);
    assertThat(Grouping.of(List.of(heard(0), ours), List.of(), GAP).apart()).containsExactly(ours);
  }

  @Test
  void an_answer_of_the_same_second_belongs_to_what_it_answers() {
    assertThat(Grouping.of(List.of(answered(0), heard(0)), List.of(), GAP).apart()).isEmpty();
  }

  @Test
  void a_new_touch_after_the_end_begins_another_and_a_known_one_does_not() {
    List<Closing> won = List.of(won(1));
    assertThat(starts(List.of(heard(0, "ad:1"), heard(2, "ad:2")), won)).containsExactly(0.0, 2.0);
    assertThat(starts(List.of(heard(0, "ad:1"), heard(2, "ad:1")), won)).containsExactly(0.0);
    assertThat(starts(List.of(heard(0, "ad:1"), heard(2, "ad:2")), List.of(won(3))))
        .containsExactly(0.0);
  }

  @Test
  void any_order_is_cut_the_same_way() {
    var random = new Random(5);
    for (int story = 0; story < 300; story++) {
      List<Item> items = story(random);
      var shuffled = new ArrayList<>(items);
      List<Closing> closings = closings(random);
      Grouping.Cut cut = Grouping.of(items, closings, GAP);
      for (int order = 0; order < 5; order++) {
        Collections.shuffle(shuffled, random);
        assertThat(Grouping.of(shuffled, closings, GAP)).isEqualTo(cut);
      }
    }
  }

  @Test
  void an_end_that_was_taken_back_by_then_ends_nothing() {
    List<Item> items = List.of(heard(0, "ad:1"), heard(2, "ad:2"));
    assertThat(starts(items, List.of(new Closing(at(1), at(1.5))))).containsExactly(0.0);
    assertThat(starts(items, List.of(new Closing(at(1), at(3))))).containsExactly(0.0, 2.0);
  }

  @Test
  void an_end_of_the_one_before_does_not_end_the_next() {
    List<Item> items = List.of(heard(0, "ad:1"), heard(2, "ad:2"), heard(3, "ad:3"));
    assertThat(starts(items, List.of(won(1)))).containsExactly(0.0, 2.0);
    assertThat(starts(items, List.of(won(1), won(2.5)))).containsExactly(0.0, 2.0, 3.0);
  }

  @Test
  void a_message_from_before_the_first_moves_the_start_back_as_far_as_the_gap() {
    assertThat(starts(List.of(heard(0), heard(-7)), List.of())).containsExactly(-7.0);
    assertThat(starts(List.of(heard(0), heard(-8)), List.of())).containsExactly(-8.0, 0.0);
  }

  @Test
  void a_message_goes_where_it_was_written_whenever_it_comes() {
    Item late = heard(1.5);
    List<Item> items = List.of(heard(0, "ad:1"), heard(2, "ad:2"), late);
    assertThat(Grouping.of(items, List.of(won(1)), GAP).groups().getFirst().items()).contains(late);
  }

  /** The newest message is placed without looking at all the others; both ways agree. */
  @Test
  void message_by_message_comes_to_the_same_as_the_whole() {
    var random = new Random(6);
    for (int story = 0; story < 500; story++) {
      List<Item> items = story(random);
      List<Closing> closings = closings(random);
      items.sort(
          java.util.Comparator.comparing(Item::at)
              .thenComparing(i -> !i.opens())
              .thenComparing(i -> i.touches().isEmpty()));
      var spans = new ArrayList<Span>();
      for (Item item : items) {
        place(
            item, spans, closings.stream().filter(one -> !one.from().isAfter(item.at())).toList());
      }
      assertThat(spans.stream().map(Span::startedAt))
          .containsExactlyElementsOf(
              Grouping.of(items, closings, GAP).groups().stream()
                  .map(Grouping.Group::startedAt)
                  .toList());
    }
  }

  private static void place(Item item, List<Span> spans, List<Closing> closings) {
    var arrival = new Arrival(item.at(), item.opens(), item.touches());
    switch (ConversationRules.decide(arrival, spans, closings, GAP)) {
      case Decision.Start _ ->
          spans.add(
              new Span(
                  new ConversationId(UUID.randomUUID()), item.at(), item.at(), item.touches()));
      case Decision.Join join ->
          spans.replaceAll(span -> span.id().equals(join.conversation()) ? with(span, item) : span);
      case Decision.Apart _ -> {
        // nothing runs yet
      }
    }
  }

  private static Span with(Span span, Item item) {
    var touches = new HashSet<>(span.touches());
    if (item.opens()) {
      touches.addAll(item.touches());
    }
    return new Span(
        span.id(), span.startedAt(), item.inbound() ? item.at() : span.lastHeardAt(), touches);
  }

  private static Closing won(double day) {
    return new Closing(at(day), null);
  }

  private static List<Closing> closings(Random random) {
    var closings = new ArrayList<Closing>();
    for (int i = random.nextInt(3); i > 0; i--) {
      int day = random.nextInt(30);
      closings.add(new Closing(at(day), random.nextBoolean() ? null : at(day + random.nextInt(9))));
    }
    return closings;
  }

  private static List<Item> story(Random random) {
    var items = new ArrayList<Item>();
    int count = 1 + random.nextInt(12);
    for (int i = 0; i < count; i++) {
      double day = random.nextInt(30) + random.nextInt(3) / 4.0;
      items.add(
          switch (random.nextInt(4)) {
            case 0 -> answered(day);
            case 1 -> item(day, true, false);
            case 2 -> heard(day, "ad:" + random.nextInt(3));
            default -> heard(day);
          });
    }
    return items;
  }
}
