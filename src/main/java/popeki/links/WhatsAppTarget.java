package popeki.links;

import popeki.kernel.Pure;

/** Where a visitor is sent: {@code https://wa.me/<digits>?text=<message>}. */
@Pure
final class WhatsAppTarget {
  /** Longer addresses are refused by some in-app browsers. */
  static final int LONGEST = 1999;

  private static final int JOINER = 0x200D;

  private WhatsAppTarget() {}

  /**
   * The address that opens a chat with this number and message. A message too long for an address
   * loses its end, but never the reference code on its last line.
   *
   * @param digits the number in international form, digits only
   */
  static String urlFor(String digits, String text) {
    if (!isNumber(digits)) {
      throw new IllegalArgumentException("not an international number in digits");
    }
    var chat = "https://wa.me/" + digits;
    if (text.isBlank()) {
      return chat;
    }
    var start = chat + "?text=";
    return start + PercentText.encode(fitting(text, LONGEST - start.length()));
  }

  private static boolean isNumber(String digits) {
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
        return false;
      }
    }
    return digits.length() >= 7 && digits.length() <= 15;
  }

  private static String fitting(String text, int room) {
    if (PercentText.encodedLength(text) <= room) {
      return text;
    }
    int code = lastCode(text);
    var tail = text.substring(code);
    int left = room - PercentText.encodedLength(tail);
    return left < 0 ? cut(text, room) : cut(text.substring(0, code), left) + tail;
  }

  /** Where the last visible code's line begins, or the text's end. */
  private static int lastCode(String text) {
    var codes = VisibleCode.sightings(text);
    if (codes.isEmpty()) {
      return text.length();
    }
    int from = codes.getLast().from();
    return from > 0 && Character.isWhitespace(text.charAt(from - 1)) ? from - 1 : from;
  }

  /** As much from the beginning as fits, never half an emoji. */
  private static String cut(String text, int room) {
    int end = 0;
    int left = room;
    while (end < text.length()) {
      left -= PercentText.encodedLength(text.codePointAt(end));
      if (left < 0) {
        break;
      }
      end += Character.charCount(text.codePointAt(end));
    }
    while (end > 0 && end < text.length() && isInside(text, end)) {
      end -= Character.charCount(text.codePointBefore(end));
    }
    return text.substring(0, end);
  }

  private static boolean isInside(String text, int at) {
    return continues(text.codePointAt(at)) || text.codePointBefore(at) == JOINER;
  }

  private static boolean continues(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK,
          Character.COMBINING_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.MODIFIER_SYMBOL ->
          codePoint > 127;
      default -> codePoint == JOINER;
    };
  }
}
