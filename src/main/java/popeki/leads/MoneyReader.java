package popeki.leads;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * Finds amounts as people type them in five languages: {@code 650 mil}, {@code R$ 1.500,50}, {@code
 * 2.5 mdp}, {@code €4k}, {@code 80 lakh}, {@code ₹12,00,000}, {@code 900 juta}, {@code Rp350rb},
 * {@code fifteen thousand}. It finds amounts; whether one is a budget is for {@link BudgetRules}.
 */
@Pure
final class MoneyReader {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final BigDecimal THOUSAND = BigDecimal.valueOf(1_000);
  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
  private static final int LONGEST_NUMBER = 18;

  /** {@code us1200k}: letters before, the number, letters after. */
  private static final Pattern NUMBER = Pattern.compile("([a-z]{1,4})?(\\d[\\d.,]*)([a-z]{1,9})?");

  /**
   * An amount and where it stands.
   *
   * @param currency as written, or null
   * @param marked whether a currency, a multiplier or grouping shows that it is no bare count
   * @param from index of its first word
   * @param to index after its last word
   */
  record Mention(BigDecimal amount, @Nullable String currency, boolean marked, int from, int to) {}

  private static final Map<String, BigDecimal> MULTIPLIERS =
      Map.ofEntries(
          Map.entry("k", THOUSAND),
          Map.entry("mil", THOUSAND),
          Map.entry("thousand", THOUSAND),
          Map.entry("grand", THOUSAND),
          Map.entry("rb", THOUSAND),
          Map.entry("ribu", THOUSAND),
          Map.entry("hazaar", THOUSAND),
          Map.entry("hazar", THOUSAND),
          Map.entry("hajar", THOUSAND),
          Map.entry("हजार", THOUSAND),
          Map.entry("हज़ार", THOUSAND),
          Map.entry("lakh", BigDecimal.valueOf(100_000)),
          Map.entry("lakhs", BigDecimal.valueOf(100_000)),
          Map.entry("lac", BigDecimal.valueOf(100_000)),
          Map.entry("lacs", BigDecimal.valueOf(100_000)),
          Map.entry("लाख", BigDecimal.valueOf(100_000)),
          Map.entry("crore", BigDecimal.valueOf(10_000_000)),
          Map.entry("crores", BigDecimal.valueOf(10_000_000)),
          Map.entry("cr", BigDecimal.valueOf(10_000_000)),
          Map.entry("करोड़", BigDecimal.valueOf(10_000_000)),
          Map.entry("juta", MILLION),
          Map.entry("jt", MILLION),
          Map.entry("jutaan", MILLION),
          Map.entry("milhao", MILLION),
          Map.entry("milhoes", MILLION),
          Map.entry("millon", MILLION),
          Map.entry("millones", MILLION),
          Map.entry("mdp", MILLION),
          Map.entry("million", MILLION),
          Map.entry("millions", MILLION),
          Map.entry("mio", MILLION),
          Map.entry("mm", MILLION),
          Map.entry("palos", MILLION),
          Map.entry("bilhao", BigDecimal.valueOf(1_000_000_000)),
          Map.entry("miliar", BigDecimal.valueOf(1_000_000_000)),
          Map.entry("milyar", BigDecimal.valueOf(1_000_000_000)),
          Map.entry("billion", BigDecimal.valueOf(1_000_000_000)));

  /** Multipliers that are something else when the number stands apart, such as {@code 5 m}. */
  private static final Map<String, BigDecimal> ATTACHED =
      Map.of("l", BigDecimal.valueOf(100_000), "mi", MILLION, "m", MILLION);

  private static final Map<String, String> CURRENCY_BEFORE =
      Map.ofEntries(
          Map.entry("r$", "BRL"),
          Map.entry("brl", "BRL"),
          Map.entry("us$", "USD"),
          Map.entry("u$", "USD"),
          Map.entry("usd", "USD"),
          Map.entry("mx$", "MXN"),
          Map.entry("mxn", "MXN"),
          Map.entry("ar$", "ARS"),
          Map.entry("ars", "ARS"),
          Map.entry("€", "EUR"),
          Map.entry("eur", "EUR"),
          Map.entry("£", "GBP"),
          Map.entry("gbp", "GBP"),
          Map.entry("₹", "INR"),
          Map.entry("rs", "INR"),
          Map.entry("inr", "INR"),
          Map.entry("rp", "IDR"),
          Map.entry("idr", "IDR"),
          Map.entry("₦", "NGN"),
          Map.entry("ngn", "NGN"),
          Map.entry("ksh", "KES"),
          Map.entry("kes", "KES"),
          Map.entry("zar", "ZAR"));

  private static final Map<String, String> CURRENCY_AFTER =
      Map.ofEntries(
          Map.entry("reais", "BRL"),
          Map.entry("real", "BRL"),
          Map.entry("conto", "BRL"),
          Map.entry("contos", "BRL"),
          Map.entry("pila", "BRL"),
          Map.entry("brl", "BRL"),
          Map.entry("dolares", "USD"),
          Map.entry("dollars", "USD"),
          Map.entry("bucks", "USD"),
          Map.entry("usd", "USD"),
          Map.entry("verdes", "USD"),
          Map.entry("dls", "USD"),
          Map.entry("mxn", "MXN"),
          Map.entry("varos", "MXN"),
          Map.entry("ars", "ARS"),
          Map.entry("euros", "EUR"),
          Map.entry("euro", "EUR"),
          Map.entry("eur", "EUR"),
          Map.entry("€", "EUR"),
          Map.entry("£", "GBP"),
          Map.entry("pounds", "GBP"),
          Map.entry("quid", "GBP"),
          Map.entry("rupees", "INR"),
          Map.entry("rupaye", "INR"),
          Map.entry("rs", "INR"),
          Map.entry("₹", "INR"),
          Map.entry("inr", "INR"),
          Map.entry("rupiah", "IDR"),
          Map.entry("perak", "IDR"),
          Map.entry("naira", "NGN"),
          Map.entry("rand", "ZAR"),
          Map.entry("shillings", "KES"));

  private static final Map<String, String> DOLLAR_OF =
      Map.of("MX", "MXN", "AR", "ARS", "CO", "COP", "CL", "CLP", "BR", "BRL");
  private static final Set<String> LINKING = Set.of("de", "e", "y", "and", "of");
  private static final Set<String> LAKH_WORDS =
      Set.of("lakh", "lakhs", "lac", "lacs", "crore", "crores");

  private final Map<String, BigDecimal> numberWords;
  private final List<TextWords.Word> words;
  private final String country;

  private MoneyReader(
      List<TextWords.Word> words, String country, Map<String, BigDecimal> numberWords) {
    this.words = words;
    this.country = country.toUpperCase(Locale.ROOT);
    this.numberWords = numberWords;
  }

  /**
   * Every amount in the words, left to right.
   *
   * @param country of the lead, for a bare {@code $}
   * @param numberWords values of number words in the lead's language: {@code quinze} 15
   */
  static List<Mention> read(
      List<TextWords.Word> words, String country, Map<String, BigDecimal> numberWords) {
    return new MoneyReader(words, country, numberWords).all();
  }

  private List<Mention> all() {
    List<Mention> mentions = new ArrayList<>();
    int at = 0;
    while (at < words.size()) {
      Mention mention = words.get(at).isStop() ? null : at(at);
      if (mention != null) {
        mentions.add(mention);
      }
      at = mention == null ? at + 1 : mention.to();
    }
    return mentions;
  }

  private @Nullable Mention at(int at) {
    Matcher number = NUMBER.matcher(text(at));
    if (number.matches()) {
      return digits(at, number);
    }
    return spelled(at);
  }

  private @Nullable Mention digits(int at, Matcher number) {
    String digits = number.group(2).replaceAll("[.,]+$", "");
    String before = number.group(1);
    String suffix = number.group(3);
    String currency = before == null ? currencyBefore(at) : CURRENCY_BEFORE.get(before);
    if (digits.length() > LONGEST_NUMBER || (before != null && currency == null)) {
      return null;
    }
    BigDecimal factor = suffix == null ? null : multiplier(suffix, currency);
    if (suffix != null && factor == null && !CURRENCY_AFTER.containsKey(suffix)) {
      return null;
    }
    int to = at + 1;
    if (suffix == null && factor == null && MULTIPLIERS.containsKey(text(to))) {
      factor = MULTIPLIERS.get(text(to));
      to++;
    }
    if (factor != null && isMillion(text(to))) { // "mil millones"
      factor = factor.multiply(MILLION);
      to++;
    }
    boolean scaled = factor != null;
    BigDecimal amount = value(digits, scaled).multiply(scaled ? factor : BigDecimal.ONE);
    String attached = suffix == null ? null : CURRENCY_AFTER.get(suffix);
    return withCurrency(
        amount, currency == null ? attached : currency, scaled || grouped(digits), at, to);
  }

  private @Nullable Mention withCurrency(
      BigDecimal amount, @Nullable String currency, boolean marked, int at, int end) {
    int from = currency != null && at > 0 && currencyBefore(at) != null ? beforeIndex(at) : at;
    int to = end;
    String found = currency;
    if (found == null) {
      int next = LINKING.contains(text(to)) ? to + 1 : to;
      found = currencyAfter(next);
      to = found == null ? to : next + 1;
    }
    if (found == null && end > at + 1 && LAKH_WORDS.contains(text(end - 1))) {
      found = "INR";
    }
    boolean money = marked || found != null;
    return new Mention(amount.stripTrailingZeros(), found, money, from, to);
  }

  private @Nullable Mention spelled(int at) {
    BigDecimal total = BigDecimal.ZERO;
    BigDecimal part = BigDecimal.ZERO;
    boolean scaled = false;
    int to = at;
    while (to < words.size()) {
      BigDecimal small = numberWords.get(text(to));
      BigDecimal factor = MULTIPLIERS.get(text(to));
      if (factor != null && text(to).length() > 2) {
        total = total.add(part.max(BigDecimal.ONE).multiply(factor));
        part = BigDecimal.ZERO;
        scaled = true;
      } else if (small != null) {
        boolean hundred = small.compareTo(HUNDRED) == 0 && part.signum() > 0;
        part = hundred ? part.multiply(small) : part.add(small);
      } else if (to == at || !LINKING.contains(text(to)) || !isNumberWord(to + 1)) {
        break;
      }
      to++;
    }
    // "mil" or "lakh" alone says nothing, unless a currency follows: "mil reais".
    boolean enough = scaled && (to > at + 1 || currencyAfter(to) != null);
    return enough ? withCurrency(total.add(part), null, true, at, to) : null;
  }

  private static boolean isMillion(String word) {
    BigDecimal factor = MULTIPLIERS.get(word);
    return factor != null && factor.compareTo(MILLION) == 0;
  }

  private boolean isNumberWord(int at) {
    return numberWords.containsKey(text(at)) || MULTIPLIERS.containsKey(text(at));
  }

  private @Nullable BigDecimal multiplier(String suffix, @Nullable String currency) {
    BigDecimal factor = MULTIPLIERS.get(suffix);
    if (factor != null) {
      return factor;
    }
    boolean lakh = suffix.equals("l") && country.equals("IN");
    boolean million = suffix.equals("m") && currency != null;
    boolean mi = suffix.equals("mi") && country.equals("BR");
    return lakh || million || mi ? ATTACHED.get(suffix) : null;
  }

  private @Nullable String currencyBefore(int at) {
    int before = beforeIndex(at);
    if (before < 0) {
      return null;
    }
    String sign = text(before);
    return sign.equals("$") ? DOLLAR_OF.getOrDefault(country, "USD") : CURRENCY_BEFORE.get(sign);
  }

  /** The word before, past the stop of {@code Rs. 500} and the tail of {@code U$S 500}. */
  private int beforeIndex(int at) {
    int before = at - 1;
    boolean skips =
        text(before).equals("s")
            || (text(before).equals(".") && Set.of("rs", "rp").contains(text(before - 1)));
    return skips ? before - 1 : before;
  }

  private @Nullable String currencyAfter(int at) {
    String word = text(at);
    return switch (word) {
      case "pesos", "peso", "$" -> DOLLAR_OF.getOrDefault(country, "USD");
      default -> CURRENCY_AFTER.get(word);
    };
  }

  /**
   * {@code 1.234,5}, {@code 1,234.5}, {@code 12,00,000} and {@code 2.5} each in their own style.
   */
  private static BigDecimal value(String digits, boolean scaled) {
    int dot = digits.lastIndexOf('.');
    int comma = digits.lastIndexOf(',');
    int last = Math.max(dot, comma);
    if (last < 0) {
      return new BigDecimal(digits);
    }
    boolean both = dot >= 0 && comma >= 0;
    boolean once = digits.indexOf(digits.charAt(last)) == last;
    int after = digits.length() - last - 1;
    boolean decimal = once && (both ? after != 3 || scaled : after != 3);
    if (!decimal) {
      return new BigDecimal(digits.replaceAll("[.,]", ""));
    }
    String whole = digits.substring(0, last).replaceAll("[.,]", "");
    return new BigDecimal(whole + "." + digits.substring(last + 1));
  }

  private static boolean grouped(String digits) {
    return digits.matches("\\d{1,3}([.,]\\d{2,3})*[.,]\\d{3}");
  }

  private String text(int at) {
    return at >= 0 && at < words.size() ? words.get(at).text() : "";
  }
}
