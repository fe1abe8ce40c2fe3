package popeki.leads;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How right a reader is, by the metrics of the evaluation data. */
final class LeadFigures {
  private static final List<LeadCategory> CATEGORIES = List.of(LeadCategory.values());

  /** A share: right of asked. */
  enum Metric {
    CATEGORY("category"),
    LEAD("lead/not"),
    HOT_RECALL("hot rec"),
    HOT_PRECISION("hot prec"),
    IN_RANGE("in range"),
    LANGUAGE("language"),
    URGENCY("urgency"),
    BUDGET_RECALL("bud rec"),
    BUDGET_PRECISION("bud prec"),
    INJECTION("injection");

    final String heading;

    Metric(String heading) {
      this.heading = heading;
    }
  }

  private final Map<Metric, int[]> counts = new EnumMap<>(Metric.class);
  private final int[][] confusion =
      new int[LeadCategory.values().length][LeadCategory.values().length];
  private final List<Long> nanos = new ArrayList<>();

  void took(long time) {
    nanos.add(time);
  }

  void add(EvalItems.Item item, Reading reading, int score) {
    EvalItems.Gold gold = item.gold();
    boolean same = reading.category() == gold.category();
    boolean inRange = score >= gold.scoreMin() && score <= gold.scoreMax();
    String amount = amount(reading.budget());
    confusion[place(gold.category())][place(reading.category())]++;
    count(Metric.CATEGORY, same, true);
    count(Metric.LEAD, reading.category().isLead() == gold.category().isLead(), true);
    count(Metric.HOT_RECALL, same, gold.category() == LeadCategory.HOT);
    count(Metric.HOT_PRECISION, same, reading.category() == LeadCategory.HOT);
    count(Metric.IN_RANGE, inRange, true);
    count(Metric.LANGUAGE, reading.language().wireName().equals(item.language()), true);
    count(Metric.URGENCY, reading.urgency() == gold.urgency(), true);
    count(
        Metric.BUDGET_RECALL,
        gold.budget() != null && gold.budget().equals(amount),
        gold.budget() != null);
    count(Metric.BUDGET_PRECISION, amount != null && amount.equals(gold.budget()), amount != null);
    count(Metric.INJECTION, same && inRange, item.injection());
  }

  private static @Nullable String amount(@Nullable Budget budget) {
    return budget == null ? null : EvalItems.plain(budget.amount()) + " " + budget.currency();
  }

  private void count(Metric metric, boolean isRight, boolean isAsked) {
    int[] count = counts.computeIfAbsent(metric, _ -> new int[2]);
    count[0] += isAsked && isRight ? 1 : 0;
    count[1] += isAsked ? 1 : 0;
  }

  private static int place(LeadCategory category) {
    return CATEGORIES.indexOf(category);
  }

  int items() {
    return counts.getOrDefault(Metric.CATEGORY, new int[2])[1];
  }

  double share(Metric metric) {
    int[] count = counts.getOrDefault(metric, new int[2]);
    return count[1] == 0 ? 1 : (double) count[0] / count[1];
  }

  /** The mean of the categories' F1, of those that occur. */
  double macroF1() {
    double sum = 0;
    Set<LeadCategory> occur = EnumSet.noneOf(LeadCategory.class);
    for (LeadCategory category : LeadCategory.values()) {
      int one = place(category);
      int gold = 0;
      int said = 0;
      for (int other = 0; other < confusion.length; other++) {
        gold += confusion[one][other];
        said += confusion[other][one];
      }
      if (gold > 0) {
        occur.add(category);
        sum += 2.0 * confusion[one][one] / (gold + said);
      }
    }
    return occur.isEmpty() ? 1 : sum / occur.size();
  }

  double millis(int percent) {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    return sorted.length == 0
        ? 0
        : sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)] / 1e6;
  }

  static String heading(String first) {
    StringBuilder row =
        new StringBuilder(
            String.format(Locale.ROOT, "%-30s%5s%10s%9s", first, "n", "category", "macroF1"));
    for (Metric metric : Metric.values()) {
      if (metric != Metric.CATEGORY) {
        row.append(String.format(Locale.ROOT, "%10s", metric.heading));
      }
    }
    return row.append(String.format(Locale.ROOT, "%9s%9s", "p50 ms", "p95 ms")).toString();
  }

  /** Dashes where nothing was asked. */
  String row(String first) {
    StringBuilder row =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%-30s%5d%10.2f%9.2f",
                first,
                items(),
                share(Metric.CATEGORY),
                macroF1()));
    for (Metric metric : Metric.values()) {
      if (metric != Metric.CATEGORY) {
        boolean asked = counts.getOrDefault(metric, new int[2])[1] > 0;
        row.append(asked ? String.format(Locale.ROOT, "%10.2f", share(metric)) : "         –");
      }
    }
    return row.append(
            nanos.isEmpty()
                ? "        –        –"
                : String.format(Locale.ROOT, "%9.2f%9.2f", millis(50), millis(95)))
        .toString();
  }
}
