package popeki.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import popeki.conversations.StageReading.AmountVerdict;
import popeki.conversations.StageReading.PhraseVerdict;
import popeki.kernel.Money;

/** Why a message does what it does, and what sales and refunds come to. */
class StageReadingTest {
  private static final List<KeyPhrase> PHRASES =
      List.of(
          new KeyPhrase("venda", OutcomeKind.CONTACTED),
          new KeyPhrase("venda fechada", OutcomeKind.WON),
          new KeyPhrase("estorno", OutcomeKind.REFUNDED));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Venda fechada R$ 350            | COUNTS",
        "ainda não é venda fechada       | DENIED",
        "venda fechada por R$ 350?       | ASKED"
      })
  void says_whether_a_phrase_counts(String text, PhraseVerdict verdict) {
    assertThat(explain(text).phrases().getFirst().verdict()).isEqualTo(verdict);
  }

  @Test
  void says_which_phrase_stood_before_and_which_amount_was_passed_over() {
    StageReading reading =
        explain("Venda fechada: entrada R$ 100, total R$ 500, frete R$ 20, 3 peças. Sem estorno.");

    assertThat(reading.word()).isNotNull();
    assertThat(Objects.requireNonNull(reading.word()).value()).isEqualTo(new Money(50000, "BRL"));
    assertThat(reading.phrases())
        .extracting(StageReading.FoundPhrase::verdict)
        .containsExactly(PhraseVerdict.COUNTS, PhraseVerdict.NOT_FIRST, PhraseVerdict.NOT_FIRST);
    assertThat(reading.amounts())
        .extracting(StageReading.FoundAmount::verdict)
        .containsExactly(
            AmountVerdict.NOT_THE_PRICE,
            AmountVerdict.TAKEN,
            AmountVerdict.NOT_THE_PRICE,
            AmountVerdict.NO_CURRENCY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"vendas fechadas R$ 350", "Venda fexada", "VENDA FECHADO!"})
  void names_what_is_almost_a_phrase(String text) {
    StageReading reading = StageWords.explain(text, KeyPhrase.DEFAULTS, "BRL");

    assertThat(reading.word()).isNull();
    assertThat(reading.near()).isNotNull();
    assertThat(Objects.requireNonNull(reading.near()).phrase())
        .isEqualTo(KeyPhrase.DEFAULTS.getFirst());
  }

  @Test
  void what_is_far_from_every_phrase_is_near_none() {
    assertThat(StageWords.explain("bom dia, tudo bem?", KeyPhrase.DEFAULTS, "BRL"))
        .isEqualTo(new StageReading(null, List.of(), List.of(), null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Venda fechada R$ 350",
        "não venda fechada",
        "estorno de R$ 20",
        "nada",
        "venda fechada?"
      })
  void explains_what_reading_does(String text) {
    assertThat(explain(text).word()).isEqualTo(StageWords.read(text, PHRASES, "BRL").orElse(null));
  }

  @Test
  void sales_add_up_and_refunds_lower_them() {
    Outcome first = outcome(OutcomeKind.WON, brl(35000));
    Outcome second = outcome(OutcomeKind.WON, brl(15000));
    Outcome back = outcome(OutcomeKind.REFUNDED, brl(5000));

    assertThat(ConversationValue.of(List.of(first, second, back))).isEqualTo(brl(45000));
    assertThat(ConversationValue.of(List.of(back, first)))
        .as("systems report out of order")
        .isEqualTo(brl(30000));
    assertThat(ConversationValue.of(List.of(back))).as("nothing was sold").isNull();
    assertThat(ConversationValue.of(List.of(outcome(OutcomeKind.QUOTED, brl(900)), back)))
        .isEqualTo(brl(900));
    assertThat(ConversationValue.sales(List.of(first, second, back)))
        .isEqualTo(new ConversationValue.Sales(2, brl(5000)));
  }

  @Test
  void a_refund_without_an_amount_gives_back_all_that_is_left() {
    List<Outcome> before =
        List.of(outcome(OutcomeKind.WON, brl(35000)), outcome(OutcomeKind.REFUNDED, brl(5000)));

    assertThat(ConversationValue.reported(OutcomeKind.REFUNDED, null, before))
        .isEqualTo(brl(30000));
    assertThat(ConversationValue.reported(OutcomeKind.REFUNDED, brl(100), before))
        .isEqualTo(brl(100));
    assertThat(ConversationValue.reported(OutcomeKind.REFUNDED, null, List.of())).isNull();
    assertThat(
            ConversationValue.reported(
                OutcomeKind.REFUNDED, null, List.of(outcome(OutcomeKind.QUOTED, brl(900)))))
        .as("a quote was never paid")
        .isNull();
    assertThat(ConversationValue.reported(OutcomeKind.WON, null, before)).isNull();
  }

  private static StageReading explain(String text) {
    return StageWords.explain(text, PHRASES, "BRL");
  }

  private static Money brl(long minor) {
    return new Money(minor, "BRL");
  }

  private static Outcome outcome(OutcomeKind kind, @Nullable Money value) {
    return new Outcome(new UUID(0, 1), 1, kind, value, Instant.EPOCH, null, "api_key", null);
  }
}
