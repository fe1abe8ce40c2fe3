package popeki.leads;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import popeki.kernel.Pure;

/**
 * One line of a lexicon, ready to match words. The notation, by example:
 *
 * <pre>
 * quero|queria marcar     either word, then "marcar"
 * [eu] quero              "eu" may be missing
 * agend*                  any word that begins so
 * i_would_like|want       an alternative of several words
 * in 0 days               0 stands for any number
 * &#64;want .. visit          a word list of words.txt; up to three words between; ... up to six
 * </pre>
 *
 * Gaps never cross the end of a clause.
 */
@Pure
final class Phrase {
  private static final int SHORT_GAP = 3;
  private static final int LONG_GAP = 6;

  /** One place of the phrase: any of the alternatives, each one or more words. */
  private record Slot(List<String[]> alternatives, boolean optional, int gap) {}

  private final Slot[] slots;

  private Phrase(List<Slot> slots) {
    this.slots = slots.toArray(Slot[]::new);
  }

  static Phrase parse(String line, Map<String, String> wordLists) {
    List<Slot> slots = new ArrayList<>();
    for (String part : line.strip().split("\\s+")) {
      slots.add(slot(part, wordLists));
    }
    if (slots.getFirst().optional() || slots.getFirst().gap() > 0) {
      throw new IllegalArgumentException("A phrase cannot begin with a gap or option: " + line);
    }
    return new Phrase(slots);
  }

  private static Slot slot(String part, Map<String, String> wordLists) {
    if (part.equals("..") || part.equals("...")) {
      return new Slot(List.of(), false, part.length() == 2 ? SHORT_GAP : LONG_GAP);
    }
    boolean optional = part.startsWith("[") && part.endsWith("]");
    String body = optional ? part.substring(1, part.length() - 1) : part;
    List<String[]> alternatives = new ArrayList<>();
    for (String alternative : body.split("\\|")) {
      if (alternative.startsWith("@")) {
        String words = wordLists.get(alternative.substring(1));
        if (words == null) {
          throw new IllegalArgumentException("No word list " + alternative);
        }
        for (String word : words.split("\\|")) {
          alternatives.add(word.split("_"));
        }
      } else {
        alternatives.add(alternative.split("_"));
      }
    }
    return new Slot(List.copyOf(alternatives), optional, 0);
  }

  /** The words a match may begin with, as written: exact, {@code begin*} or {@code 0}. */
  List<String> firstWords() {
    return slots[0].alternatives().stream().map(words -> words[0]).distinct().toList();
  }

  /** Every exact word of the phrase; each is weak evidence of its language. */
  List<String> exactWords() {
    List<String> exact = new ArrayList<>();
    for (Slot slot : slots) {
      for (String[] alternative : slot.alternatives()) {
        for (String word : alternative) {
          if (!word.endsWith("*") && !word.equals("0")) {
            exact.add(word);
          }
        }
      }
    }
    return exact;
  }

  /** The index after the last matched word, or -1. */
  int match(List<TextWords.Word> words, int from) {
    return match(words, from, 0);
  }

  private int match(List<TextWords.Word> words, int from, int slotIndex) {
    if (slotIndex == slots.length) {
      return from;
    }
    Slot slot = slots[slotIndex];
    if (slot.gap() > 0) {
      return matchAfterGap(words, from, slotIndex);
    }
    for (String[] alternative : slot.alternatives()) {
      if (matches(words, from, alternative)) {
        int end = match(words, from + alternative.length, slotIndex + 1);
        if (end >= 0) {
          return end;
        }
      }
    }
    return slot.optional() ? match(words, from, slotIndex + 1) : -1;
  }

  private int matchAfterGap(List<TextWords.Word> words, int from, int slotIndex) {
    for (int skipped = 0; skipped <= slots[slotIndex].gap(); skipped++) {
      int end = match(words, from + skipped, slotIndex + 1);
      if (end >= 0) {
        return end;
      }
      if (from + skipped >= words.size() || words.get(from + skipped).isStop()) {
        return -1;
      }
    }
    return -1;
  }

  private static boolean matches(List<TextWords.Word> words, int from, String[] alternative) {
    if (from + alternative.length > words.size()) {
      return false;
    }
    for (int i = 0; i < alternative.length; i++) {
      if (!matches(words.get(from + i), alternative[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean matches(TextWords.Word word, String wanted) {
    if (wanted.equals("0")) {
      return word.isNumber();
    }
    if (wanted.endsWith("*")) {
      return word.text().startsWith(wanted.substring(0, wanted.length() - 1));
    }
    return word.text().equals(wanted);
  }
}
