package popeki.leads;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Money;

/** What became of a conversation that was to be scored. */
sealed interface Verdict {

  /** It was read, or judged by a person. */
  record Label(
      int score,
      LeadCategory category,
      LeadIntent intent,
      @Nullable Money budget,
      @Nullable String budgetText,
      boolean priceSensitive,
      Urgency urgency,
      LeadLanguage language,
      String interest,
      Confidence confidence,
      boolean injectionSuspected,
      List<Reason> reasons,
      List<String> quotes)
      implements Verdict {
    public Label {
      reasons = List.copyOf(reasons);
      quotes = List.copyOf(quotes);
    }

    /** A reading with its score. */
    static Label of(Reading reading, LeadScore score) {
      Budget budget = reading.budget();
      Money money = budget == null ? null : money(budget);
      return new Label(
          score.score(),
          score.category(),
          reading.intent(),
          money,
          money == null || budget == null ? null : budget.text(),
          reading.priceSensitive(),
          reading.urgency(),
          reading.language(),
          reading.interest(),
          reading.confidence(),
          reading.injectionSuspected(),
          score.reasons(),
          score.reasons().stream().flatMap(reason -> quote(reason).stream()).distinct().toList());
    }

    private static List<String> quote(Reason reason) {
      return reason.quote() == null ? List.of() : List.of(reason.quote());
    }

    /** Null for an amount that no money can be, such as one of forty digits: that is no budget. */
    private static @Nullable Money money(Budget budget) {
      try {
        return Money.of(budget.amount(), budget.currency());
      } catch (IllegalArgumentException e) {
        return null;
      }
    }
  }

  /** It was not read. */
  record Skipped(Why why) implements Verdict {}

  /** Why a conversation is not read. */
  enum Why {
    /** The person opted out, was erased or restricted. */
    OPTED_OUT,
    /** The person wrote no words. */
    EMPTY;

    String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
