package popeki.conversions;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import popeki.kernel.Pure;

/**
 * How Meta wants what it matches people by: normalised, then SHA-256 in lower-case hex. A value
 * that cannot be what its key says is dropped, never sent: the hash of nonsense is nonsense, and
 * the hash of nothing is the same for everybody.
 *
 * <p>{@code +55 (11) 98765-4321} becomes {@code 5511987654321} becomes {@code 029c7290…}.
 */
@Pure
final class MetaHashing {
  private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

  private MetaHashing() {}

  /** What a hashed value says about a person, by its name on the wire. */
  enum Key {
    EM,
    PH,
    FN,
    LN,
    GE,
    DB,
    CT,
    ST,
    ZP,
    COUNTRY,
    EXTERNAL_ID
  }

  /** The normalised value, or nothing when it may not be sent. */
  static Optional<String> normalise(Key key, String value) {
    String text = Normalizer.normalize(value, Normalizer.Form.NFC).strip().toLowerCase(Locale.ROOT);
    String normal =
        switch (key) {
          case EM -> text.matches("[^@\\s]+@[^@\\s]+\\.[^@\\s.]{2,}") ? text : "";
          case PH -> phone(text);
          case FN, LN -> text.replaceAll("[^\\p{L}\\p{M}\\p{N}]", "");
          case GE -> gender(text);
          case DB -> day(text.replace("-", ""));
          case CT, ST -> text.replaceAll("[^\\p{L}\\p{M}]", "");
          case ZP -> postcode(text);
          case COUNTRY -> COUNTRIES.contains(text.toUpperCase(Locale.ROOT)) ? text : "";
          case EXTERNAL_ID -> text;
        };
    return normal.isEmpty() ? Optional.empty() : Optional.of(normal);
  }

  /** The hash as it goes over the wire, or nothing when the value may not be sent. */
  static Optional<String> hash(Key key, String value) {
    return normalise(key, value).map(MetaHashing::sha256);
  }

  /** Hashes of several forms of one value, each once. */
  static List<String> hashes(Key key, List<String> values) {
    return values.stream().flatMap(value -> hash(key, value).stream()).distinct().toList();
  }

  private static String phone(String text) {
    if (text.chars().anyMatch(Character::isLetter)) {
      return "";
    }
    String digits = text.replaceAll("[^0-9]", "").replaceFirst("^0+", "");
    return digits.length() >= 7 && digits.length() <= 15 ? digits : "";
  }

  private static String gender(String text) {
    return switch (text) {
      case "f", "female" -> "f";
      case "m", "male" -> "m";
      default -> "";
    };
  }

  private static String day(String digits) {
    try {
      return LocalDate.parse(digits, DAY).format(DAY);
    } catch (DateTimeException e) {
      return "";
    }
  }

  private static String postcode(String text) {
    int dash = text.indexOf('-');
    String code = (dash < 0 ? text : text.substring(0, dash)).replaceAll("\\s", "");
    return code.length() >= 2 ? code : "";
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
