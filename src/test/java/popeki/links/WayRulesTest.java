package popeki.links;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import popeki.kernel.LinkId;
import popeki.kernel.NumberId;
import popeki.kernel.WorkspaceId;

class WayRulesTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final LinkNumber SALES = number("5511987654321", 70, true);
  private static final LinkNumber DESK = number("5511912345678", 30, true);
  private static final LinkNumber OFF = number("5511911112222", 50, false);
  private static final LinkNumber WEIGHTLESS = number("5511933334444", 0, true);

  private static LinkNumber number(String digits, int weight, boolean on) {
    return new LinkNumber(new NumberId(UUID.randomUUID()), digits, weight, on);
  }

  static LinkTarget target(Routing routing, LinkNumber... numbers) {
    return target(routing, false, null, null, numbers);
  }

  private static LinkTarget target(
      Routing routing,
      boolean paused,
      @Nullable Instant expires,
      @Nullable String fallback,
      LinkNumber... numbers) {
    return new LinkTarget(
        new WorkspaceId(UUID.randomUUID()),
        new LinkId(UUID.randomUUID()),
        List.of(numbers),
        routing,
        paused,
        expires,
        fallback,
        DesktopWay.WHATSAPP,
        "Hi",
        CodeMode.BOTH,
        null,
        null);
  }

  @Test
  void a_link_leads_to_all_its_numbers_that_are_on() {
    assertThat(WayRules.of(target(Routing.ROUND_ROBIN, SALES, OFF, DESK), NOON))
        .isEqualTo(new Way.Open(List.of(SALES, DESK)));
  }

  @Test
  void a_number_without_weight_gets_nobody_where_weights_choose_and_its_turn_elsewhere() {
    assertThat(WayRules.of(target(Routing.WEIGHTS, WEIGHTLESS, DESK), NOON))
        .isEqualTo(new Way.Open(List.of(DESK)));
    assertThat(WayRules.of(target(Routing.SINGLE, WEIGHTLESS, DESK), NOON))
        .isEqualTo(new Way.Open(List.of(WEIGHTLESS, DESK)));
  }

  @Test
  void a_paused_link_names_its_first_number_that_is_on() {
    assertThat(WayRules.of(target(Routing.SINGLE, true, null, null, OFF, DESK), NOON))
        .isEqualTo(new Way.Closed(Way.Why.PAUSED, DESK));
  }

  @Test
  void a_link_whose_numbers_are_all_off_is_paused_and_names_none_of_them() {
    assertThat(WayRules.of(target(Routing.SINGLE, OFF), NOON))
        .isEqualTo(new Way.Closed(Way.Why.PAUSED, null));
  }

  @Test
  void a_link_works_until_the_instant_of_its_end_and_not_in_it() {
    assertThat(WayRules.of(target(Routing.SINGLE, false, NOON.plusNanos(1_000), null, DESK), NOON))
        .isEqualTo(new Way.Open(List.of(DESK)));
    assertThat(WayRules.of(target(Routing.SINGLE, false, NOON, null, DESK), NOON))
        .isEqualTo(new Way.Closed(Way.Why.ENDED, DESK));
  }

  @Test
  void an_end_outranks_a_pause_and_hands_over_to_the_next_link() {
    assertThat(WayRules.of(target(Routing.SINGLE, true, NOON, "spring", DESK), NOON))
        .isEqualTo(new Way.Elsewhere("spring"));
  }
}
