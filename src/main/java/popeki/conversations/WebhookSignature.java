package popeki.conversations;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * Did Meta send this? {@code X-Hub-Signature-256: sha256=<64 hex>} is the HMAC of the body's bytes
 * exactly as they came, under the app's secret.
 */
@Pure
final class WebhookSignature {
  private static final Pattern HEADER = Pattern.compile("sha256=([0-9a-fA-F]{64})");
  private static final Pattern CHALLENGE = Pattern.compile("[0-9A-Za-z_-]{1,128}");

  private WebhookSignature() {}

  /** True only for a well-formed header that signs these bytes; compared in constant time. */
  static boolean matches(byte[] rawBody, @Nullable String header, byte[] secret) {
    if (header == null || secret.length == 0) {
      return false;
    }
    var parts = HEADER.matcher(header);
    if (!parts.matches()) {
      return false;
    }
    byte[] claimed = HexFormat.of().parseHex(parts.group(1));
    return MessageDigest.isEqual(hmac(rawBody, secret), claimed);
  }

  /** May the handshake's challenge be echoed? Anything but a short token could be markup. */
  static boolean challengeIsSafe(@Nullable String challenge) {
    return challenge != null && CHALLENGE.matcher(challenge).matches();
  }

  private static byte[] hmac(byte[] message, byte[] secret) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has HmacSHA256", impossible);
    }
  }
}
