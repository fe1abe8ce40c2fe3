package popeki.accounts;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import popeki.kernel.Pure;

/**
 * What a password must be: long, and not one of those tried first. No rules about signs; any
 * character counts, and nothing is cut off.
 */
@Pure
final class PasswordRules {
  static final int SHORTEST = 12;
  static final int LONGEST = 128;

  private static final Set<String> TRIED_FIRST =
      Set.of(
          "password",
          "passwort",
          "senha",
          "contrasena",
          "qwerty",
          "qwertyuiop",
          "asdfghjkl",
          "letmein",
          "welcome",
          "iloveyou",
          "admin",
          "abc",
          "popeki",
          "whatsapp");

  private PasswordRules() {}

  /** What is wrong with a password, as the key of a sentence; empty when nothing is. */
  static Optional<String> objection(String password, String email) {
    if (password.codePointCount(0, password.length()) < SHORTEST) {
      return Optional.of("accounts.password.short");
    }
    if (password.codePointCount(0, password.length()) > LONGEST) {
      return Optional.of("accounts.password.long");
    }
    String lower = password.toLowerCase(Locale.ROOT);
    String letters = lower.replaceAll("[^\\p{L}]", "");
    boolean guessable =
        lower.chars().distinct().count() < 5
            || TRIED_FIRST.contains(letters)
            || (email.indexOf('@') >= 4
                && lower.contains(email.substring(0, email.indexOf('@')).toLowerCase(Locale.ROOT)))
            || "012345678901234567890".contains(lower)
            || (letters.isEmpty() && lower.matches("(\\d{1,6})\\1+"));
    return guessable ? Optional.of("accounts.password.guessable") : Optional.empty();
  }
}
