package popeki.conversations;

import java.util.Currency;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * Which currency a sign, a code or a word means. Where many countries write the same, the
 * workspace's own currency decides: {@code $} is pesos in a Mexican shop.
 */
@Pure
final class CurrencySigns {
  private static final Map<String, String> SIGNS =
      Map.ofEntries(
          Map.entry("R$", "BRL"),
          Map.entry("US$", "USD"),
          Map.entry("U$", "USD"),
          Map.entry("U$S", "USD"),
          Map.entry("A$", "AUD"),
          Map.entry("AU$", "AUD"),
          Map.entry("C$", "CAD"),
          Map.entry("CA$", "CAD"),
          Map.entry("NZ$", "NZD"),
          Map.entry("HK$", "HKD"),
          Map.entry("S$", "SGD"),
          Map.entry("NT$", "TWD"),
          Map.entry("MX$", "MXN"),
          Map.entry("AR$", "ARS"),
          Map.entry("RD$", "DOP"),
          Map.entry("€", "EUR"),
          Map.entry("£", "GBP"),
          Map.entry("₹", "INR"),
          Map.entry("₦", "NGN"),
          Map.entry("₱", "PHP"),
          Map.entry("₫", "VND"),
          Map.entry("₺", "TRY"),
          Map.entry("₩", "KRW"),
          Map.entry("฿", "THB"),
          Map.entry("₲", "PYG"),
          Map.entry("₡", "CRC"),
          Map.entry("₪", "ILS"),
          Map.entry("₴", "UAH"),
          Map.entry("₽", "RUB"),
          Map.entry("₵", "GHS"),
          Map.entry("RP", "IDR"),
          Map.entry("S/", "PEN"),
          Map.entry("RM", "MYR"),
          Map.entry("KSH", "KES"),
          Map.entry("REAIS", "BRL"),
          Map.entry("REAL", "BRL"),
          Map.entry("EURO", "EUR"),
          Map.entry("EUROS", "EUR"),
          Map.entry("RUPIAH", "IDR"),
          Map.entry("SOLES", "PEN"),
          Map.entry("NAIRA", "NGN"),
          Map.entry("LIBRAS", "GBP"),
          Map.entry("POUNDS", "GBP"),
          Map.entry("YEN", "JPY"),
          Map.entry("円", "JPY"),
          Map.entry("元", "CNY"),
          Map.entry("원", "KRW"),
          Map.entry("บาท", "THB"),
          Map.entry("Đ", "VND"),
          Map.entry("ZŁ", "PLN"),
          Map.entry("KČ", "CZK"));

  /** Codes that people also write small; others would catch words like "all", "top" and "pen". */
  private static final Set<String> WRITTEN_SMALL =
      Set.of("usd", "brl", "eur", "gbp", "inr", "idr", "mxn", "ars", "clp", "cop");

  private static final Set<String> CODES =
      Currency.getAvailableCurrencies().stream()
          .filter(currency -> currency.getDefaultFractionDigits() >= 0)
          .map(Currency::getCurrencyCode)
          .collect(Collectors.toUnmodifiableSet());

  private static final Set<String> DOLLARS =
      Set.of("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "JMD", "TTD", "BBD", "BSD", "BZD", "NAD");
  private static final Set<String> PESOS =
      Set.of("MXN", "ARS", "CLP", "COP", "UYU", "PHP", "DOP", "CUP");
  private static final Set<String> SIGN_WITH_DOLLAR = Set.of("BRL", "NIO", "DOP", "TWD");
  private static final Set<String> RUPEES = Set.of("INR", "PKR", "LKR", "NPR", "MUR", "SCR");
  private static final Set<String> CROWNS = Set.of("SEK", "NOK", "DKK", "ISK");

  private CurrencySigns() {}

  /**
   * @param number the amount beside it as written: its commas and points tell an American's {@code
   *     $1,234.56} from a Brazilian's {@code $ 1.234,56}
   * @return null when it means no currency here
   */
  static @Nullable String meaning(String written, String number, String home) {
    var sign = written.replaceAll("[\\s.]", "");
    var upper = sign.toUpperCase(Locale.ROOT);
    var local = local(upper, number, home);
    if (local != null) {
      return local;
    }
    var fixed = SIGNS.get(upper);
    return fixed != null ? fixed : code(sign);
  }

  private static @Nullable String local(String sign, String number, String home) {
    return switch (sign) {
      case "$" -> dollar(number, home);
      case "¥" -> home.equals("CNY") ? home : "JPY";
      case "RS" -> home.equals("BRL") ? home : oneOf(RUPEES, home, "INR");
      case "RUPEE", "RUPEES", "RUPIA", "RUPIAS" ->
          home.equals("IDR") ? home : oneOf(RUPEES, home, "INR");
      case "DOLAR", "DÓLAR", "DOLARES", "DÓLARES", "DOLLAR", "DOLLARS" ->
          oneOf(DOLLARS, home, "USD");
      case "PESO", "PESOS" -> oneOf(PESOS, home, home);
      case "KR" -> oneOf(CROWNS, home, null);
      case "R" -> home.equals("ZAR") ? home : null;
      case "BS" -> home.equals("VES") ? home : "BOB";
      default -> null;
    };
  }

  private static String dollar(String number, String home) {
    if (DOLLARS.contains(home) || (PESOS.contains(home) && !home.equals("PHP"))) {
      return home;
    }
    return SIGN_WITH_DOLLAR.contains(home) && !isAmerican(number) ? home : "USD";
  }

  private static boolean isAmerican(String number) {
    return number.matches("[0-9]+\\.[0-9]{1,2}|[0-9]{1,3}(,[0-9]{3})+(\\.[0-9]{1,2})?");
  }

  private static @Nullable String oneOf(Set<String> family, String home, @Nullable String other) {
    return family.contains(home) ? home : other;
  }

  private static @Nullable String code(String sign) {
    if (CODES.contains(sign)) {
      return sign;
    }
    return WRITTEN_SMALL.contains(sign.toLowerCase(Locale.ROOT))
        ? sign.toUpperCase(Locale.ROOT)
        : null;
  }
}
