package popeki.platform;

import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Money;

/**
 * Money on the wire: {@code {"amount":"350.00","currency":"BRL"}}. The amount is text, so that no
 * reader turns it into a binary fraction; a JSON number is accepted too.
 */
public record MoneyJson(
    @Schema(requiredMode = Schema.RequiredMode.REQUIRED, description = "A decimal as a text.")
        @Nullable String amount,
    @Schema(description = "ISO 4217; the workspace's without it.") @Nullable String currency) {
  public static MoneyJson of(Money money) {
    return new MoneyJson(money.amount().toPlainString(), money.currency());
  }

  public static @Nullable MoneyJson ofNullable(@Nullable Money money) {
    return money == null ? null : of(money);
  }

  /**
   * Reads it from a request.
   *
   * @param field the name of the field that held it, for the error
   * @param fallback the currency when none is given
   * @throws ApiProblem 400, naming the field
   */
  public Money toMoney(String field, String fallback) {
    String code = currency == null ? fallback : currency;
    if (amount == null || amount.isBlank() || amount.length() > 40) {
      throw ApiProblem.invalid(field + ".amount", "must be a decimal such as \"350.00\"");
    }
    BigDecimal decimal;
    try {
      decimal = new BigDecimal(amount.strip());
    } catch (NumberFormatException e) {
      throw ApiProblem.invalid(field + ".amount", "must be a decimal such as \"350.00\"");
    }
    if (Math.abs((long) decimal.scale()) > 30) {
      throw ApiProblem.invalid(field + ".amount", "is out of range");
    }
    try {
      java.util.Currency.getInstance(code);
    } catch (IllegalArgumentException e) {
      throw ApiProblem.invalid(field + ".currency", "must be an ISO 4217 code such as BRL");
    }
    try {
      return Money.of(decimal, code);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw ApiProblem.invalid(field + ".amount", "is out of range");
    }
  }
}
