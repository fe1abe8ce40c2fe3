package popeki.accounts;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import javax.crypto.spec.SecretKeySpec;

/**
 * Codes of an authenticator app (RFC 6238): six digits, a new one every thirty seconds. The code
 * before and the one after are taken too, for clocks that are off; each counts once.
 */
final class Totp {
  static final int SECRET_BYTES = 20;
  private static final Duration STEP = Duration.ofSeconds(30);
  private static final TimeBasedOneTimePasswordGenerator CODES =
      new TimeBasedOneTimePasswordGenerator(STEP);
  private static final String ISSUER = "Popeki Track";

  private Totp() {}

  /** The step whose code this is, later than the last one used; empty when it is none. */
  static OptionalLong step(byte[] secret, String code, Instant now, long lastUsed) {
    String digits = code.replaceAll("\\s", "");
    if (!digits.matches("\\d{6}")) {
      return OptionalLong.empty();
    }
    long current = now.getEpochSecond() / STEP.toSeconds();
    OptionalLong found = OptionalLong.empty();
    for (long step = current - 1; step <= current + 1; step++) {
      // All three are compared, whichever it is.
      if (same(codeAt(secret, step), digits) && step > lastUsed && found.isEmpty()) {
        found = OptionalLong.of(step);
      }
    }
    return found;
  }

  static String codeAt(byte[] secret, long step) {
    try {
      return CODES.generateOneTimePasswordString(
          new SecretKeySpec(secret, CODES.getAlgorithm()),
          Instant.ofEpochSecond(step * STEP.toSeconds()),
          Locale.ROOT);
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("A secret that is no key", e);
    }
  }

  /** What the app reads from the picture. */
  static String uri(byte[] secret, String email) {
    return "otpauth://totp/"
        + escaped(ISSUER + ":" + email)
        + "?secret="
        + Base32.encode(secret)
        + "&issuer="
        + escaped(ISSUER);
  }

  private static boolean same(String one, String other) {
    return java.security.MessageDigest.isEqual(
        one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
  }

  private static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
