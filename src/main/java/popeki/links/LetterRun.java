package popeki.links;

import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/** Ten letters in a row, apart from signs and spaces between them, and how they are written. */
@Pure
final class LetterRun {
  /** Signs and spaces allowed between two letters. */
  static final int GAP = 4;

  private static final int FEW = 2;

  private final int[] letters = new int[ReferenceCode.LENGTH];
  private int end;
  private int groups;
  private int capitals;
  private int smalls;
  private boolean capitalFirst;
  private boolean groupHasDigit;
  private boolean groupHasLetter;
  private boolean mixedGroup;

  private LetterRun() {}

  static @Nullable LetterRun at(Glyphs glyphs, int start) {
    var run = new LetterRun();
    return run.read(glyphs, start) ? run : null;
  }

  private boolean read(Glyphs glyphs, int start) {
    int gap = 1;
    int count = 0;
    for (end = start; count < letters.length; end++) {
      switch (glyphs.kind(end)) {
        case LETTER -> {
          take(glyphs, count++, gap > 0);
          gap = 0;
        }
        case SPACE, SIGN -> {
          if (++gap > GAP) {
            return false;
          }
        }
        case WORD, BREAK, HARD -> {
          return false;
        }
      }
    }
    return true;
  }

  private void take(Glyphs glyphs, int place, boolean newGroup) {
    boolean digit = glyphs.isDigit(end);
    groups += newGroup ? 1 : 0;
    groupHasDigit = digit || (groupHasDigit && !newGroup);
    groupHasLetter = !digit || (groupHasLetter && !newGroup);
    mixedGroup |= groupHasDigit && groupHasLetter;
    capitals += glyphs.isUpper(end) ? 1 : 0;
    smalls += glyphs.isLower(end) ? 1 : 0;
    capitalFirst |= capitals == 1 && smalls == 0;
    letters[place] = glyphs.letter(end);
  }

  int[] letters() {
    return letters;
  }

  /** The place behind the last letter. */
  int end() {
    return end;
  }

  boolean isUpper() {
    return smalls == 0;
  }

  boolean isOneWord() {
    return groups == 1;
  }

  /** All capitals, all small, or as a keyboard starts a sentence. */
  boolean isOneCase() {
    return capitals == 0 || smalls == 0 || (capitals == 1 && capitalFirst);
  }

  /** Broken up the way people break codes: into two pieces, or into single letters. */
  boolean isSpelledOut() {
    return groups == letters.length || (groups <= FEW && mixedGroup);
  }
}
