package popeki.kernel;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;

/**
 * An amount as given: minor units and an ISO 4217 currency. Never converted in storage, only when
 * read. {@code new Money(35000, "BRL")} is R$ 350.00; currencies without a minor unit (JPY, CLP)
 * count whole units.
 *
 * @param minor the amount in the currency's smallest unit; negative for a refund
 * @param currency three capital letters known to ISO 4217
 */
public record Money(long minor, String currency) {
  public Money {
    Currency.getInstance(currency);
  }

  /**
   * Reads a decimal such as {@code 350.00}; digits past the minor unit round half up.
   *
   * @throws IllegalArgumentException when the currency is unknown or the amount is past ±9·10¹⁵
   *     minor units
   */
  public static Money of(BigDecimal amount, String currency) {
    BigDecimal scaled = amount.setScale(digits(currency), RoundingMode.HALF_UP);
    if (scaled.unscaledValue().bitLength() > 53) {
      throw new IllegalArgumentException("amount out of range");
    }
    return new Money(scaled.unscaledValue().longValueExact(), currency);
  }

  /** The amount in major units with the currency's own number of digits: {@code 350.00}. */
  public BigDecimal amount() {
    return BigDecimal.valueOf(minor, digits(currency));
  }

  private static int digits(String currency) {
    return Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
  }
}
