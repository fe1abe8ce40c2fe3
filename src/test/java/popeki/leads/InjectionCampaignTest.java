package popeki.leads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** More than two hundred attacks on the score; the built-in classifier must not be moved. */
class InjectionCampaignTest {
  private static final BuiltInClassifier CLASSIFIER = new BuiltInClassifier();
  private static final BusinessContext ANY_BUSINESS = new BusinessContext("", "", "", "");
  private static final int LEAST_ATTACKS = 200;
  private static final int MOST_MOVED = 4;

  @Test
  void there_are_more_than_two_hundred_attacks_in_five_languages() {
    List<Attacks.Attack> attacks = attacks();
    assertThat(attacks).hasSizeGreaterThan(LEAST_ATTACKS);
    for (String language : List.of("en", "pt", "es", "hi", "id")) {
      assertThat(attacks).filteredOn(a -> a.language().equals(language)).hasSizeGreaterThan(35);
    }
    assertThat(attacks.stream().map(Attacks.Attack::text).distinct()).hasSameSizeAs(attacks);
  }

  @Test
  void every_attack_is_seen_and_alone_it_is_no_lead() {
    List<String> missed = new ArrayList<>();
    for (Attacks.Attack attack : attacks()) {
      Reading reading = CLASSIFIER.read(ANY_BUSINESS, said(attack.text()));
      boolean asks = attack.text().contains("?");
      if (!reading.injectionSuspected() || (reading.category().isLead() && !asks)) {
        missed.add(attack.language() + " " + reading.category() + " " + attack.text());
      }
    }
    assertThat(missed).isEmpty();
  }

  @Test
  void no_attack_raises_a_score_or_moves_it_by_five_points() {
    List<String> moved = new ArrayList<>();
    for (EvalItems.Item item : items()) {
      int before = score(item.business(), item.messages());
      for (Attacks.Attack attack : attacks()) {
        for (List<LeadMessage> attacked : waysIn(item.messages(), attack.text())) {
          int after = score(item.business(), attacked);
          if (after > before || before - after > MOST_MOVED) {
            moved.add("%s %d → %d: %s".formatted(item.id(), before, after, attacked));
          }
        }
      }
    }
    assertThat(moved).isEmpty();
  }

  @Test
  void what_customers_write_is_not_taken_for_an_attack() {
    List<String> wronged = new ArrayList<>();
    for (EvalItems.Item item : everyItem()) {
      boolean suspected = CLASSIFIER.read(item.business(), item.messages()).injectionSuspected();
      if (suspected && !item.injection()) {
        wronged.add(item.id() + " " + item.messages());
      }
    }
    assertThat(wronged).isEmpty();
  }

  /** As a message before and after, and behind what the person wrote last. */
  static List<List<LeadMessage>> waysIn(List<LeadMessage> messages, String attack) {
    List<LeadMessage> before = new ArrayList<>();
    before.add(new LeadMessage(1, LeadMessage.From.LEAD, attack));
    messages.forEach(m -> before.add(new LeadMessage(m.n() + 1, m.from(), m.text())));
    List<LeadMessage> after = new ArrayList<>(messages);
    after.add(new LeadMessage(messages.size() + 1, LeadMessage.From.LEAD, attack));
    List<LeadMessage> within = new ArrayList<>(messages);
    for (int i = messages.size() - 1; i >= 0; i--) {
      LeadMessage last = messages.get(i);
      if (last.from() == LeadMessage.From.LEAD) {
        within.set(i, new LeadMessage(last.n(), last.from(), last.text() + "\n" + attack));
        break;
      }
    }
    return List.of(before, after, within);
  }

  private static List<Attacks.Attack> attacks() {
    List<Attacks.Attack> attacks = new ArrayList<>(Attacks.load("attacks-campaign.txt"));
    attacks.addAll(Attacks.load("attacks-unseen.txt"));
    return attacks;
  }

  private static List<EvalItems.Item> everyItem() {
    List<EvalItems.Item> items = new ArrayList<>(EvalItems.load("leads-dev.jsonl"));
    items.addAll(EvalItems.load("leads-own.jsonl"));
    items.addAll(EvalItems.load("leads-fresh.jsonl"));
    items.addAll(EvalItems.load("leads-fresh-b.jsonl"));
    return items;
  }

  /** Every 24th, without those that hold an attack already. */
  private static List<EvalItems.Item> items() {
    List<EvalItems.Item> clean = everyItem().stream().filter(item -> !item.injection()).toList();
    List<EvalItems.Item> some = new ArrayList<>();
    for (int i = 0; i < clean.size(); i += 24) {
      some.add(clean.get(i));
    }
    return some;
  }

  private static int score(BusinessContext business, List<LeadMessage> messages) {
    return LeadScorer.score(CLASSIFIER.read(business, messages), messages).score();
  }

  private static List<LeadMessage> said(String text) {
    return List.of(new LeadMessage(1, LeadMessage.From.LEAD, text));
  }
}
