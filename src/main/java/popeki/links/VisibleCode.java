package popeki.links;

import java.util.ArrayList;
import java.util.List;
import popeki.kernel.Pure;

/**
 * The visible form of a reference code, {@code (ref K7QM2XPA4B)} on a last line. Behind the word
 * <em>ref</em> ten letters in any case and spacing are read; without it the code must stand alone
 * as one word in one case, or alone on its line in two pieces of capitals.
 */
@Pure
final class VisibleCode {
  private static final int MARKER = 3;

  private final String text;
  private final Glyphs glyphs;
  private final List<Sighting> found = new ArrayList<>();
  private int done;

  private VisibleCode(String text) {
    this.text = text;
    this.glyphs = Glyphs.of(text);
  }

  /** Where a code stands, its marker included: from inclusive, to exclusive. */
  record Sighting(ReferenceCode code, int from, int to) {}

  static String append(ReferenceCode code, String message) {
    var tail = "(ref " + code.value() + ")";
    return message.isEmpty() ? tail : message + "\n" + tail;
  }

  static List<Sighting> sightings(String text) {
    var search = new VisibleCode(text);
    for (int i = 0; i < search.glyphs.size(); i = Math.max(i + 1, search.done)) {
      if (search.glyphs.kind(i) == Glyphs.Kind.LETTER && !isWord(search.glyphs.kind(i - 1))) {
        search.startingAt(i);
      }
    }
    return search.found;
  }

  private static boolean isWord(Glyphs.Kind kind) {
    return kind == Glyphs.Kind.LETTER || kind == Glyphs.Kind.WORD;
  }

  private void startingAt(int i) {
    if (isMarker(i) && marked(i)) {
      return;
    }
    if (glyphs.isOpen(i - 1) && !isCompound(i - 1, i - 2)) {
      bare(i);
    }
  }

  private boolean isMarker(int i) {
    return glyphs.isLetter(i, 'R') && glyphs.isLetter(i + 1, 'E') && glyphs.isLetter(i + 2, 'F');
  }

  private boolean marked(int marker) {
    int start = marker + MARKER;
    while (start < marker + MARKER + LetterRun.GAP
        && start < glyphs.size()
        && !isWord(glyphs.kind(start))) {
      start++;
    }
    var run = LetterRun.at(glyphs, start);
    if (run == null) {
      return false;
    }
    boolean glued = start == marker + MARKER && !run.isUpper();
    boolean cut = isWord(glyphs.kind(run.end())) && !(run.isUpper() && glyphs.isLower(run.end()));
    return !glued && !cut && accept(run, marker);
  }

  private void bare(int start) {
    var run = LetterRun.at(glyphs, start);
    if (run == null || !glyphs.isOpen(run.end()) || isCompound(run.end(), run.end() + 1)) {
      return;
    }
    boolean plausible =
        run.isOneWord()
            ? run.isOneCase()
            : run.isUpper() && run.isSpelledOut() && isAlone(start, run.end());
    if (plausible) {
      accept(run, start);
    }
  }

  /**
   * Nothing else on its line: in pieces and without its marker, a code is like any serial number.
   */
  private boolean isAlone(int start, int end) {
    int left = start - 1;
    while (glyphs.isGap(left) && !isLineBreak(left)) {
      left--;
    }
    int right = end;
    while (glyphs.isGap(right) && !isLineBreak(right)) {
      right++;
    }
    return glyphs.isOpen(left) && glyphs.isOpen(right);
  }

  private boolean isLineBreak(int i) {
    return text.charAt(glyphs.from(i)) == '\n';
  }

  /** {@code ABCD-K7QM2XPA4B}: a sign glued to a further word makes it part of something longer. */
  private boolean isCompound(int sign, int beyond) {
    return glyphs.kind(sign) == Glyphs.Kind.SIGN && isWord(glyphs.kind(beyond));
  }

  private boolean accept(LetterRun run, int from) {
    if (!ReferenceCode.isCode(run.letters())) {
      return false;
    }
    var code = new ReferenceCode(ReferenceCode.spell(run.letters()));
    found.add(wrapped(code, glyphs.from(from), glyphs.to(run.end() - 1)));
    done = run.end();
    return true;
  }

  /** Takes the brackets or quotes right around the code into its span. */
  private Sighting wrapped(ReferenceCode code, int from, int to) {
    int left = from;
    int right = to;
    while (left > 0 && right < text.length() && isPair(text.charAt(left - 1), text.charAt(right))) {
      left--;
      right++;
    }
    return new Sighting(code, left, right);
  }

  private static boolean isPair(char left, char right) {
    int open = "([{<\"'*_~`“‘«".indexOf(left);
    return open >= 0 && ")]}>\"'*_~`”’»".charAt(open) == right;
  }
}
