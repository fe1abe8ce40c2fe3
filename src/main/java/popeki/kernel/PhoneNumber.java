package popeki.kernel;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberMatch;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.Leniency;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A telephone number as it is dialled from abroad, E.164. What WhatsApp calls a person ({@code
 * wa_id}) may differ: Brazilian accounts from before the ninth digit lack it, Mexican ones keep an
 * abolished 1. So three things are stored apart: the raw {@code wa_id}, this number, and the {@link
 * #matchKey key} that joins both forms and is shown to nobody.
 *
 * @param digits country code first, no plus
 */
public record PhoneNumber(String digits) {
  private static final int FEWEST = 7;
  private static final int MOST = 15;
  private static final PhoneNumberUtil LIBRARY = PhoneNumberUtil.getInstance();

  /** Of one text; strangers write it, and may write nothing but numbers. */
  private static final long MOST_TRIES = 500;

  private static final int SHORTEST_ABROAD = 10;

  /** Eight to fifteen digits, as loosely joined as people type them. */
  private static final Pattern DIGIT_RUN =
      Pattern.compile(
          "(?<![\\p{L}\\d.,])[+(]?\\d(?:[ .()\\-/]{0,3}\\d){7,14}(?![\\p{L}\\d]|[.,]\\d)");

  private static final Pattern GROUPED = Pattern.compile("\\d{1,3}(?:\\.\\d{3})+");
  private static final Pattern MONEY_BEFORE =
      Pattern.compile("(?i)(?:[$€£₹₦]|\\b(?:rp|rs|r|usd|brl|idr|inr|eur|mxn|ars)\\.?) ?$");

  public PhoneNumber {
    if (digits.startsWith("+") || !isPhoneLike(digits)) {
      throw new IllegalArgumentException("not a phone number");
    }
  }

  /**
   * Reads what a person typed: {@code +55 (11) 98765-4321}, or {@code (11) 98765-4321} with region
   * {@code BR}. Empty when no such number can exist.
   *
   * @param region the country whose national form is meant, or null for international form only
   */
  public static Optional<PhoneNumber> parse(String text, @Nullable String region) {
    var trimmed = text.strip();
    if (!isWrittenPhone(trimmed)) {
      return Optional.empty();
    }
    try {
      var parsed = LIBRARY.parse(withoutMexicanOne(trimmed), region);
      return LIBRARY.isPossibleNumber(parsed) ? Optional.of(of(parsed)) : Optional.empty();
    } catch (NumberParseException e) {
      return Optional.empty();
    }
  }

  /**
   * The number to dial for a {@code wa_id}: Brazilian mobiles get their ninth digit, Mexican ones
   * lose the 1. Empty for business-scoped ids, groups and all else that is no phone.
   */
  public static Optional<PhoneNumber> ofWaId(String waId) {
    return isPhoneLike(waId)
        ? Optional.of(new PhoneNumber(dialled(plain(waId))))
        : Optional.empty();
  }

  /**
   * What two forms of one number have in common: {@code 5511987654321} and {@code 551187654321}
   * give the same key, a landline keeps its own. Lossy, for joins inside a workspace only; for
   * Argentina it serves numbers that came in, because a number without the 9 may be a landline.
   * Empty for what is no phone.
   */
  public static Optional<String> matchKey(String waIdOrDigits) {
    return isPhoneLike(waIdOrDigits) ? Optional.of(key(plain(waIdOrDigits))) : Optional.empty();
  }

  /**
   * Whether a value can be a phone number: 7 to 15 digits, a leading plus allowed. User ids ({@code
   * BR.1234}), groups ({@code …@g.us}, {@code 55…-16…}) and short codes are not.
   */
  public static boolean isPhoneLike(String value) {
    var digits = plain(value);
    return digits.length() >= FEWEST
        && digits.length() <= MOST
        && digits.charAt(0) != '0'
        && digits.chars().allMatch(PhoneNumber::isDigit);
  }

  /** {@code +5511987654321}. */
  public String e164() {
    return "+" + digits;
  }

  /** Where the number is, ISO 3166-1 alpha-2; empty for codes that no one country has. */
  public Optional<String> country() {
    try {
      String region = LIBRARY.getRegionCodeForNumber(LIBRARY.parse(e164(), null));
      return Optional.ofNullable(region).filter(code -> code.length() == 2 && !code.equals("ZZ"));
    } catch (NumberParseException e) {
      return Optional.empty();
    }
  }

  /** For pages and logs: {@code +55 •• •••• 4321}. */
  public String masked() {
    return "+" + countryCode() + " •• •••• " + digits.substring(digits.length() - 4);
  }

  /** Both forms of a Brazilian mobile, dialled form first; one form for everybody else. */
  public List<String> hashForms() {
    var key = key(digits);
    var full = dialled(digits);
    boolean brazilianMobile = full.startsWith("55") && !key.equals(full);
    return brazilianMobile ? List.of(full, key) : List.of(digits);
  }

  /**
   * Every form in which pages and people write this number: Brazilian mobiles with and without the
   * ninth digit, Mexican numbers with and without the abolished 1, Argentine mobiles with and
   * without the 9. As it was given comes first.
   */
  public List<String> writtenForms() {
    var full = dialled(digits);
    var forms = new ArrayList<>(List.of(digits));
    forms.add(full);
    forms.add(key(full));
    if (full.startsWith("52") && full.length() == 12) {
      forms.add("521" + full.substring(2));
    }
    return forms.stream().distinct().toList();
  }

  /** Masked: a number printed by accident harms nobody. */
  @Override
  public String toString() {
    return masked();
  }

  /**
   * A number's place in a text.
   *
   * @param start its first character
   * @param end after its last character
   */
  public record Place(int start, int end) {}

  /**
   * Where telephone numbers stand in what a person wrote, in order. Only numbers that exist: an
   * order number or an amount is none, {@code (11) 9.8765-4321} is one in Brazil.
   *
   * @param country whose national form is meant, ISO 3166; empty for the international form only
   */
  public static List<Place> placesIn(String text, String country) {
    String region = LIBRARY.getSupportedRegions().contains(country) ? country : "ZZ";
    var places = new ArrayList<Place>();
    for (PhoneNumberMatch match : LIBRARY.findNumbers(text, region, Leniency.VALID, MOST_TRIES)) {
      places.add(new Place(match.start(), match.end()));
    }
    Matcher run = DIGIT_RUN.matcher(text);
    while (run.find()) {
      boolean known =
          places.stream().anyMatch(one -> one.start() < run.end() && one.end() > run.start());
      if (!known && !isAmount(text, run) && exists(run.group(), region)) {
        places.add(new Place(run.start(), run.end()));
      }
    }
    places.sort(Comparator.comparingInt(Place::start));
    return places;
  }

  /** Grouped in threes, or after the sign of a currency. */
  private static boolean isAmount(String text, MatchResult run) {
    String before = text.substring(Math.max(0, run.start() - 4), run.start());
    return GROUPED.matcher(run.group()).matches() || MONEY_BEFORE.matcher(before).find();
  }

  /** By the country's rules, or with its code and no plus before it: {@code 55 11 98765-4321}. */
  private static boolean exists(String run, String region) {
    String digits = run.replaceAll("\\D", "");
    return isValid(run.startsWith("00") ? "+" + digits.substring(2) : digits, region)
        || (digits.length() > SHORTEST_ABROAD
            && digits.startsWith(Integer.toString(LIBRARY.getCountryCodeForRegion(region)))
            && isValid("+" + digits, region));
  }

  private static boolean isValid(String text, String region) {
    try {
      return LIBRARY.isValidNumber(LIBRARY.parse(withoutMexicanOne(text), region));
    } catch (NumberParseException e) {
      return false;
    }
  }

  private static PhoneNumber of(Phonenumber.PhoneNumber parsed) {
    return new PhoneNumber(LIBRARY.format(parsed, PhoneNumberFormat.E164).substring(1));
  }

  private String countryCode() {
    try {
      return Integer.toString(LIBRARY.parse(e164(), null).getCountryCode());
    } catch (NumberParseException e) {
      return "••";
    }
  }

  private static String key(String digits) {
    if (isBrazilianWithNine(digits)) {
      return digits.substring(0, 4) + digits.substring(5);
    }
    if (isMexicanWithOne(digits)) {
      return "52" + digits.substring(3);
    }
    boolean argentineMobile = digits.length() == 13 && digits.startsWith("549");
    return argentineMobile ? "54" + digits.substring(3) : digits;
  }

  private static String dialled(String digits) {
    if (isBrazilianWithoutNine(digits)) {
      return digits.substring(0, 4) + "9" + digits.substring(4);
    }
    return isMexicanWithOne(digits) ? "52" + digits.substring(3) : digits;
  }

  /** 55, area, 9 and eight digits that were a mobile before the 9: they start with 6 to 9. */
  private static boolean isBrazilianWithNine(String digits) {
    return digits.length() == 13
        && digits.startsWith("55")
        && digits.charAt(4) == '9'
        && digits.charAt(5) >= '6';
  }

  private static boolean isBrazilianWithoutNine(String digits) {
    return digits.length() == 12 && digits.startsWith("55") && digits.charAt(4) >= '6';
  }

  private static boolean isMexicanWithOne(String digits) {
    return digits.length() == 13 && digits.startsWith("521");
  }

  /** The 1 after +52 was abolished in 2019 and is still in many address books. */
  private static String withoutMexicanOne(String text) {
    var digits = text.replaceAll("[^0-9]", "");
    return text.startsWith("+") && isMexicanWithOne(digits) ? "+52" + digits.substring(3) : text;
  }

  private static boolean isWrittenPhone(String text) {
    return text.chars().allMatch(c -> isDigit(c) || "+ ()-./\u00A0".indexOf(c) >= 0);
  }

  private static String plain(String value) {
    return value.startsWith("+") ? value.substring(1) : value;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
