package popeki.accounts;

import popeki.kernel.Pure;

/** RFC 4648 without padding: capital letters and 2–7, as authenticator apps want secrets. */
@Pure
final class Base32 {
  private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private Base32() {}

  static String encode(byte[] bytes) {
    var text = new StringBuilder(bytes.length * 8 / 5 + 1);
    int held = 0;
    int bits = 0;
    for (byte next : bytes) {
      held = ((held << 8) | (next & 0xff)) & 0xfff;
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text.append(LETTERS.charAt((held >> bits) & 31));
      }
    }
    if (bits > 0) {
      text.append(LETTERS.charAt((held << (5 - bits)) & 31));
    }
    return text.toString();
  }

  /** In groups of four, for people who type. */
  static String grouped(String text) {
    return text.replaceAll("(.{4})(?=.)", "$1 ");
  }
}
