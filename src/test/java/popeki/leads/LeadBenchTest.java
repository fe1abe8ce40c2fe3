package popeki.leads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import popeki.leads.LeadFigures.Metric;

/**
 * The figures of {@code ./popeki bench leads} for the built-in classifier: by language and by kind
 * of business. It is rules and word lists, nothing is trained, so there is no fold to leave out;
 * what stands for unseen data is said in docs/results/07-leads.md.
 */
class LeadBenchTest {
  private static final BuiltInClassifier CLASSIFIER = new BuiltInClassifier();

  @Test
  void the_built_in_classifier_by_language_and_by_business() {
    LeadFigures all = new LeadFigures();
    Map<String, LeadFigures> byLanguage = new TreeMap<>();
    Map<String, LeadFigures> byBusiness = new TreeMap<>();
    var items = EvalItems.load("leads-dev.jsonl");
    for (int warmUp = 0; warmUp < 30; warmUp++) {
      items.forEach(item -> CLASSIFIER.read(item.business(), item.messages()));
    }
    for (EvalItems.Item item : items) {
      long start = System.nanoTime();
      Reading reading = CLASSIFIER.read(item.business(), item.messages());
      long took = System.nanoTime() - start;
      int score = LeadScorer.score(reading, item.messages()).score();
      for (LeadFigures figures :
          new LeadFigures[] {
            all, of(byLanguage, item.language()), of(byBusiness, item.business().type())
          }) {
        figures.add(item, reading, score);
        figures.took(took);
      }
    }
    print("builtin", BuiltInClassifier.VERSION, all, byLanguage, byBusiness);
    for (LeadFigures figures : byLanguage.values()) {
      assertThat(figures.share(Metric.CATEGORY)).isGreaterThanOrEqualTo(0.9);
      assertThat(figures.share(Metric.LANGUAGE)).isGreaterThanOrEqualTo(0.95);
    }
    for (LeadFigures figures : byBusiness.values()) {
      assertThat(figures.share(Metric.LEAD)).isGreaterThanOrEqualTo(0.85);
    }
    assertThat(all.share(Metric.INJECTION)).isEqualTo(1);
  }

  static LeadFigures of(Map<String, LeadFigures> groups, String name) {
    return groups.computeIfAbsent(name, ignored -> new LeadFigures());
  }

  /** Lines that the benchmark shows begin with a bar. */
  static void print(
      String provider,
      String model,
      LeadFigures all,
      Map<String, LeadFigures> byLanguage,
      Map<String, LeadFigures> byBusiness) {
    Function<String, String> line = text -> "| " + text;
    System.out.println(line.apply(LeadFigures.heading(provider + " " + model)));
    System.out.println(line.apply(all.row("all")));
    byLanguage.forEach((name, figures) -> System.out.println(line.apply(figures.row(name))));
    byBusiness.forEach((name, figures) -> System.out.println(line.apply(figures.row(name))));
  }
}
