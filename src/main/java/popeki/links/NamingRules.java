package popeki.links;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import popeki.kernel.Pure;

/**
 * Keeps names of sources and campaigns from falling apart: {@code Instagram}, {@code instagram} and
 * {@code insta gram} are three rows of a report. Only ever a hint; a name is what its owner says.
 */
@Pure
final class NamingRules {
  /** Where links usually stand, as reports call it. */
  static final List<String> USUAL_SOURCES =
      List.of(
          "instagram",
          "facebook",
          "google",
          "tiktok",
          "whatsapp",
          "youtube",
          "email",
          "site",
          "print");

  private NamingRules() {}

  /**
   * The name that this one was probably meant to be: one in use that differs in case, accents,
   * spaces and marks only.
   *
   * @param known the names in use, the most used first
   */
  static Optional<String> meant(String given, List<String> known) {
    String name = given.strip();
    if (known.contains(name)) {
      return Optional.empty();
    }
    String bare = bare(name);
    return bare.isEmpty()
        ? Optional.empty()
        : known.stream().filter(one -> bare(one).equals(bare)).findFirst();
  }

  /**
   * A name without what people write one way or the other: {@code Verão 2026} is {@code verao2026}.
   */
  private static String bare(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFKD)
        .toLowerCase(Locale.ROOT)
        .codePoints()
        .filter(Character::isLetterOrDigit)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
