package popeki.links;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import popeki.kernel.Pure;

/** Percent-encoding of UTF-8, the way WhatsApp links want it and the way visits bring it. */
@Pure
final class PercentText {
  private static final String PLAIN = "-._~";
  private static final String[] ESCAPES = escapes();

  private PercentText() {}

  /** Every byte but unreserved ASCII as {@code %XX}; a space is {@code %20}. */
  static String encode(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    var encoded = new StringBuilder(bytes.length * 3);
    for (byte b : bytes) {
      if (isPlain(b)) {
        encoded.append((char) b);
      } else {
        encoded.append(ESCAPES[b & 0xff]);
      }
    }
    return encoded.toString();
  }

  /** How long a code point is once encoded. */
  static int encodedLength(int codePoint) {
    if (codePoint < 0x80) {
      return isPlain((byte) codePoint) ? 1 : 3;
    }
    if (codePoint >= 0xD800 && codePoint < 0xE000) {
      return 3; // half a pair becomes a question mark
    }
    return codePoint < 0x800 ? 6 : codePoint < 0x10000 ? 9 : 12;
  }

  static int encodedLength(String text) {
    int length = 0;
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      length += encodedLength(codePoint);
      i += Character.charCount(codePoint);
    }
    return length;
  }

  /**
   * Decodes once. A percent sign that starts no byte stays what it is, broken UTF-8 becomes U+FFFD,
   * control characters are dropped.
   */
  static String decode(String raw, boolean plusIsSpace) {
    if (raw.indexOf('%') < 0) {
      return withoutControls(plusIsSpace ? raw.replace('+', ' ') : raw);
    }
    var text = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); ) {
      if (isEscape(raw, i)) {
        i = decodeRun(raw, i, text);
      } else {
        char c = raw.charAt(i++);
        text.append(plusIsSpace && c == '+' ? ' ' : c);
      }
    }
    return withoutControls(text.toString());
  }

  private static int decodeRun(String raw, int from, StringBuilder text) {
    var bytes = new ByteArrayOutputStream();
    int i = from;
    for (; isEscape(raw, i); i += 3) {
      bytes.write((hex(raw, i + 1) << 4) | hex(raw, i + 2));
    }
    text.append(bytes.toString(StandardCharsets.UTF_8));
    return i;
  }

  private static boolean isEscape(String raw, int i) {
    return i + 2 < raw.length()
        && raw.charAt(i) == '%'
        && hex(raw, i + 1) >= 0
        && hex(raw, i + 2) >= 0;
  }

  private static int hex(String raw, int i) {
    char c = raw.charAt(i);
    return c < 128 ? Character.digit(c, 16) : -1;
  }

  private static String withoutControls(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isUnwanted(text, i)) {
        return filtered(text);
      }
    }
    return text;
  }

  private static String filtered(String text) {
    var kept = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (!isUnwanted(text, i)) {
        kept.append(text.charAt(i));
      }
    }
    return kept.toString();
  }

  /**
   * Controls, the zero byte first: the database refuses it; and half pairs, which UTF-8 refuses.
   */
  private static boolean isUnwanted(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    if (Character.isLowSurrogate(c)) {
      return i == 0 || !Character.isHighSurrogate(text.charAt(i - 1));
    }
    return Character.isISOControl(c);
  }

  private static String[] escapes() {
    var escapes = new String[256];
    for (int b = 0; b < escapes.length; b++) {
      escapes[b] = "%%%02X".formatted(b);
    }
    return escapes;
  }

  private static boolean isPlain(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || PLAIN.indexOf(b) >= 0;
  }
}
