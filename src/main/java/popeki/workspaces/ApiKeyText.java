package popeki.workspaces;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import popeki.kernel.Pure;

/**
 * The text of an API key: {@code pk_live_<8 id>_<43 secret>_<6 checksum>}. The checksum tells a
 * mistyped key from a revoked one without a look-up, and lets scanners of leaked secrets be sure.
 */
@Pure
record ApiKeyText(String id, String secret) {
  private static final Pattern SHAPE =
      Pattern.compile("pk_live_([a-z0-9]{8})_([A-Za-z0-9_-]{43})_([0-9a-f]{6})");
  private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

  /** Makes a key of 40 random bytes: 32 are the secret, 8 name it. */
  static ApiKeyText of(byte[] random) {
    var id = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      id.append(LETTERS.charAt(random[32 + i] & 31));
    }
    byte[] secret = java.util.Arrays.copyOf(random, 32);
    return new ApiKeyText(
        id.toString(), Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
  }

  /** Reads a key as given; empty when its shape or its checksum is wrong. */
  static Optional<ApiKeyText> parse(String text) {
    Matcher parts = SHAPE.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    var key = new ApiKeyText(parts.group(1), parts.group(2));
    return key.checksum().equals(parts.group(3)) ? Optional.of(key) : Optional.empty();
  }

  /** The whole key; the only place where the secret leaves. */
  String reveal() {
    return "pk_live_" + id + "_" + secret + "_" + checksum();
  }

  private String checksum() {
    var crc = new CRC32();
    crc.update((id + "_" + secret).getBytes(StandardCharsets.US_ASCII));
    return HexFormat.of().toHexDigits(crc.getValue()).substring(10);
  }

  /** Logs get the id. */
  @Override
  public String toString() {
    return "pk_live_" + id + "_…";
  }
}
