package popeki.leads;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/** All phrases of one language, found in one pass over the words. */
@Pure
final class Lexicon {
  private static final int SHORTEST_BEGINNING = 2;
  private static final int LONGEST_BEGINNING = 12;
  private static final String ANY_NUMBER = "0";

  private record Entry(Concept concept, Phrase phrase) {}

  /** A concept found: words {@code from} to before {@code to}. */
  record Found(Concept concept, int from, int to) {}

  private final Map<String, List<Entry>> byWord = new HashMap<>();
  private final Map<String, List<Entry>> byBeginning = new HashMap<>();

  void add(Concept concept, Phrase phrase) {
    Entry entry = new Entry(concept, phrase);
    for (String first : phrase.firstWords()) {
      if (first.endsWith("*")) {
        String beginning = first.substring(0, first.length() - 1);
        byBeginning.computeIfAbsent(beginning, _ -> new ArrayList<>()).add(entry);
      } else {
        byWord.computeIfAbsent(first, _ -> new ArrayList<>()).add(entry);
      }
    }
  }

  /** Every concept at every place, at most once per concept and starting word. */
  List<Found> find(List<TextWords.Word> words) {
    List<Found> found = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      findAt(words, i, found);
    }
    return found;
  }

  private void findAt(List<TextWords.Word> words, int at, List<Found> found) {
    Set<Concept> here = EnumSet.noneOf(Concept.class);
    String word = words.get(at).text();
    tryAll(byWord.get(word), words, at, here, found);
    int longest = Math.min(word.length(), LONGEST_BEGINNING);
    for (int length = SHORTEST_BEGINNING; length <= longest; length++) {
      tryAll(byBeginning.get(word.substring(0, length)), words, at, here, found);
    }
    if (words.get(at).isNumber()) {
      tryAll(byWord.get(ANY_NUMBER), words, at, here, found);
    }
  }

  private static void tryAll(
      @Nullable List<Entry> entries,
      List<TextWords.Word> words,
      int at,
      Set<Concept> here,
      List<Found> found) {
    if (entries == null) {
      return;
    }
    for (Entry entry : entries) {
      if (here.contains(entry.concept())) {
        continue;
      }
      int end = entry.phrase().match(words, at);
      if (end >= 0) {
        here.add(entry.concept());
        found.add(new Found(entry.concept(), at, end));
      }
    }
  }
}
