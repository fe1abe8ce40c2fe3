package popeki.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import popeki.kernel.NumberId;

class TurnsTest {
  private static final LinkNumber ONE = number("5511900000001", 70);
  private static final LinkNumber TWO = number("5511900000002", 20);
  private static final LinkNumber THREE = number("5511900000003", 10);
  private static final List<LinkNumber> ALL = List.of(ONE, TWO, THREE);

  private final Turns turns = new Turns(new Random(1));

  private static LinkNumber number(String digits, int weight) {
    return new LinkNumber(
        new NumberId(
            UUID.nameUUIDFromBytes(digits.getBytes(java.nio.charset.StandardCharsets.UTF_8))),
        digits,
        weight,
        true);
  }

  private static Visit visitor(int who) {
    String ip = "198.51." + who / 250 + "." + who % 250;
    return new Visit(
        Instant.parse("2026-11-20T12:00:00Z"), ip, null, null, false, RequestFacts.get("A phone"));
  }

  private static LinkTarget target(Routing routing) {
    return WayRulesTest.target(routing, ONE, TWO, THREE);
  }

  private Map<LinkNumber, Integer> shares(LinkTarget target, List<LinkNumber> open, int visitors) {
    var shares = new HashMap<LinkNumber, Integer>();
    for (int i = 0; i < visitors; i++) {
      shares.merge(turns.choose(target, open, visitor(i), true), 1, Integer::sum);
    }
    return shares;
  }

  @Test
  void a_single_link_takes_the_first() {
    assertThat(shares(target(Routing.SINGLE), ALL, 50)).isEqualTo(Map.of(ONE, 50));
  }

  @Test
  void new_visitors_are_dealt_out_in_turn() {
    assertThat(shares(target(Routing.ROUND_ROBIN), ALL, 300))
        .isEqualTo(Map.of(ONE, 100, TWO, 100, THREE, 100));
  }

  @Test
  void every_link_has_turns_of_its_own() {
    LinkTarget here = target(Routing.ROUND_ROBIN);
    LinkTarget there = target(Routing.ROUND_ROBIN);

    assertThat(turns.choose(here, ALL, visitor(1), true)).isEqualTo(ONE);
    assertThat(turns.choose(there, ALL, visitor(1), true)).isEqualTo(ONE);
    assertThat(turns.choose(here, ALL, visitor(2), true)).isEqualTo(TWO);
  }

  @Test
  void weights_are_shares_of_the_visitors() {
    Map<LinkNumber, Integer> shares = shares(target(Routing.WEIGHTS), ALL, 20_000);

    assertThat(shares.getOrDefault(ONE, 0) / 20_000.0).isCloseTo(0.7, within(0.02));
    assertThat(shares.getOrDefault(TWO, 0) / 20_000.0).isCloseTo(0.2, within(0.02));
    assertThat(shares.getOrDefault(THREE, 0) / 20_000.0).isCloseTo(0.1, within(0.02));
  }

  @Test
  void a_visitor_who_comes_again_gets_the_same_number() {
    for (Routing routing : Routing.values()) {
      LinkTarget target = target(routing);
      for (int i = 0; i < 100; i++) {
        LinkNumber first = turns.choose(target, ALL, visitor(i), true);
        assertThat(turns.choose(target, ALL, visitor(i), true)).isEqualTo(first);
      }
    }
  }

  @Test
  void by_weight_another_node_chooses_alike() {
    LinkTarget target = target(Routing.WEIGHTS);
    var other = new Turns(new Random(99));
    for (int i = 0; i < 200; i++) {
      assertThat(other.choose(target, ALL, visitor(i), true))
          .isEqualTo(turns.choose(target, ALL, visitor(i), true));
    }
  }

  @Test
  void a_number_that_is_switched_off_moves_only_its_own_visitors() {
    for (Routing routing : List.of(Routing.WEIGHTS, Routing.ROUND_ROBIN)) {
      LinkTarget target = target(routing);
      for (int i = 0; i < 300; i++) {
        LinkNumber before = turns.choose(target, ALL, visitor(i), true);
        LinkNumber after = turns.choose(target, List.of(ONE, THREE), visitor(i), true);
        if (before.equals(TWO)) {
          assertThat(after).isIn(ONE, THREE);
        } else {
          assertThat(after).isEqualTo(before);
        }
      }
    }
  }

  @Test
  void who_may_not_be_remembered_takes_no_turn_and_still_gets_the_same_number() {
    LinkTarget target = target(Routing.ROUND_ROBIN);
    for (int i = 0; i < 50; i++) {
      LinkNumber first = turns.choose(target, ALL, visitor(i), false);
      assertThat(turns.choose(target, ALL, visitor(i), false)).isEqualTo(first);
    }

    assertThat(turns.choose(target, ALL, visitor(900), true)).isEqualTo(ONE);
  }
}
