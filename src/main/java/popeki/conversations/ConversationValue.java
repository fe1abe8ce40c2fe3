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

  private static @Nullable Money lastQuote(List<Outcome> outcomes) {
    Money quote = null;
    for (Outcome outcome : outcomes) {
      quote = outcome.value() == null ? quote : outcome.value();
    }
    return quote;
  }
}
