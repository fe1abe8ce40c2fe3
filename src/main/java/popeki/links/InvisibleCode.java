package popeki.links;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * The zero-width twin of a reference code: two symbols that say "here", 25 that are the code as a
 * number, four that check it. The symbols are U+2061 to U+2064 (invisible operators): unlike the
 * joiners U+200C and U+200D they mean nothing to Hindi, Arabic or emoji sequences, and NFKC keeps
 * them.
 */
@Pure
final class InvisibleCode {
  private static final char FIRST = '\u2061';
  private static final char LAST = '\u2064';
  private static final int[] START = {3, 1};
  private static final int DATA = 25;
  private static final int CHECK = 4;
  static final int LENGTH = START.length + DATA + CHECK;

  /** A shorter run may be somebody's formula; a longer one is what is left of a code. */
  private static final int REMAINS = 4;

  private InvisibleCode() {}

  /** Where a twin stands: the positions of its symbols, which need not be neighbours. */
  record Sighting(ReferenceCode code, int from, BitSet symbols) {}

  /** Behind the first word, where neither trimming nor typing at the end reaches it. */
  static String insert(ReferenceCode code, String message) {
    int at = place(message);
    return message.substring(0, at) + symbols(code) + message.substring(at);
  }

  private static int place(String message) {
    int word = 0;
    while (word < message.length() && Character.isWhitespace(message.charAt(word))) {
      word++;
    }
    for (int i = word; i < message.length(); i++) {
      if (Character.isWhitespace(message.charAt(i))) {
        return i;
      }
    }
    boolean punctuated =
        word < message.length() && ".!?".indexOf(message.charAt(message.length() - 1)) >= 0;
    return punctuated ? message.length() - 1 : message.length();
  }

  private static String symbols(ReferenceCode code) {
    long number = number(code);
    var text = new StringBuilder(LENGTH);
    for (int symbol : START) {
      text.append((char) (FIRST + symbol));
    }
    append(text, number, DATA);
    append(text, check(number), CHECK);
    return text.toString();
  }

  private static void append(StringBuilder text, long number, int length) {
    for (int i = length - 1; i >= 0; i--) {
      text.append((char) (FIRST + ((number >>> (2 * i)) & 3)));
    }
  }

  /** Every twin in a text; whatever was typed or wrapped between its symbols is passed over. */
  static List<Sighting> sightings(String text) {
    var found = new ArrayList<Sighting>();
    var at = positions(text);
    for (int i = 0; i + LENGTH <= at.length; ) {
      var code = read(text, at, i);
      if (code == null) {
        i++;
      } else {
        var symbols = new BitSet();
        for (int end = i + LENGTH; i < end; i++) {
          symbols.set(at[i]);
        }
        found.add(new Sighting(code, symbols.nextSetBit(0), symbols));
      }
    }
    return found;
  }

  /**
   * The symbols to leave out when the text is shown: the twins, and what is left of broken ones.
   */
  static BitSet clutter(String text) {
    var clutter = new BitSet();
    sightings(text).forEach(sighting -> clutter.or(sighting.symbols()));
    int run = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i < text.length() && isSymbol(text.charAt(i))) {
        run++;
      } else {
        if (run >= REMAINS) {
          clutter.set(i - run, i);
        }
        run = 0;
      }
    }
    return clutter;
  }

  private static int[] positions(String text) {
    var at = new int[16];
    int count = 0;
    for (int i = 0; i < text.length(); i++) {
      if (isSymbol(text.charAt(i))) {
        if (count == at.length) {
          at = Arrays.copyOf(at, 2 * count);
        }
        at[count++] = i;
      }
    }
    return Arrays.copyOf(at, count);
  }

  private static @Nullable ReferenceCode read(String text, int[] at, int from) {
    for (int i = 0; i < START.length; i++) {
      if (text.charAt(at[from + i]) - FIRST != START[i]) {
        return null;
      }
    }
    long number = number(text, at, from + START.length, DATA);
    long check = number(text, at, from + START.length + DATA, CHECK);
    return check == check(number) ? code(number) : null;
  }

  private static long number(String text, int[] at, int from, int length) {
    long number = 0;
    for (int i = from; i < from + length; i++) {
      number = (number << 2) | (text.charAt(at[i]) - FIRST);
    }
    return number;
  }

  private static long number(ReferenceCode code) {
    long number = 0;
    for (int i = 0; i < ReferenceCode.LENGTH; i++) {
      number =
          number * ReferenceCode.ALPHABET.length() + ReferenceCode.letter(code.value().charAt(i));
    }
    return number;
  }

  private static @Nullable ReferenceCode code(long number) {
    var letters = new int[ReferenceCode.LENGTH];
    long rest = number;
    for (int i = letters.length - 1; i >= 0; i--) {
      letters[i] = (int) (rest % ReferenceCode.ALPHABET.length());
      rest /= ReferenceCode.ALPHABET.length();
    }
    return rest == 0 && ReferenceCode.isCode(letters)
        ? new ReferenceCode(ReferenceCode.spell(letters))
        : null;
  }

  /** Eight bits that depend on all of the number's. */
  private static long check(long number) {
    return (number * 0x9E37_79B9_7F4A_7C15L) >>> 56;
  }

  private static boolean isSymbol(char c) {
    return c >= FIRST && c <= LAST;
  }
}
