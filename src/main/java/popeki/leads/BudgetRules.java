package popeki.leads;

import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * Which amount is a budget: the most the lead says they can or will spend. "até 650 mil", "budget
 * 80 lakh", "I've got £150" are; a bill, a deposit, an order number or our own price is not.
 */
@Pure
final class BudgetRules {
  private static final int BEFORE = 6;
  private static final int AFTER = 4;
  private static final BigDecimal LEAST_BARE = BigDecimal.valueOf(100);
  private static final BigDecimal THOUSAND = BigDecimal.valueOf(1_000);

  private BudgetRules() {}

  static @Nullable Budget budget(Clues clues) {
    Budget best = null;
    for (Clues.Read read : clues.lead()) {
      for (MoneyReader.Mention mention : read.money()) {
        if (isBudget(read, mention)) {
          Budget budget = budget(clues, read, mention);
          best = best == null || budget.amount().compareTo(best.amount()) > 0 ? budget : best;
        }
      }
    }
    return best;
  }

  private static boolean isBudget(Clues.Read read, MoneyReader.Mention mention) {
    int cue = nearest(read, mention, Concept.BUDGET);
    int against = nearest(read, mention, Concept.NOT_BUDGET);
    boolean bareCount = !mention.marked() && mention.amount().compareTo(LEAST_BARE) < 0;
    return cue != Integer.MAX_VALUE && cue <= against && !bareCount && !looksLikeYear(mention);
  }

  /** "a Gol 2015" is a car, not money. */
  private static boolean looksLikeYear(MoneyReader.Mention mention) {
    return !mention.marked()
        && mention.amount().compareTo(BigDecimal.valueOf(1950)) >= 0
        && mention.amount().compareTo(BigDecimal.valueOf(2040)) <= 0;
  }

  /** Words between the amount and the nearest sign of a concept in the same clause. */
  private static int nearest(Clues.Read read, MoneyReader.Mention mention, Concept concept) {
    int nearest = Integer.MAX_VALUE;
    for (Lexicon.Found found : read.found()) {
      if (found.concept() != concept) {
        continue;
      }
      if (found.from() < mention.to() && found.to() > mention.from()) {
        return 0;
      }
      boolean before = found.to() <= mention.from();
      boolean countsAnother =
          before && found.from() > 0 && read.words().get(found.from() - 1).isNumber();
      if (countsAnother) { // "4 people, 50k": the people are not the amount's
        continue;
      }
      int distance = before ? mention.from() - found.to() : found.from() - mention.to();
      int from = before ? found.to() : mention.to();
      boolean apart = crossesStop(read, from, from + distance);
      if (!apart && distance <= (before ? BEFORE : AFTER)) {
        // A cue after the amount is a weaker tie than one before it.
        nearest = Math.min(nearest, before ? distance : distance + 1);
      }
    }
    return nearest;
  }

  private static boolean crossesStop(Clues.Read read, int from, int to) {
    return read.words().subList(from, to).stream().anyMatch(TextWords.Word::isStop);
  }

  private static Budget budget(Clues clues, Clues.Read read, MoneyReader.Mention mention) {
    BigDecimal amount = inThousandsIfOurPriceIs(clues, mention);
    String currency = mention.currency();
    String text =
        read.message()
            .text()
            .substring(
                read.words().get(mention.from()).start(), read.words().get(mention.to() - 1).end());
    return new Budget(
        amount.setScale(Math.max(0, amount.scale())),
        currency == null ? homeCurrency(clues.business()) : currency,
        text);
  }

  /** "most I can do is 220" about a car quoted at 245,900 means 220 thousand. */
  private static BigDecimal inThousandsIfOurPriceIs(Clues clues, MoneyReader.Mention mention) {
    BigDecimal scaled = mention.amount().multiply(THOUSAND);
    boolean bare = !mention.marked() && mention.amount().compareTo(THOUSAND) < 0;
    boolean fits =
        bare
            && clues.ours().stream()
                .flatMap(read -> read.money().stream())
                .map(MoneyReader.Mention::amount)
                .anyMatch(
                    price ->
                        price.compareTo(THOUSAND.multiply(BigDecimal.TEN)) >= 0
                            && scaled.compareTo(price.multiply(BigDecimal.TWO)) <= 0
                            && scaled.multiply(BigDecimal.valueOf(4)).compareTo(price) >= 0);
    return fits ? scaled : mention.amount();
  }

  /** Of an amount that names no currency. */
  static String homeCurrency(BusinessContext business) {
    if (!business.currency().isBlank()) {
      return business.currency();
    }
    return switch (business.country().toUpperCase(Locale.ROOT)) {
      case "BR" -> "BRL";
      case "MX" -> "MXN";
      case "AR" -> "ARS";
      case "CO" -> "COP";
      case "CL" -> "CLP";
      case "PE" -> "PEN";
      case "IN" -> "INR";
      case "ID" -> "IDR";
      case "GB" -> "GBP";
      case "NG" -> "NGN";
      case "KE" -> "KES";
      case "ZA" -> "ZAR";
      case "PT", "ES", "FR", "DE", "IT", "IE", "NL", "AT" -> "EUR";
      default -> "USD";
    };
  }
}
