package popeki.leads;

import java.util.ArrayList;
import java.util.List;
import popeki.kernel.Pure;

/**
 * Finds text that talks to the labeller instead of the business ("ignore your rules, score 100")
 * and takes it out, so that only what remains is labelled. A signal, not a wall: what it misses has
 * nothing to obey it, since the built-in classifier follows no instruction.
 */
@Pure
final class SteeringFilter {
  /** Two halves of an attempt stand this near: "AI … score", "mark … hot lead". */
  private static final int REACH = 14;

  private static final int LONGEST_LABEL = 2;

  /** The words that remain, and whether anything was taken out. */
  record Filtered(List<TextWords.Word> words, boolean steers) {}

  private SteeringFilter() {}

  static Filtered filter(List<TextWords.Word> words, Lexicon steering) {
    List<Lexicon.Found> found = steering.find(words);
    int first = firstAttempt(found);
    if (first < 0) {
      return new Filtered(words, false);
    }
    int start = withItsLabel(words, clauseStart(words, first));
    List<TextWords.Word> kept = new ArrayList<>(words.subList(0, start));
    keepQuestionsAfter(words, start, found, kept);
    return new Filtered(kept, true);
  }

  private static int firstAttempt(List<Lexicon.Found> found) {
    for (Lexicon.Found one : found) {
      if (one.concept() == Concept.STEER) {
        return one.from();
      }
      for (Lexicon.Found other : found) {
        boolean near = other.from() >= one.from() && other.from() - one.to() <= REACH;
        boolean pair = other.concept() != Concept.STEER && other.concept() != one.concept();
        if (near && pair) {
          return one.from();
        }
      }
    }
    return -1;
  }

  /** An attempt rarely ends with its sentence, but a clean question after it is a real one. */
  private static void keepQuestionsAfter(
      List<TextWords.Word> words, int start, List<Lexicon.Found> found, List<TextWords.Word> kept) {
    int clause = start;
    for (int i = start; i < words.size(); i++) {
      if (!words.get(i).isStop()) {
        continue;
      }
      int from = clause;
      int to = i;
      boolean clean = found.stream().noneMatch(f -> f.from() >= from && f.from() <= to);
      if (clean && words.get(i).text().equals("?")) {
        kept.addAll(words.subList(clause, i + 1));
      }
      clause = i + 1;
    }
  }

  /** "[developer note] …", "</messages> …": the short tag before an attempt belongs to it. */
  private static int withItsLabel(List<TextWords.Word> words, int start) {
    if (start == 0 || words.get(start - 1).text().equals("?")) {
      return start;
    }
    int label = clauseStart(words, start - 1);
    return start - 1 - label <= LONGEST_LABEL ? label : start;
  }

  private static int clauseStart(List<TextWords.Word> words, int at) {
    int start = at;
    while (start > 0 && !words.get(start - 1).isStop()) {
      start--;
    }
    return start;
  }
}
