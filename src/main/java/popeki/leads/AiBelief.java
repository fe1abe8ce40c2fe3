package popeki.leads;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * How much of an AI's answer is believed: what the person's own words bear out. A quote must stand
 * literally in their message, a budget must be an amount they wrote, a hot lead must show it. What
 * an AI that obeyed an attack would say falls away here, so it can lower a score but not raise it.
 */
@Pure
final class AiBelief {
  private static final int LONGEST_QUOTE = 120;
  private static final int LONGEST_INTEREST = 80;

  /** What moves towards committing; without one of these nobody is hot. */
  private static final Set<SignalCode> COMMITTING =
      EnumSet.of(
          SignalCode.WANTS_TO_BOOK,
          SignalCode.NAMES_A_TIME,
          SignalCode.ASKS_HOW_TO_PAY,
          SignalCode.READY_TO_BUY,
          SignalCode.MAKES_AN_OFFER,
          SignalCode.MEANS_IN_HAND,
          SignalCode.EMERGENCY);

  private AiBelief() {}

  /**
   * @param amounts what the person wrote that can be money
   */
  static Reading of(
      AiAnswer answer, LeadQuestion question, List<BuiltInClassifier.Amount> amounts) {
    // The model saw an attack that was not left out: what raises a score may stem from it.
    boolean doubtful = answer.injectionSuspected() && !question.steers();
    List<Signal> signals = signals(answer, question, doubtful);
    LeadCategory category = category(answer.category(), signals);
    return new Reading(
        category,
        answer.intent(),
        doubtful || !mayHaveBudget(category) ? null : budget(answer, question, amounts),
        doubtful && answer.urgency() != Urgency.LATER ? Urgency.UNKNOWN : answer.urgency(),
        answer.language(),
        answer.priceSensitive(),
        interest(answer, question),
        answer.injectionSuspected() || question.steers(),
        answer.confidence(),
        signals);
  }

  private static List<Signal> signals(AiAnswer answer, LeadQuestion question, boolean doubtful) {
    var signals = new ArrayList<Signal>();
    for (AiAnswer.Quoted quoted : answer.signals()) {
      boolean raises = LeadScorer.points(quoted.code()) > 0;
      if (!(doubtful && raises)) {
        question
            .typed(quoted.message(), quoted.quote())
            .map(words -> new Signal(quoted.code(), words.n(), cut(words.text(), LONGEST_QUOTE)))
            .ifPresent(signals::add);
      }
    }
    return signals;
  }

  private static LeadCategory category(LeadCategory said, List<Signal> signals) {
    boolean shown = signals.stream().anyMatch(signal -> COMMITTING.contains(signal.code()));
    return said == LeadCategory.HOT && !shown ? LeadCategory.WARM : said;
  }

  private static boolean mayHaveBudget(LeadCategory category) {
    return category.isLead() || category == LeadCategory.EXISTING_CUSTOMER;
  }

  /** The amount as written; the currency that stands beside it outranks the one that was said. */
  private static @Nullable Budget budget(
      AiAnswer answer, LeadQuestion question, List<BuiltInClassifier.Amount> amounts) {
    if (answer.budgetAmount().signum() == 0) {
      return null;
    }
    Optional<BuiltInClassifier.Amount> written =
        amounts.stream()
            .filter(amount -> amount.amount().compareTo(answer.budgetAmount()) == 0)
            .findFirst();
    return written
        .map(
            amount ->
                new Budget(
                    amount.amount().setScale(Math.max(0, amount.amount().scale())),
                    amount.currency() == null
                        ? BudgetRules.homeCurrency(question.business())
                        : amount.currency(),
                    amount.text()))
        .orElse(null);
  }

  /** Theirs literally, so that no model writes a text which people read. */
  private static String interest(AiAnswer answer, LeadQuestion question) {
    return question
        .typed(answer.interest())
        .map(words -> cut(words.text(), LONGEST_INTEREST))
        .orElse("");
  }

  private static String cut(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
    return text.substring(0, end).strip();
  }
}
