package popeki.kernel;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A text as its words, blind to case, accents, punctuation, emoji and invisible characters.
 *
 * @param text the text with its digits in ASCII and its look-alikes folded; positions refer to it
 */
@Pure
public record FoldedWords(String text, List<Word> words) {

  /** A word as it is compared, and where it stands. */
  public record Word(String folded, int start, int end) {}

  public static FoldedWords of(String written) {
    var text = clean(written);
    var words = new ArrayList<Word>();
    int at = 0;
    while (at < text.length()) {
      int end = wordEnd(text, at);
      if (end > at) {
        words.add(new Word(fold(text.substring(at, end)), at, end));
        at = end;
      } else {
        at += Character.charCount(text.codePointAt(at));
      }
    }
    return new FoldedWords(text, List.copyOf(words));
  }

  /** The words that begin and end between two positions. */
  public List<String> between(int from, int to) {
    return words.stream()
        .filter(word -> word.start() >= from && word.end() <= to)
        .map(Word::folded)
        .toList();
  }

  /** Do these words stand here, one after the other? */
  public boolean startWith(List<String> phrase, int index) {
    if (index + phrase.size() > words.size()) {
      return false;
    }
    for (int i = 0; i < phrase.size(); i++) {
      if (!words.get(index + i).folded().equals(phrase.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** The words alone. */
  public List<String> folded() {
    return words.stream().map(Word::folded).toList();
  }

  private static String clean(String written) {
    var text = new StringBuilder();
    Normalizer.normalize(written, Normalizer.Form.NFKC)
        .codePoints()
        .filter(c -> Character.getType(c) != Character.FORMAT && (c < 0xFE00 || c > 0xFE0F))
        .map(c -> Character.isDigit(c) ? '0' + Character.digit(c, 10) : c)
        .forEach(text::appendCodePoint);
    return text.toString();
  }

  private static int wordEnd(String text, int start) {
    int first = text.codePointAt(start);
    if (!Character.isLetterOrDigit(first)) {
      return start;
    }
    int end = start + Character.charCount(first);
    if (standsAlone(first)) {
      return end;
    }
    while (end < text.length()) {
      int next = text.codePointAt(end);
      if (!(Character.isLetterOrDigit(next) || isMark(next)) || standsAlone(next)) {
        break;
      }
      end += Character.charCount(next);
    }
    return end;
  }

  /** In scripts that put no blanks between words every sign counts as a word. */
  private static boolean standsAlone(int codePoint) {
    return switch (Character.UnicodeScript.of(codePoint)) {
      case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
      default -> false;
    };
  }

  private static boolean isMark(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
  }

  private static String fold(String word) {
    var decomposed = Normalizer.normalize(word.toLowerCase(Locale.ROOT), Normalizer.Form.NFD);
    var kept = new StringBuilder(decomposed.length());
    // accents only: the vowel signs of Indic scripts are marks too, and carry meaning
    decomposed.codePoints().filter(c -> c < 0x0300 || c > 0x036F).forEach(kept::appendCodePoint);
    return kept.toString();
  }
}
