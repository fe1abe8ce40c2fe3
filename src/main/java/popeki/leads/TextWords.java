package popeki.leads;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import popeki.kernel.Pure;

/**
 * Cuts a message into comparable words that remember where they stood: compatibility forms folded,
 * invisible characters gone, lower case, accents off, long drawn letters shortened. {@code "Olááá,
 * VOCÊS têm?"} → {@code ola, voces, tem, ?}.
 *
 * <p>The text is never rewritten, so a quote cut at these offsets is literal.
 */
@Pure
final class TextWords {
  /** More than this of one message is not read: nobody types it, and hostile input may be long. */
  static final int LONGEST = 2_000;

  /**
   * A word, a number, a currency sign, or a stop: {@code .} for the end of a clause, {@code ?}.
   *
   * @param start first character in the original text
   * @param end after the last character in the original text
   */
  record Word(String text, int start, int end) {
    boolean isStop() {
      return text.equals(".") || text.equals("?");
    }

    boolean isNumber() {
      return Character.isDigit(text.charAt(0));
    }
  }

  private static final String SIGNS = "$€£₹₦%@#";
  private static final String STOPS = ".!;:\n…।|(){}[]<>\"“”";

  private final String original;
  private final int end;
  private final List<Word> words = new ArrayList<>();
  private final StringBuilder open = new StringBuilder();
  private int openStart;
  private int openEnd;

  private TextWords(String original) {
    this.original = original;
    this.end = Math.min(original.length(), LONGEST);
  }

  static List<Word> of(String text) {
    TextWords cut = new TextWords(text);
    cut.read();
    return cut.words;
  }

  private void read() {
    int at = 0;
    while (at < end) {
      int codePoint = original.codePointAt(at);
      int next = at + Character.charCount(codePoint);
      if (!invisible(codePoint)) {
        fold(codePoint, at, next);
      }
      at = next;
    }
    close();
  }

  private void fold(int codePoint, int start, int next) {
    if (codePoint < 0x80) {
      take((char) codePoint, start, next);
      return;
    }
    String folded = Normalizer.normalize(Character.toString(codePoint), Normalizer.Form.NFKD);
    folded
        .codePoints()
        .filter(part -> part < 0x300 || part > 0x36F)
        .forEach(part -> takeFolded(part, start, next));
  }

  private void takeFolded(int codePoint, int start, int next) {
    if (Character.isBmpCodePoint(codePoint)) {
      take((char) codePoint, start, next);
    } else {
      close();
    }
  }

  private void take(char raw, int start, int next) {
    char c = Character.toLowerCase(raw);
    if (Character.isLetter(c) || isIndicMark(c) || Character.isDigit(c)) {
      append(c, start, next);
    } else if (c == '\'' || c == '’' || c == '`' || c == '´') {
      openEnd = Math.max(openEnd, next);
    } else if ((c == '.' || c == ',') && betweenDigits(start, next)) {
      append(c, start, next);
    } else if (c == ':' && betweenDigits(start, next)) {
      append(c, start, next);
    } else if (SIGNS.indexOf(c) >= 0) {
      sign(c, start, next);
    } else {
      close();
      stop(c, start, next);
    }
  }

  /** {@code R$}, {@code US$} and {@code U$S} stay one word; a lone {@code $} is its own. */
  private void sign(char c, int start, int next) {
    if (c == '$' && !open.isEmpty() && open.length() <= 3 && !Character.isDigit(open.charAt(0))) {
      append(c, start, next);
      close();
      return;
    }
    close();
    words.add(new Word(String.valueOf(c), start, next));
  }

  private void stop(char c, int start, int next) {
    String mark = c == '?' ? "?" : STOPS.indexOf(c) >= 0 ? "." : "";
    if (mark.isEmpty()) {
      return;
    }
    boolean repeats = !words.isEmpty() && words.getLast().text().equals(mark);
    if (!repeats) {
      words.add(new Word(mark, start, next));
    }
  }

  private void append(char c, int start, int next) {
    if (open.isEmpty()) {
      openStart = start;
    }
    open.append(c);
    openEnd = next;
  }

  private void close() {
    if (open.isEmpty()) {
      return;
    }
    String text = shortened(open.toString());
    words.add(new Word(text, openStart, openEnd));
    open.setLength(0);
  }

  /** {@code oiiii} → {@code oi}; digits stay as they are. */
  private static String shortened(String word) {
    if (word.length() < 3 || Character.isDigit(word.charAt(0))) {
      return word;
    }
    StringBuilder kept = new StringBuilder();
    for (int i = 0; i < word.length(); ) {
      int run = i;
      while (run < word.length() && word.charAt(run) == word.charAt(i)) {
        run++;
      }
      int times = run - i >= 3 ? 1 : run - i;
      kept.repeat(word.charAt(i), times);
      i = run;
    }
    return kept.toString();
  }

  private boolean betweenDigits(int start, int next) {
    return start > 0
        && next < original.length()
        && Character.isDigit(original.charAt(start - 1))
        && Character.isDigit(original.charAt(next));
  }

  private static boolean isIndicMark(char c) {
    return c >= 0x0900 && c <= 0x097F && c != '।' && c != '॥';
  }

  private static boolean invisible(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.FORMAT
        || type == Character.UNASSIGNED
        || type == Character.SURROGATE
        || type == Character.PRIVATE_USE
        || (type == Character.CONTROL
            && codePoint != '\n'
            && codePoint != '\t'
            && codePoint != '\r')
        || (codePoint >= 0xFE00 && codePoint <= 0xFE0F);
  }
}
