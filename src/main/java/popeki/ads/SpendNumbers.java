package popeki.ads;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import popeki.kernel.Pure;

/**
 * Numbers as people's programs write them: {@code 1.234,56}, {@code 1,234.56}, {@code 1'234.56},
 * {@code R$ 1 234,56}, {@code USD 12}.
 */
@Pure
final class SpendNumbers {
  private static final Pattern AROUND =
      Pattern.compile("^(?:[A-Za-z]{1,3}\\$?|[\\p{Sc}])?(.*?)(?:[A-Za-z]{3}|[\\p{Sc}])?$");
  private static final Pattern SHAPE =
      Pattern.compile("[0-9]+([.,' \\u2019][0-9]+)*[.,]?|[.,][0-9]+");

  private SpendNumbers() {}

  /** Which sign parts the whole from the fraction. */
  enum Decimal {
    POINT('.', ','),
    COMMA(',', '.');

    private final char sign;
    private final char group;

    Decimal(char sign, char group) {
      this.sign = sign;
      this.group = group;
    }

    String key() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * How the numbers of a column are written: empty when all of them may be read both ways, such as
   * {@code 1.234} and {@code 56}.
   */
  static Optional<Decimal> guess(Collection<String> cells) {
    boolean point = true;
    boolean comma = true;
    boolean told = false;
    for (String cell : cells) {
      String text = bare(cell);
      if (text.isEmpty() || !SHAPE.matcher(text).matches()) {
        continue;
      }
      boolean asPoint = read(cell, Decimal.POINT).isPresent();
      boolean asComma = read(cell, Decimal.COMMA).isPresent();
      if (asPoint != asComma) {
        told = true;
        point &= asPoint;
        comma &= asComma;
      }
    }
    return !told || point == comma
        ? Optional.empty()
        : Optional.of(point ? Decimal.POINT : Decimal.COMMA);
  }

  /** Whether no sign at all stands in the way: then both readings say the same. */
  static boolean isPlain(Collection<String> cells) {
    return cells.stream().map(SpendNumbers::bare).noneMatch(text -> text.matches(".*[.,].*"));
  }

  /** The number; empty for what is none. Groups have three digits, and only the last sign parts. */
  static Optional<BigDecimal> read(String cell, Decimal decimal) {
    String text = bare(cell);
    boolean negative = text.startsWith("-") || text.startsWith("\u2212");
    if (negative) {
      text = text.substring(1).strip();
    }
    text = text.replaceAll("[' \\u00a0\\u202f\\u2019]", "");
    if (text.isEmpty() || text.length() > 30) {
      return Optional.empty();
    }
    int at = text.indexOf(decimal.sign);
    String whole = at < 0 ? text : text.substring(0, at);
    String fraction = at < 0 ? "" : text.substring(at + 1);
    boolean grouped = whole.indexOf(decimal.group) >= 0;
    boolean well =
        grouped
            ? whole.matches(
                "[0-9]{1,3}(" + Pattern.quote(String.valueOf(decimal.group)) + "[0-9]{3})+")
            : whole.matches("[0-9]*");
    if (!well || !fraction.matches("[0-9]*") || (whole.isEmpty() && fraction.isEmpty())) {
      return Optional.empty();
    }
    String digits = whole.replace(String.valueOf(decimal.group), "");
    BigDecimal value =
        new BigDecimal(
            (digits.isEmpty() ? "0" : digits) + (fraction.isEmpty() ? "" : "." + fraction));
    return Optional.of(negative ? value.negate() : value);
  }

  /** Without a currency before or behind, and without blanks around. */
  private static String bare(String cell) {
    String text = cell.strip().replaceAll("^[\\u00a0\\u202f]+|[\\u00a0\\u202f]+$", "");
    boolean negative = text.startsWith("-") || text.startsWith("\u2212");
    String rest = negative ? text.substring(1).strip() : text;
    Matcher around = AROUND.matcher(rest);
    String inner = around.matches() ? around.group(1).strip() : rest;
    inner = inner.replaceAll("^[\\u00a0\\u202f]+|[\\u00a0\\u202f]+$", "");
    return negative && !inner.isEmpty() ? "-" + inner : inner;
  }
}
