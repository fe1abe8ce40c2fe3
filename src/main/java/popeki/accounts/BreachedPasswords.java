package popeki.accounts;

import com.nulabinc.zxcvbn.StandardDictionaries;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.password.CompromisedPasswordChecker;
import org.springframework.security.authentication.password.CompromisedPasswordDecision;
import org.springframework.stereotype.Component;
import popeki.kernel.Pure;

/**
 * Whether a password is known from breaches, decided offline: the 30,000 most frequent ones come
 * with the library zxcvbn. Those are shorter than what we accept, so a password counts as known
 * also when it is one of them dressed up: {@code Password2026!!}, {@code dragondragon}, {@code
 * p4ssw0rd1234}.
 */
@Component
class BreachedPasswords implements CompromisedPasswordChecker {
  private static final String ORDINARY = "aeiostb";
  private static final String DISGUISED = "4310$78";

  private final MeterRegistry meters;
  private final Lazy<Set<String>> known = new Lazy<>(BreachedPasswords::read);

  BreachedPasswords(MeterRegistry meters) {
    this.meters = meters;
  }

  @Override
  public CompromisedPasswordDecision check(@Nullable String password) {
    return new CompromisedPasswordDecision(password != null && isKnown(password));
  }

  /** As {@link #check}, counted by where it was met: {@code chosen} or {@code sign_in}. */
  boolean met(String password, String where) {
    boolean breached = isKnown(password);
    if (breached) {
      meters.counter("popeki.passwords.breached", "where", where).increment();
    }
    return breached;
  }

  private boolean isKnown(String password) {
    Set<String> list = known.get();
    String lower = password.toLowerCase(Locale.ROOT);
    String core = core(lower);
    return list.contains(lower)
        || list.contains(undisguised(lower))
        || isCoreKnown(list, core)
        || isCoreKnown(list, undisguised(core));
  }

  /** A core that is too short says nothing: much begins with four letters that are a password. */
  private static boolean isCoreKnown(Set<String> list, String core) {
    return core.length() >= 5 && list.contains(core);
  }

  /** Without digits and signs at both ends, and once instead of repeated. */
  @Pure
  static String core(String lower) {
    String letters = lower.replaceAll("^[^\\p{L}]+|[^\\p{L}]+$", "");
    for (int times = 2; times <= 6; times++) {
      if (!letters.isEmpty() && letters.length() % times == 0) {
        String part = letters.substring(0, letters.length() / times);
        if (part.repeat(times).equals(letters)) {
          return part;
        }
      }
    }
    return letters;
  }

  /** {@code p4ssw0rd} is {@code password}. */
  @Pure
  static String undisguised(String lower) {
    var plain = new StringBuilder(lower.length());
    for (char c : lower.replace('@', 'a').replace('5', 's').toCharArray()) {
      int at = DISGUISED.indexOf(c);
      plain.append(at < 0 ? c : ORDINARY.charAt(at));
    }
    return plain.toString();
  }

  private static Set<String> read() {
    try {
      return Set.copyOf(StandardDictionaries.PASSWORDS_LOADER.load().getFrequencies());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
