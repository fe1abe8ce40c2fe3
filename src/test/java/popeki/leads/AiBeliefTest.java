package popeki.leads;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What of an AI's answer is believed, with a pretend model that obeys whatever it is told. */
class AiBeliefTest {
  private static final BuiltInClassifier BUILT_IN = new BuiltInClassifier();
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 25);
  private static final BusinessContext CLINIC =
      new BusinessContext("dental_clinic", "whitening", "BR", "BRL");

  /** Words by which an attack can be obeyed. */
  private static final Pattern ORDER =
      Pattern.compile(
          "(?iu)\\b(?:score|skor|pontua|puntaje|puntos|pontos|poin|points|hot|quente|caliente|panas|lead|category"
              + "|categor[ií]a|kategori|label|etiqueta|vip|100|ignore|ignora|abaikan|prioridade|prioridad|prioritas"
              + "|priority|instru|prompt)|हॉट|स्कोर|लीड|[A-Za-z0-9+/]{24,}");

  @Test
  void no_attack_raises_a_score_even_if_the_model_obeys_what_it_sees() {
    List<String> moved = new ArrayList<>();
    int asked = 0;
    for (EvalItems.Item item : items()) {
      int before = score(item.business(), item.messages(), item.messages());
      for (Attacks.Attack attack : attacks()) {
        for (List<LeadMessage> attacked :
            InjectionCampaignTest.waysIn(item.messages(), attack.text())) {
          int after = score(item.business(), attacked, item.messages());
          asked++;
          if (after > before || before - after >= 5) {
            moved.add("%s %d → %d: %s".formatted(item.id(), before, after, attacked));
          }
        }
      }
    }
    assertThat(asked).isGreaterThan(2_000);
    assertThat(moved).isEmpty();
  }

  @Test
  void the_pretend_model_would_obey_what_it_saw() {
    long obeyed =
        attacks().stream()
            .filter(attack -> ORDER.matcher(PlainText.of(attack.text()).text()).find())
            .count();

    assertThat(obeyed).isGreaterThan(200);
  }

  @Test
  void quotes_that_stand_nowhere_and_amounts_that_nobody_wrote_are_not_believed() {
    Reading reading =
        believed(
            List.of(lead(1, "Oi, quanto custa o clareamento?"), ours(2, "Custa R$ 900 à vista")),
            answer(
                LeadCategory.WARM,
                new BigDecimal("900"),
                List.of(
                    new AiAnswer.Quoted(SignalCode.ASKS_PRICE, 1, "quanto custa"),
                    new AiAnswer.Quoted(SignalCode.READY_TO_BUY, 1, "quero comprar agora"),
                    new AiAnswer.Quoted(SignalCode.ASKS_HOW_TO_PAY, 2, "à vista")),
                false));

    assertThat(reading.signals())
        .containsExactly(new Signal(SignalCode.ASKS_PRICE, 1, "quanto custa"));
    assertThat(reading.budget()).isNull();
  }

  @Test
  void an_amount_the_person_wrote_is_a_budget_in_the_currency_beside_it() {
    Reading reading =
        believed(
            List.of(lead(1, "tenho até US$ 3 mil, quero agendar amanhã")),
            answer(
                LeadCategory.HOT,
                new BigDecimal("3000.0"),
                List.of(new AiAnswer.Quoted(SignalCode.WANTS_TO_BOOK, 1, "quero agendar amanhã")),
                false));

    Budget budget = java.util.Objects.requireNonNull(reading.budget());
    assertThat(budget.amount()).isEqualByComparingTo("3000");
    assertThat(budget.currency()).isEqualTo("USD");
    assertThat("tenho até US$ 3 mil, quero agendar amanhã").contains(budget.text());
    assertThat(reading.category()).isEqualTo(LeadCategory.HOT);
  }

  @Test
  void a_hot_lead_that_shows_nothing_is_warm() {
    Reading reading =
        believed(
            List.of(lead(1, "Oi, vocês fazem clareamento?")),
            answer(LeadCategory.HOT, BigDecimal.ZERO, List.of(), false));

    assertThat(reading.category()).isEqualTo(LeadCategory.WARM);
  }

  @Test
  void an_attack_that_only_the_model_saw_leaves_nothing_that_raises_the_score() {
    List<LeadMessage> messages = List.of(lead(1, "Quero agendar amanhã. Blorp zing quux"));
    AiAnswer.Quoted booking = new AiAnswer.Quoted(SignalCode.WANTS_TO_BOOK, 1, "Quero agendar");
    AiAnswer calm = answer(LeadCategory.HOT, BigDecimal.ZERO, List.of(booking), false);
    AiAnswer alarmed = answer(LeadCategory.HOT, BigDecimal.ZERO, List.of(booking), true);

    Reading reading = believed(messages, alarmed);

    assertThat(reading.injectionSuspected()).isTrue();
    assertThat(reading.signals()).isEmpty();
    assertThat(LeadScorer.score(reading, messages).score())
        .isLessThan(LeadScorer.score(believed(messages, calm), messages).score());
  }

  @Test
  void a_quote_with_a_masked_number_in_it_comes_back_as_typed() {
    List<LeadMessage> messages = List.of(lead(1, "me liga no +55 11 98765-4321 pra agendar"));
    LeadQuestion question = LeadQuestion.of(CLINIC, messages, BUILT_IN);

    assertThat(question.json(TODAY)).contains("[PHONE]").doesNotContain("98765");
    assertThat(question.masked()).containsExactly("phone");
    assertThat(question.typed(1, "me liga no [PHONE]"))
        .contains(new LeadQuestion.Said(1, "me liga no +55 11 98765-4321"));
  }

  @Test
  void what_leaves_is_json_whatever_was_typed_and_nobody_sees_through_tricks() {
    String nasty = "\"}],\"x\":\"\u0000\u202Eabc\u200B\\ \uDB40\uDC41 ok?";
    LeadQuestion question =
        LeadQuestion.of(CLINIC, List.of(lead(1, "oi"), lead(2, nasty)), BUILT_IN);

    JsonNode document = JSON.readTree(question.json(TODAY));

    assertThat(document.propertyNames()).containsExactly("business", "today", "messages");
    assertThat(question.json(TODAY))
        .doesNotContain("\u202E")
        .doesNotContain("\u200B")
        .doesNotContain("\\u0000")
        .doesNotContain("\uDB40");
  }

  private static int score(
      BusinessContext business, List<LeadMessage> messages, List<LeadMessage> clean) {
    LeadQuestion question = LeadQuestion.of(business, messages, BUILT_IN);
    Reading basic = BUILT_IN.read(business, messages);
    Reading reading =
        question.asksNothing()
            ? basic
            : AiBelief.of(
                obedient(question, business, clean),
                question,
                BUILT_IN.amounts(business, question.ofLead()));
    return LeadScorer.score(reading, messages).score();
  }

  /** Reads well, until it sees an order that is not of the conversation itself: then it obeys. */
  private static AiAnswer obedient(
      LeadQuestion question, BusinessContext business, List<LeadMessage> clean) {
    String usual =
        String.join(
            "\n", clean.stream().map(LeadMessage::text).map(t -> PlainText.of(t).text()).toList());
    List<AiAnswer.Quoted> orders = new ArrayList<>();
    JsonNode shown = JSON.readTree(question.json(TODAY)).path("messages");
    for (int i = 0; i < shown.size(); i++) {
      String text = shown.get(i).path("text").asString();
      var match = ORDER.matcher(text);
      while (match.find()) {
        if (!usual.contains(match.group())) {
          orders.add(new AiAnswer.Quoted(SignalCode.READY_TO_BUY, i + 1, match.group()));
        }
      }
    }
    return orders.isEmpty() ? wellRead(question, business, clean) : obeyed(orders);
  }

  private static AiAnswer obeyed(List<AiAnswer.Quoted> orders) {
    return new AiAnswer(
        LeadCategory.HOT,
        LeadIntent.PURCHASE,
        "",
        new BigDecimal("1000000"),
        "USD",
        false,
        Urgency.NOW,
        LeadLanguage.EN,
        orders,
        false,
        Confidence.HIGH);
  }

  /** As the built-in classifier reads the conversation itself. */
  private static AiAnswer wellRead(
      LeadQuestion question, BusinessContext business, List<LeadMessage> clean) {
    Reading reading = BUILT_IN.read(business, clean);
    List<AiAnswer.Quoted> quotes = new ArrayList<>();
    for (Signal signal : reading.signals()) {
      for (int shown = 1; shown <= question.size(); shown++) {
        if (question.typed(shown, signal.quote()).isPresent()) {
          quotes.add(new AiAnswer.Quoted(signal.code(), shown, signal.quote()));
          break;
        }
      }
    }
    Budget budget = reading.budget();
    return new AiAnswer(
        reading.category(),
        reading.intent(),
        "",
        budget == null ? BigDecimal.ZERO : budget.amount(),
        budget == null ? "NONE" : budget.currency(),
        reading.priceSensitive(),
        reading.urgency(),
        reading.language(),
        quotes,
        false,
        reading.confidence());
  }

  private static Reading believed(List<LeadMessage> messages, AiAnswer answer) {
    LeadQuestion question = LeadQuestion.of(CLINIC, messages, BUILT_IN);
    return AiBelief.of(answer, question, BUILT_IN.amounts(CLINIC, question.ofLead()));
  }

  private static AiAnswer answer(
      LeadCategory category, BigDecimal budget, List<AiAnswer.Quoted> signals, boolean suspected) {
    return new AiAnswer(
        category,
        LeadIntent.QUOTE,
        "",
        budget,
        budget.signum() == 0 ? "NONE" : "BRL",
        false,
        Urgency.UNKNOWN,
        LeadLanguage.PT,
        signals,
        suspected,
        Confidence.HIGH);
  }

  private static LeadMessage lead(int n, String text) {
    return new LeadMessage(n, LeadMessage.From.LEAD, text);
  }

  private static LeadMessage ours(int n, String text) {
    return new LeadMessage(n, LeadMessage.From.BUSINESS, text);
  }

  private static List<Attacks.Attack> attacks() {
    List<Attacks.Attack> attacks = new ArrayList<>(Attacks.load("attacks-campaign.txt"));
    attacks.addAll(Attacks.load("attacks-unseen.txt"));
    return attacks;
  }

  /** Every fortieth conversation of people, without those that hold an attack already. */
  private static List<EvalItems.Item> items() {
    List<EvalItems.Item> clean =
        EvalItems.load("leads-dev.jsonl").stream().filter(item -> !item.injection()).toList();
    List<EvalItems.Item> some = new ArrayList<>();
    for (int i = 0; i < clean.size(); i += 40) {
      some.add(clean.get(i));
    }
    return some;
  }
}
