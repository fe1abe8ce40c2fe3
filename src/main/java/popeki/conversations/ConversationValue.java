package popeki.conversations;

import java.util.List;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Money;
import popeki.kernel.Pure;

/**
 * What a conversation is worth: its sales less its refunds, in the currency of the last sale;
 * before a sale, the last amount that was quoted.
 */
@Pure
final class ConversationValue {
  private ConversationValue() {}

  static @Nullable Money of(List<Outcome> outcomes) {
    String currency = currencyOfLast(outcomes, OutcomeKind.WON);
    if (currency == null) {
      return lastQuote(outcomes);
    }
    long minor = 0;
    for (Outcome outcome : outcomes) {
      Money value = outcome.value();
      if (value != null && value.currency().equals(currency)) {
        minor += sign(outcome.kind()) * value.minor();
      }
    }
    return new Money(minor, currency);
  }

  private static long sign(OutcomeKind kind) {
    return switch (kind) {
      case WON -> 1;
      case REFUNDED -> -1;
      case CONTACTED, QUALIFIED, QUOTED, LOST, REOPENED -> 0;
    };
  }

  private static @Nullable String currencyOfLast(List<Outcome> outcomes, OutcomeKind kind) {
    String currency = null;
    for (Outcome outcome : outcomes) {
      if (outcome.kind() == kind && outcome.value() != null) {
        currency = outcome.value().currency();
      }
    }
    return currency;
  }

  /** What is given back is no quote, whenever it is reported. */
  private static @Nullable Money lastQuote(List<Outcome> outcomes) {
    Money quote = null;
    for (Outcome outcome : outcomes) {
      boolean quotes = outcome.value() != null && outcome.kind() != OutcomeKind.REFUNDED;
      quote = quotes ? outcome.value() : quote;
    }
    return quote;
  }

  /**
   * What an outcome is worth as reported; a refund that names no amount gives back all that is left
   * of the sales.
   *
   * @param before the outcomes until then
   */
  static @Nullable Money reported(OutcomeKind kind, @Nullable Money named, List<Outcome> before) {
    if (kind != OutcomeKind.REFUNDED || named != null) {
      return named;
    }
    Money left = currencyOfLast(before, OutcomeKind.WON) == null ? null : of(before);
    return left == null || left.minor() <= 0 ? null : left;
  }

  /** How many sales, and how much of the last sale's currency went back. */
  record Sales(int count, @Nullable Money refunded) {}

  static Sales sales(List<Outcome> outcomes) {
    int count = 0;
    for (Outcome outcome : outcomes) {
      count += outcome.kind() == OutcomeKind.WON ? 1 : 0;
    }
    String currency = currencyOfLast(outcomes, OutcomeKind.WON);
    if (currency == null) {
      currency = currencyOfLast(outcomes, OutcomeKind.REFUNDED);
    }
    long minor = 0;
    for (Outcome outcome : outcomes) {
      Money value = outcome.value();
      if (outcome.kind() == OutcomeKind.REFUNDED
          && value != null
          && value.currency().equals(currency)) {
        minor += value.minor();
      }
    }
    return new Sales(count, currency == null || minor == 0 ? null : new Money(minor, currency));
  }
}
