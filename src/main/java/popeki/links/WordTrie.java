package popeki.links;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/** Words to verdicts, matched without regard to case and without allocating. */
@Pure
final class WordTrie {
  private static final String SYMBOLS = "abcdefghijklmnopqrstuvwxyz0123456789-/ ._!";
  private static final int WIDTH = SYMBOLS.length() + 1;
  private static final byte[] SYMBOL = symbols();

  private short[] next = new short[64 * WIDTH];
  private @Nullable Verdict[] verdicts = new @Nullable Verdict[64];
  private int states = 1;

  WordTrie(Map<String, Verdict> words) {
    words.forEach(this::put);
  }

  /**
   * The verdict of the longest word that begins here and is not the beginning of a longer one: what
   * follows it is no letter.
   */
  @Nullable Verdict longestAt(String text, int from) {
    Verdict longest = null;
    int state = 0;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      state = c < 128 ? next[state * WIDTH + SYMBOL[c]] : 0;
      if (state == 0) {
        return longest;
      }
      var verdict = verdicts[state];
      if (verdict != null && endsWord(text, i)) {
        longest = verdict;
      }
    }
    return longest;
  }

  static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean endsWord(String text, int last) {
    return last + 1 == text.length()
        || !isLetter(text.charAt(last))
        || !isLetter(text.charAt(last + 1));
  }

  private void put(String word, Verdict verdict) {
    int state = 0;
    for (int i = 0; i < word.length(); i++) {
      int symbol = SYMBOL[word.charAt(i)];
      if (symbol == 0) {
        throw new IllegalArgumentException("unreadable word: " + word);
      }
      int edge = state * WIDTH + symbol;
      if (next[edge] == 0) {
        int fresh = newState(); // may move the table
        next[edge] = (short) fresh;
      }
      state = next[edge];
    }
    verdicts[state] = verdict;
  }

  private int newState() {
    if (states == verdicts.length) {
      verdicts = Arrays.copyOf(verdicts, 2 * states);
      next = Arrays.copyOf(next, 2 * states * WIDTH);
    }
    return states++;
  }

  private static byte[] symbols() {
    var symbols = new byte[128];
    for (int i = 0; i < SYMBOLS.length(); i++) {
      char c = SYMBOLS.charAt(i);
      symbols[c] = (byte) (i + 1);
      symbols[Character.toUpperCase(c)] = (byte) (i + 1);
    }
    return symbols;
  }
}
