package popeki.links;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import popeki.kernel.Pure;

/**
 * A text as the search for visible codes sees it: one glyph per code point, compatibility forms
 * (full-width, circled, mathematical letters, other scripts' digits) folded to plain ones,
 * zero-width characters left out, addresses closed off.
 */
@Pure
final class Glyphs {
  /** What a glyph means to a code beside it. */
  enum Kind {
    /** One of the 31 letters. */
    LETTER,
    /** Another Latin letter or digit: whatever touches it is part of a longer word. */
    WORD,
    /** Space or line break; may stand inside a code that was retyped. */
    SPACE,
    /** A dash, dot, quote or markdown sign; may stand inside too. */
    SIGN,
    /** Brackets, other punctuation, emoji, letters of other scripts: end a code. */
    BREAK,
    /** Signs of addresses, paths and encoded data: what touches them is no code. */
    HARD
  }

  private static final String SIGNS = "-_*~`'\".,|>·•«»‹›“”„‘’‚′″−";
  private static final String HARDS = "/=@+%&\\#$";

  private final int[] letters;
  private final Kind[] kinds;
  private final boolean[] upper;
  private final int[] from;
  private final int[] to;
  private int size;

  private Glyphs(int capacity) {
    letters = new int[capacity];
    kinds = new Kind[capacity];
    upper = new boolean[capacity];
    from = new int[capacity];
    to = new int[capacity];
  }

  static Glyphs of(String text) {
    var glyphs = new Glyphs(text.length());
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      int next = i + Character.charCount(codePoint);
      glyphs.add(codePoint, i, next);
      i = next;
    }
    glyphs.closeAddresses(text);
    return glyphs;
  }

  int size() {
    return size;
  }

  /** The kind at a place; a text's ends break like punctuation. */
  Kind kind(int i) {
    return i < 0 || i >= size ? Kind.BREAK : kinds[i];
  }

  int letter(int i) {
    return letters[i];
  }

  boolean isLetter(int i, char upperCase) {
    return kind(i) == Kind.LETTER && ReferenceCode.ALPHABET.charAt(letters[i]) == upperCase;
  }

  /** Whether the letter is a capital; digits have no case. */
  boolean isUpper(int i) {
    return upper[i];
  }

  boolean isLower(int i) {
    return (kind(i) == Kind.LETTER || kind(i) == Kind.WORD) && !upper[i] && !isDigit(i);
  }

  boolean isDigit(int i) {
    return kind(i) == Kind.LETTER && ReferenceCode.isDigit(letters[i]);
  }

  /** Whether a code may begin behind or end before this place. */
  boolean isOpen(int i) {
    return switch (kind(i)) {
      case LETTER, WORD, HARD -> false;
      case SPACE, SIGN, BREAK -> true;
    };
  }

  boolean isGap(int i) {
    return kind(i) == Kind.SPACE || kind(i) == Kind.SIGN;
  }

  int from(int i) {
    return from[i];
  }

  int to(int i) {
    return to[i];
  }

  private void add(int codePoint, int start, int end) {
    if (isZeroWidth(codePoint)) {
      return;
    }
    int folded = fold(codePoint);
    int capital = folded < 128 ? Character.toUpperCase(folded) : folded;
    letters[size] = ReferenceCode.letter(capital);
    kinds[size] = letters[size] >= 0 ? Kind.LETTER : other(folded);
    upper[size] = folded == capital && Character.isLetter(folded);
    from[size] = start;
    to[size] = end;
    size++;
  }

  private static boolean isZeroWidth(int codePoint) {
    return codePoint > 127
        && switch (Character.getType(codePoint)) {
          case Character.FORMAT, Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> true;
          default -> false;
        };
  }

  private static int fold(int codePoint) {
    if (codePoint < 0xA0) {
      return codePoint;
    }
    if (Character.isDigit(codePoint)) {
      return '0' + Character.digit(codePoint, 10);
    }
    if (codePoint >= 0x0250 && codePoint < 0x2000) {
      return codePoint;
    }
    var plain = Normalizer.normalize(Character.toString(codePoint), Normalizer.Form.NFKC);
    return plain.length() == 1 ? plain.charAt(0) : codePoint;
  }

  private static Kind other(int codePoint) {
    if (Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint)) {
      return Kind.SPACE;
    }
    if (SIGNS.indexOf(codePoint) >= 0
        || Character.getType(codePoint) == Character.DASH_PUNCTUATION) {
      return Kind.SIGN;
    }
    if (HARDS.indexOf(codePoint) >= 0) {
      return Kind.HARD;
    }
    boolean latin = Character.isLetterOrDigit(codePoint) && codePoint < 0x0250;
    return latin ? Kind.WORD : Kind.BREAK;
  }

  /** Letters inside a web or mail address spell no code. */
  private void closeAddresses(String text) {
    int start = 0;
    for (int i = 0; i <= size; i++) {
      if (i == size || kinds[i] == Kind.SPACE) {
        if (i > start && isAddress(text.substring(from[start], to[i - 1]))) {
          Arrays.fill(kinds, start, i, Kind.HARD);
        }
        start = i + 1;
      }
    }
  }

  private static boolean isAddress(String word) {
    return word.contains("://")
        || word.indexOf('@') > 0
        || word.toLowerCase(Locale.ROOT).startsWith("www.");
  }
}
