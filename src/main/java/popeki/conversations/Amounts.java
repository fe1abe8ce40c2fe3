package popeki.conversations;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Money;
import popeki.kernel.Pure;

/**
 * The amounts of money in a text as people write them: {@code R$ 1.234,56}, {@code $1,234.56},
 * {@code Rp 1.500.000}, {@code ₹1,23,456}, {@code 1,5 mil}, {@code 2k}, {@code USD 99}, {@code 350
 * reais}, {@code 3x de R$ 100} (which is 300).
 */
@Pure
final class Amounts {
  /**
   * @param currency null when none was written: the number may be anything
   * @param number as written, without sign and scale
   */
  record Amount(BigDecimal value, @Nullable String currency, int start, int end, String number) {
    /**
     * @param home the currency where none was written
     * @throws ArithmeticException when it is finer than the currency
     */
    Money money(String home) {
      return Money.of(value, currency == null ? home : currency);
    }

    boolean isMarked() {
      return currency != null;
    }

    /** 350,00 is a price even when a word follows; 350 could be pieces. */
    boolean hasCents() {
      return number.matches(".*[.,][0-9]{2}");
    }
  }

  private static final Pattern NUMBER =
      Pattern.compile(
          "[0-9]{1,3}(?:[ '’][0-9]{3})+(?![0-9])(?:[.,][0-9]{1,2}(?![0-9]))?"
              + "|[0-9]+(?:[.,][0-9]+)*");
  private static final Pattern SIGN_BEFORE =
      Pattern.compile(
          "(?<![\\p{L}\\p{N}])"
              + "(\\p{L}{1,3}\\s?\\$S?|\\p{Sc}|S/\\.?|\\p{L}{1,3}\\.?)\\s?[*_~]*\\s?$");
  private static final Pattern SIGN_AFTER =
      Pattern.compile("[*_~]*\\s?(\\p{L}{1,3}\\$|\\p{Sc}|\\p{L}+)(?![\\p{L}\\p{N}$])");
  private static final Pattern SCALE = Pattern.compile("(\\s?)(\\p{L}+)(?![\\p{L}\\p{N}])");
  private static final Pattern HUNDREDS_AFTER =
      Pattern.compile("\\s[ey]\\s([0-9]{1,3})(?![0-9.,])");
  private static final Pattern TIMES_BEFORE =
      Pattern.compile("(?<![\\p{L}\\p{N}.,])([0-9]{1,3})\\s?[xX×]\\s?(?:de |of |por )?\\s?$");
  private static final Map<String, BigDecimal> SCALES =
      Map.ofEntries(
          Map.entry("mil", new BigDecimal("1000")),
          Map.entry("k", new BigDecimal("1000")),
          Map.entry("thousand", new BigDecimal("1000")),
          Map.entry("ribu", new BigDecimal("1000")),
          Map.entry("rb", new BigDecimal("1000")),
          Map.entry("lakh", new BigDecimal("100000")),
          Map.entry("lac", new BigDecimal("100000")),
          Map.entry("lakhs", new BigDecimal("100000")),
          Map.entry("crore", new BigDecimal("10000000")),
          Map.entry("juta", new BigDecimal("1000000")),
          Map.entry("jt", new BigDecimal("1000000")),
          Map.entry("milhao", new BigDecimal("1000000")),
          Map.entry("milhão", new BigDecimal("1000000")),
          Map.entry("milhoes", new BigDecimal("1000000")),
          Map.entry("milhões", new BigDecimal("1000000")),
          Map.entry("millon", new BigDecimal("1000000")),
          Map.entry("millón", new BigDecimal("1000000")),
          Map.entry("millones", new BigDecimal("1000000")),
          Map.entry("million", new BigDecimal("1000000")));
  private static final BigDecimal THOUSAND = new BigDecimal("1000");
  private static final BigDecimal LARGEST = new BigDecimal("1000000000000");

  private Amounts() {}

  /**
   * All amounts in order; numbers that are dates, times, phones, codes or percentages are none.
   *
   * @param text digits in ASCII, as {@link Words} has it
   */
  static List<Amount> in(String text, String home) {
    var amounts = new ArrayList<Amount>();
    var number = NUMBER.matcher(text);
    int from = 0;
    while (number.find(from)) {
      var amount = amount(text, number.start(), number.end(), number.group(), home);
      if (amount != null) {
        amounts.add(amount);
      }
      from = amount == null ? number.end() : Math.max(number.end(), amount.end());
    }
    return amounts;
  }

  private static @Nullable Amount amount(
      String text, int start, int end, String number, String home) {
    var before =
        sign(SIGN_BEFORE.matcher(text.substring(Math.max(0, start - 12), start)), number, home);
    int first = before == null ? start : start - before.length();
    if (before == null && (isGluedBefore(text, start) || isNegative(text, start, number, home))) {
      return null;
    }
    var scale = scale(text, end);
    int last = scale == null ? end : scale.end();
    var after = SIGN_AFTER.matcher(text).region(last, text.length());
    after.useTransparentBounds(true);
    var afterSign = after.lookingAt() ? CurrencySigns.meaning(after.group(1), number, home) : null;
    if (afterSign != null && before == null) {
      last = after.end();
    } else if (scale == null && isGluedAfter(text, end, before != null)) {
      return null;
    }
    var currency = before != null ? before.currency() : afterSign;
    var value = value(number, scale != null, currency == null ? home : currency);
    if (value == null) {
      return null;
    }
    return whole(text, value, scale, currency, first, last, number);
  }

  /** With what stands around the number: thousands, hundreds after them, instalments before. */
  private static @Nullable Amount whole(
      String text,
      BigDecimal number,
      @Nullable Scale scale,
      @Nullable String currency,
      int first,
      int last,
      String written) {
    var value = number;
    if (scale != null) {
      value = value.multiply(scale.factor()).add(scale.hundreds());
    }
    var times = TIMES_BEFORE.matcher(text.substring(Math.max(0, first - 12), first));
    int start = first;
    if (times.find()) {
      value = value.multiply(new BigDecimal(times.group(1)));
      start = first - times.group().length();
    }
    return value.signum() <= 0 || value.compareTo(LARGEST) > 0
        ? null
        : new Amount(value, currency, start, last, written);
  }

  private record Sign(String currency, int length) {}

  private static @Nullable Sign sign(Matcher before, String number, String home) {
    if (!before.find()) {
      return null;
    }
    var currency = CurrencySigns.meaning(before.group(1), number, home);
    return currency == null ? null : new Sign(currency, before.group().length());
  }

  private record Scale(BigDecimal factor, BigDecimal hundreds, int end) {}

  private static @Nullable Scale scale(String text, int end) {
    var word = SCALE.matcher(text).region(end, text.length());
    word.useTransparentBounds(true);
    if (!word.lookingAt()) {
      return null;
    }
    var factor = SCALES.get(word.group(2).toLowerCase(Locale.ROOT));
    if (factor == null) {
      return null;
    }
    var hundreds = HUNDREDS_AFTER.matcher(text).region(word.end(), text.length());
    hundreds.useTransparentBounds(true);
    return factor.compareTo(THOUSAND) == 0 && hundreds.lookingAt()
        ? new Scale(factor, new BigDecimal(hundreds.group(1)), hundreds.end())
        : new Scale(factor, BigDecimal.ZERO, word.end());
  }

  /** "R$ -50" takes money off; the dash in "venda fechada -50" stands between the two. */
  private static boolean isNegative(String text, int start, String number, String home) {
    if (start == 0 || "-−–".indexOf(text.charAt(start - 1)) < 0) {
      return false;
    }
    var before = text.substring(Math.max(0, start - 13), start - 1);
    return sign(SIGN_BEFORE.matcher(before), number, home) != null;
  }

  /** Part of a word, a phone, a date, a time, an order number. */
  private static boolean isGluedBefore(String text, int start) {
    if (start == 0) {
      return false;
    }
    char before = text.charAt(start - 1);
    boolean digitBefore = start > 1 && Character.isDigit(text.charAt(start - 2));
    return Character.isLetter(before)
        || "#+@/:".indexOf(before) >= 0
        || ("-.,".indexOf(before) >= 0 && digitBefore);
  }

  private static boolean isGluedAfter(String text, int end, boolean marked) {
    if (end == text.length()) {
      return false;
    }
    char after = text.charAt(end);
    boolean digitFollows = end + 1 < text.length() && Character.isDigit(text.charAt(end + 1));
    boolean percent = after == '%' || text.startsWith(" %", end);
    return percent
        || (!marked && (Character.isLetter(after) || ("/:-".indexOf(after) >= 0 && digitFollows)))
        || (!marked && after == ' ' && digitFollows);
  }

  private static @Nullable BigDecimal value(String number, boolean scaled, String currency) {
    var plain = number.replaceAll("[ '’]", "");
    int point = plain.lastIndexOf('.');
    int comma = plain.lastIndexOf(',');
    if (plain.length() > 20) {
      return null;
    }
    if (point < 0 && comma < 0) {
      return new BigDecimal(plain);
    }
    char last = point > comma ? '.' : ',';
    var whole = plain.substring(0, Math.max(point, comma));
    var fraction = plain.substring(Math.max(point, comma) + 1);
    boolean onlyOne = point < 0 || comma < 0;
    if (onlyOne && whole.indexOf(last) >= 0) {
      return grouped(plain, last);
    }
    if (onlyOne && fraction.length() == 3 && !isFraction(whole, scaled, currency)) {
      return grouped(plain, last);
    }
    if (whole.indexOf(last) >= 0 || fraction.length() > 3 || (!onlyOne && fraction.length() > 2)) {
      return null;
    }
    var integer = onlyOne ? new BigDecimal(whole) : grouped(whole, last == '.' ? ',' : '.');
    return integer == null ? null : new BigDecimal(integer.toPlainString() + "." + fraction);
  }

  /** Three digits after the only sign are thousands, except in these cases. */
  private static boolean isFraction(String whole, boolean scaled, String currency) {
    return scaled
        || whole.equals("0")
        || Currency.getInstance(currency).getDefaultFractionDigits() == 3;
  }

  /** 1.500.000, or as in India 1,23,456; null for what is no number, such as a date. */
  private static @Nullable BigDecimal grouped(String digits, char sign) {
    var quoted = Pattern.quote(String.valueOf(sign));
    boolean western = digits.matches("[0-9]{1,3}(?:" + quoted + "[0-9]{3})+");
    boolean indian = digits.matches("[0-9]{1,2}(?:" + quoted + "[0-9]{2})*" + quoted + "[0-9]{3}");
    return western || indian ? new BigDecimal(digits.replace(String.valueOf(sign), "")) : null;
  }
}
