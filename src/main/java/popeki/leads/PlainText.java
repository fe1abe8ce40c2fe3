package popeki.leads;

import java.text.Normalizer;
import java.util.Arrays;
import popeki.kernel.Pure;

/**
 * A text as it may leave: compatibility forms folded (NFKC), digits of every script as 0–9, and
 * whatever nobody sees gone: control characters, zero-width ones, those that turn the direction,
 * and tags (U+E0000…). Each character knows where it stood, so a quote from it can be found in what
 * was typed.
 */
@Pure
final class PlainText {
  private final String text;
  private final int[] starts;
  private final int[] ends;

  private PlainText(String text, int[] starts, int[] ends) {
    this.text = text;
    this.starts = starts;
    this.ends = ends;
  }

  static PlainText of(String typed) {
    var writer = new Writer(typed.length());
    int at = 0;
    while (at < typed.length()) {
      int next = clusterEnd(typed, at);
      writer.write(folded(typed.substring(at, next)), at, next);
      at = next;
    }
    return writer.done();
  }

  String text() {
    return text;
  }

  /** Where a character stood in what was typed. */
  int startOf(int index) {
    return starts[index];
  }

  /** Where a character ended in what was typed. */
  int endOf(int index) {
    return ends[index];
  }

  /** A character with the marks on it: folding must see them together. */
  private static int clusterEnd(String typed, int at) {
    int end = at + Character.charCount(typed.codePointAt(at));
    while (end < typed.length() && isMark(typed.codePointAt(end))) {
      end += Character.charCount(typed.codePointAt(end));
    }
    return end;
  }

  private static boolean isMark(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
  }

  private static String folded(String cluster) {
    if (cluster.length() == 1 && cluster.charAt(0) >= ' ' && cluster.charAt(0) < 0x7F) {
      return cluster;
    }
    var folded = new StringBuilder();
    Normalizer.normalize(cluster, Normalizer.Form.NFKC)
        .codePoints()
        .filter(PlainText::isSeen)
        .map(PlainText::plain)
        .forEach(folded::appendCodePoint);
    return folded.toString();
  }

  private static boolean isSeen(int codePoint) {
    if (codePoint == '\n' || codePoint == '\t') {
      return true;
    }
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      // Variation selectors and the grapheme joiner draw nothing by themselves.
      case Character.NON_SPACING_MARK ->
          !(codePoint >= 0xFE00 && codePoint <= 0xFE0F)
              && !(codePoint >= 0xE0100 && codePoint <= 0xE01EF)
              && codePoint != 0x034F;
      default ->
          codePoint != 0x115F && codePoint != 0x1160 && codePoint != 0x3164 && codePoint != 0x2800;
    };
  }

  private static int plain(int codePoint) {
    if (Character.getType(codePoint) == Character.DECIMAL_DIGIT_NUMBER) {
      return '0' + Character.digit(codePoint, 10);
    }
    return Character.getType(codePoint) == Character.SPACE_SEPARATOR ? ' ' : codePoint;
  }

  private static final class Writer {
    private final StringBuilder text;
    private int[] starts;
    private int[] ends;

    Writer(int length) {
      text = new StringBuilder(length);
      starts = new int[Math.max(16, length)];
      ends = new int[Math.max(16, length)];
    }

    void write(String piece, int start, int end) {
      int from = text.length();
      text.append(piece);
      if (text.length() > starts.length) {
        starts = Arrays.copyOf(starts, text.length() * 2);
        ends = Arrays.copyOf(ends, text.length() * 2);
      }
      Arrays.fill(starts, from, text.length(), start);
      Arrays.fill(ends, from, text.length(), end);
    }

    PlainText done() {
      return new PlainText(text.toString(), starts, ends);
    }
  }
}
