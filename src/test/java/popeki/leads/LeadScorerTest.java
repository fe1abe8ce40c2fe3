package popeki.leads;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeadScorerTest {
  private static final List<LeadMessage> MESSAGES =
      List.of(
          new LeadMessage(1, LeadMessage.From.LEAD, "Tenho até 650 mil, posso visitar sábado?"),
          new LeadMessage(2, LeadMessage.From.BUSINESS, "Claro! Custa R$ 700 mil"),
          new LeadMessage(3, LeadMessage.From.LEAD, "me passa o pix"));
  private static final Budget BUDGET = new Budget(new BigDecimal(650_000), "BRL", "até 650 mil");

  @ParameterizedTest
  @CsvSource({
    "SPAM, SCAM, 3",
    "JOB_SEEKER, JOB_APPLICATION, 5",
    "SUPPORT, SUPPORT_REQUEST, 15",
    "EXISTING_CUSTOMER, RESCHEDULE_CANCEL, 30",
    "EXISTING_CUSTOMER, RENEWAL_UPSELL, 55",
    "OTHER, NONE, 8",
    "HOT, BOOKING, 80",
    "WARM, QUOTE, 58",
    "COLD, INFORMATION, 28"
  })
  void starts_each_category_at_its_own_score(LeadCategory category, LeadIntent intent, int score) {
    Reading reading =
        new Reading(
            category,
            intent,
            null,
            Urgency.UNKNOWN,
            LeadLanguage.PT,
            false,
            "",
            false,
            Confidence.MEDIUM,
            List.of());

    assertThat(LeadScorer.score(reading, MESSAGES).score()).isEqualTo(score);
  }

  @Test
  void explains_each_point_with_the_leads_own_words() {
    Reading reading =
        hot(
            BUDGET,
            Urgency.THIS_WEEK,
            false,
            List.of(
                new Signal(SignalCode.WANTS_TO_BOOK, 1, "posso visitar sábado"),
                new Signal(SignalCode.ASKS_HOW_TO_PAY, 3, "me passa o pix")));

    LeadScore score = LeadScorer.score(reading, MESSAGES);

    assertThat(score.score()).isEqualTo(80 + 4 + 6 + 5 + 3);
    assertThat(score.reasons())
        .contains(
            new Reason(6, "Asks how to pay or sign", "me passa o pix", 3),
            new Reason(5, "Names a budget", "até 650 mil", 1));
  }

  @Test
  void drops_quotes_the_lead_never_wrote() {
    Reading reading =
        hot(
            new Budget(BigDecimal.TEN, "BRL", "R$ 700 mil"),
            Urgency.UNKNOWN,
            false,
            List.of(
                new Signal(SignalCode.READY_TO_BUY, 1, "vou comprar"),
                new Signal(SignalCode.READY_TO_BUY, 2, "Claro!"),
                new Signal(SignalCode.MEANS_IN_HAND, 9, "até 650 mil"),
                new Signal(SignalCode.EMERGENCY, 1, " ")));

    LeadScore score = LeadScorer.score(reading, MESSAGES);

    assertThat(score.score()).isEqualTo(80);
    assertThat(score.reasons()).hasSize(1);
  }

  @Test
  void counts_a_signal_once_however_often_it_is_quoted() {
    Signal visit = new Signal(SignalCode.WANTS_TO_BOOK, 1, "posso visitar");
    Signal again = new Signal(SignalCode.WANTS_TO_BOOK, 1, "visitar sábado");

    assertThat(
            LeadScorer.score(hot(null, Urgency.UNKNOWN, false, List.of(visit, again)), MESSAGES)
                .score())
        .isEqualTo(84);
  }

  @Test
  void keeps_a_score_inside_its_category_and_says_so() {
    List<Signal> low = List.of(new Signal(SignalCode.GAVE_UP, 3, "me passa o pix"));

    LeadScore score = LeadScorer.score(hot(null, Urgency.LATER, false, low), MESSAGES);

    assertThat(score.score()).isEqualTo(75);
    assertThat(score.reasons().getLast().words()).isEqualTo("Kept within 75–100 for hot");
  }

  @Test
  void a_conversation_that_tries_to_steer_loses_a_little() {
    Reading reading =
        hot(
            BUDGET,
            Urgency.NOW,
            true,
            List.of(new Signal(SignalCode.READY_TO_BUY, 3, "me passa o pix")));

    LeadScore score = LeadScorer.score(reading, MESSAGES);

    assertThat(score.score()).isEqualTo(80 + 6 + 5 + 5 - 3);
    assertThat(score.category()).isEqualTo(LeadCategory.HOT);
  }

  @Test
  void any_reading_stays_in_range_sums_up_and_never_gains_by_steering() {
    Random random = new Random(42);
    for (int round = 0; round < 5_000; round++) {
      Reading reading = anyReading(random, false);
      Reading steering = steering(reading);

      LeadScore score = LeadScorer.score(reading, MESSAGES);

      assertThat(score.score())
          .isBetween(
              reading.category().lowest(reading.intent()),
              reading.category().highest(reading.intent()));
      assertThat(score.reasons().stream().mapToInt(Reason::points).sum()).isEqualTo(score.score());
      assertThat(score.category()).isEqualTo(reading.category());
      assertThat(LeadScorer.score(steering, MESSAGES).score()).isLessThanOrEqualTo(score.score());
      assertThat(LeadScorer.score(reading, MESSAGES)).isEqualTo(score);
    }
  }

  private static Reading hot(
      @Nullable Budget budget, Urgency urgency, boolean steers, List<Signal> signals) {
    return new Reading(
        LeadCategory.HOT,
        LeadIntent.PURCHASE,
        budget,
        urgency,
        LeadLanguage.PT,
        false,
        "",
        steers,
        Confidence.HIGH,
        signals);
  }

  private static Reading anyReading(Random random, boolean steers) {
    List<Signal> signals = new ArrayList<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      String quote = random.nextInt(4) == 0 ? "not there" : "pix";
      signals.add(new Signal(any(random, SignalCode.values()), 3, quote));
    }
    return new Reading(
        any(random, LeadCategory.values()),
        any(random, LeadIntent.values()),
        random.nextBoolean() ? BUDGET : null,
        any(random, Urgency.values()),
        any(random, LeadLanguage.values()),
        random.nextBoolean(),
        "",
        steers,
        any(random, Confidence.values()),
        signals);
  }

  private static Reading steering(Reading reading) {
    return new Reading(
        reading.category(),
        reading.intent(),
        reading.budget(),
        reading.urgency(),
        reading.language(),
        reading.priceSensitive(),
        reading.interest(),
        true,
        reading.confidence(),
        reading.signals());
  }

  private static <T> T any(Random random, T[] values) {
    return values[random.nextInt(values.length)];
  }
}
