package popeki.platform;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * What the operator attests of an AI provider, as {@code OPENAI_TERMS} has it: {@code
 * retention=none;training=no;dpa=DPA-2026-04;region=eu;valid_until=2027-06-30}. What is not said is
 * null, and {@link AiSettings#obstacles} does not take it for a yes.
 *
 * @param retentionDays how long the provider keeps what it is sent; 0 for nothing
 * @param trains whether it may learn from it
 * @param dpa where the processing agreement is found: a number, an address
 * @param region where it is processed, in a word: {@code eu}, {@code us}
 * @param validUntil the last day on which this holds
 */
@Pure
public record AiTerms(
    @Nullable Integer retentionDays,
    @Nullable Boolean trains,
    @Nullable String dpa,
    @Nullable String region,
    @Nullable LocalDate validUntil) {
  /** As an operator may copy it. */
  public static final String EXAMPLE =
      "retention=none;training=no;dpa=<reference>;region=eu;valid_until=2027-06-30";

  private static final Set<String> PARTS =
      Set.of("retention", "training", "dpa", "region", "valid_until", "evidence");
  private static final int LONGEST_DPA = 200;

  /**
   * Reads an attestation.
   *
   * @param name the variable, for whoever wrote it
   * @throws SettingsException when a part cannot be read; a part that is missing is no mistake here
   */
  static AiTerms parse(String name, String text) {
    var parts = new LinkedHashMap<String, String>();
    for (String part : text.split(";")) {
      int equals = part.indexOf('=');
      if (part.isBlank()) {
        continue;
      }
      String key = equals < 0 ? "" : part.substring(0, equals).strip().toLowerCase(Locale.ROOT);
      if (!PARTS.contains(key) || parts.put(key, part.substring(equals + 1).strip()) != null) {
        throw malformed(name, "part \"" + part.strip() + "\"");
      }
    }
    parts.values().removeIf(String::isEmpty);
    return new AiTerms(
        retention(name, parts),
        training(name, parts),
        dpa(name, parts),
        region(name, parts),
        date(name, parts));
  }

  private static @Nullable Integer retention(String name, Map<String, String> parts) {
    String word = parts.get("retention");
    if (word == null) {
      return null;
    }
    String lower = word.toLowerCase(Locale.ROOT);
    if (Set.of("none", "zdr", "zdr_contract", "self_hosted").contains(lower)) {
      return 0;
    }
    if (lower.equals("up_to_30_days")) {
      return 30;
    }
    if (lower.matches("[0-9]{1,4}d")) {
      return Integer.valueOf(lower.substring(0, lower.length() - 1));
    }
    throw malformed(
        name,
        "retention \""
            + word
            + "\" (none, zdr_contract, self_hosted, up_to_30_days or days such as 30d)");
  }

  private static @Nullable Boolean training(String name, Map<String, String> parts) {
    String word = parts.get("training");
    if (word == null) {
      return null;
    }
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "no", "none" -> false;
      case "yes" -> true;
      default -> throw malformed(name, "training \"" + word + "\" (no or yes)");
    };
  }

  /** A placeholder that was copied with the example names no agreement. */
  private static @Nullable String dpa(String name, Map<String, String> parts) {
    String reference = parts.get("dpa");
    if (reference != null && reference.length() > LONGEST_DPA) {
      throw malformed(name, "dpa longer than " + LONGEST_DPA + " characters");
    }
    return reference == null || reference.startsWith("<") || reference.equalsIgnoreCase("none")
        ? null
        : reference;
  }

  private static @Nullable String region(String name, Map<String, String> parts) {
    String word = parts.get("region");
    if (word != null && !word.matches("[A-Za-z0-9_-]{2,20}")) {
      throw malformed(name, "region \"" + word + "\" (a word such as eu or us)");
    }
    return word == null ? null : word.toLowerCase(Locale.ROOT);
  }

  private static @Nullable LocalDate date(String name, Map<String, String> parts) {
    String day = parts.get("valid_until");
    if (day == null) {
      return null;
    }
    try {
      return LocalDate.parse(day);
    } catch (DateTimeException e) {
      throw malformed(name, "valid_until \"" + day + "\" (a date such as 2027-06-30)");
    }
  }

  private static SettingsException malformed(String name, String what) {
    return new SettingsException(
        name + " cannot be read: " + what + "; it must be like " + EXAMPLE);
  }
}
