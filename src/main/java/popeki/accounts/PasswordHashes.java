package popeki.accounts;

import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;
import popeki.platform.Secrets;

/**
 * Argon2id: 19 MiB, two passes, one lane, as OWASP recommends. Each hash records its own salt and
 * parameters, so one that was made with weaker ones is told by looking at it and made anew at the
 * next sign-in.
 */
@Component
class PasswordHashes {
  private final PasswordEncoder argon2 = new Argon2PasswordEncoder(16, 32, 1, 19_456, 2);

  /** What an unknown address is compared with, so that it costs the time of a known one. */
  private final String nobodys = hash(Secrets.token());

  String hash(String secret) {
    return String.valueOf(argon2.encode(secret));
  }

  boolean matches(String secret, String hash) {
    return secret.codePointCount(0, secret.length()) <= PasswordRules.LONGEST
        && argon2.matches(secret, hash);
  }

  /** Whether the hash was made with other parameters than today's. */
  boolean isOutdated(String hash) {
    return argon2.upgradeEncoding(hash);
  }

  String nobodys() {
    return nobodys;
  }
}
