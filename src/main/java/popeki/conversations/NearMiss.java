package popeki.conversations;

import java.util.List;
import org.jspecify.annotations.Nullable;
import popeki.kernel.FoldedWords;
import popeki.kernel.Pure;

/**
 * FoldedWords that are almost a key phrase: "vendas fechadas", "venda fexada". They do not count,
 * and whoever tries a message is told so.
 */
@Pure
final class NearMiss {
  /** Letters that a word may be off by; short words are taken by the letter. */
  private static final int MOST_OFF = 2;

  private static final int SHORT = 4;

  private NearMiss() {}

  static StageReading.@Nullable Near of(FoldedWords text, List<KeyPhrase> phrases) {
    for (KeyPhrase phrase : phrases) {
      List<String> wanted = FoldedWords.of(phrase.phrase()).folded();
      for (int at = 0; !wanted.isEmpty() && at + wanted.size() <= text.words().size(); at++) {
        if (isNear(text, at, wanted)) {
          int from = text.words().get(at).start();
          int to = text.words().get(at + wanted.size() - 1).end();
          return new StageReading.Near(text.text().substring(from, to), phrase);
        }
      }
    }
    return null;
  }

  private static boolean isNear(FoldedWords text, int at, List<String> wanted) {
    for (int i = 0; i < wanted.size(); i++) {
      String written = text.words().get(at + i).folded();
      String word = wanted.get(i);
      int allowed = word.length() <= SHORT ? 0 : MOST_OFF;
      if (Math.abs(written.length() - word.length()) > allowed
          || distance(written, word) > allowed) {
        return false;
      }
    }
    return true;
  }

  /** How many letters to change, add or leave out. */
  private static int distance(String first, String second) {
    int[] row = new int[second.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= first.length(); i++) {
      int corner = row[0];
      row[0] = i;
      for (int j = 1; j <= second.length(); j++) {
        int change = corner + (first.charAt(i - 1) == second.charAt(j - 1) ? 0 : 1);
        corner = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[second.length()];
  }
}
