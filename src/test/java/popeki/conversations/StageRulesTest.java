package popeki.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StageRulesTest {

  @ParameterizedTest
  @CsvSource({
    // from,    contacted, qualified, quoted,    won, lost, reopened,  refunded
    "NEW,       CONTACTED, QUALIFIED, QUOTED,    WON, LOST, NEW,       NEW",
    "CONTACTED, CONTACTED, QUALIFIED, QUOTED,    WON, LOST, CONTACTED, CONTACTED",
    "QUALIFIED, QUALIFIED, QUALIFIED, QUOTED,    WON, LOST, QUALIFIED, QUALIFIED",
    "QUOTED,    QUOTED,    QUOTED,    QUOTED,    WON, LOST, QUOTED,    QUOTED",
    "WON,       WON,       WON,       WON,       WON, LOST, QUALIFIED, WON",
    "LOST,      LOST,      LOST,      LOST,      WON, LOST, QUALIFIED, LOST"
  })
  void every_outcome_leads_from_every_stage(
      Stage from,
      Stage contacted,
      Stage qualified,
      Stage quoted,
      Stage won,
      Stage lost,
      Stage reopened,
      Stage refunded) {
    assertThat(
            Arrays.stream(OutcomeKind.values())
                .map(kind -> StageRules.apply(from, kind, true).stage()))
        .containsExactly(contacted, qualified, quoted, won, lost, reopened, refunded);
  }

  @Test
  void reopens_to_contacted_what_never_was_qualified() {
    assertThat(StageRules.apply(Stage.LOST, OutcomeKind.REOPENED, false).stage())
        .isEqualTo(Stage.CONTACTED);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void counts_sales_refunds_and_the_first_qualification_whatever_the_stage(
      Stage from, OutcomeKind kind) {
    var first = StageRules.apply(from, kind, false);
    var later = StageRules.apply(from, kind, true);
    boolean qualifies =
        kind == OutcomeKind.QUALIFIED || kind == OutcomeKind.QUOTED || kind == OutcomeKind.WON;

    assertThat(first.firstQualified()).isEqualTo(qualifies);
    assertThat(later.firstQualified()).isFalse();
    assertThat(first.sale()).isEqualTo(kind == OutcomeKind.WON);
    assertThat(first.refund()).isEqualTo(kind == OutcomeKind.REFUNDED);
    assertThat(first.moved()).isEqualTo(first.stage() != from);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void the_same_outcome_again_moves_nothing(Stage from, OutcomeKind kind) {
    var once = StageRules.apply(from, kind, true);

    assertThat(StageRules.apply(once.stage(), kind, true).moved()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void only_a_reopening_leads_back_into_an_open_stage(Stage from, OutcomeKind kind) {
    var next = StageRules.apply(from, kind, true).stage();

    if (from.isClosed() && !next.isClosed()) {
      assertThat(kind).isEqualTo(OutcomeKind.REOPENED);
    }
    if (!from.isClosed()) {
      assertThat(next).isGreaterThanOrEqualTo(from);
    }
  }

  @Test
  void is_spelled_as_the_api_spells_it() {
    assertThat(OutcomeKind.of("won")).contains(OutcomeKind.WON);
    assertThat(OutcomeKind.of("WON")).isEmpty();
    assertThat(Stage.NEW.wireName()).isEqualTo("new");
    for (var kind : OutcomeKind.values()) {
      assertThat(OutcomeKind.of(kind.wireName())).contains(kind);
    }
  }

  static Stream<Object[]> pairs() {
    return Arrays.stream(Stage.values())
        .flatMap(
            from -> Arrays.stream(OutcomeKind.values()).map(kind -> new Object[] {from, kind}));
  }
}
