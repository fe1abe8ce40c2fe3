package popeki.attribution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import popeki.kernel.FoldedWords;
import popeki.kernel.Pure;

/**
 * The words that a link's visitors find typed for them. Placeholders of the link's message stand
 * for a few words of any kind.
 *
 * @param parts the words between the placeholders; one part where there are none
 */
@Pure
record LinkText(UUID link, List<List<String>> parts) {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^{}]*}");

  /** A placeholder becomes so many words at most. */
  private static final int LONGEST_HOLE = 15;

  /** From this share of common words on, two texts are near. */
  private static final double NEAR = 0.6;

  private static final int FEWEST_WORDS = 3;
  private static final int FEWEST_OWN_WORDS = 2;

  /**
   * What people write by themselves, in the languages of our users. A text of nothing else says
   * nothing of where its writer came from.
   */
  private static final Set<String> COMMON =
      Set.copyOf(
          Arrays.asList(
              ("oi ola hello hi hey hola alo bom boa dia tarde noite buenos buenas dias tardes noches good"
                      + " morning afternoon evening day tudo bem como esta vai que tal am gostaria queria"
                      + " quero preciso want need would like to know saber mais more mas quiero quisiera"
                      + " necesito informacao informacoes informacion info information details detalhes"
                      + " detalles preco precos valor valores price prices precio precios about sobre de da"
                      + " do das dos del la el las los o a os as the an i eu yo me mi please por favor"
                      + " favor obrigado obrigada gracias thanks thank you voce voces vc can could get"
                      + " posso pode puedo puede ajuda help ayuda e y and com con with um uma un una is it"
                      + " isso isto este esta this have tem tiene s d m ve")
                  .split(" ")));

  static LinkText of(UUID link, String message) {
    var parts = new ArrayList<List<String>>();
    for (String part : PLACEHOLDER.split(message, -1)) {
      parts.add(FoldedWords.of(part).folded());
    }
    return new LinkText(link, List.copyOf(parts));
  }

  /** Says so much of its own that nobody writes it by chance. */
  boolean isDistinctive() {
    List<String> words = words();
    return words.size() >= FEWEST_WORDS
        && words.stream().filter(word -> !COMMON.contains(word)).count() >= FEWEST_OWN_WORDS;
  }

  /** How like these words, folded and without a code, are to the text. */
  Likeness likeness(List<String> said) {
    List<String> words = words();
    if (said.isEmpty() || words.isEmpty()) {
      return Likeness.OTHER;
    }
    if (isSame(said)) {
      return Likeness.SAME;
    }
    int common = common(said, words);
    double dice = 2.0 * common / (said.size() + words.size());
    boolean longer = common == words.size() && words.size() >= FEWEST_WORDS;
    return dice >= NEAR || longer ? Likeness.NEAR : Likeness.OTHER;
  }

  private List<String> words() {
    return parts.stream().flatMap(List::stream).toList();
  }

  /** Part by part, the places in what was said at which the text may have got so far. */
  private boolean isSame(List<String> said) {
    Set<Integer> ends = new TreeSet<>();
    if (!standsAt(said, 0, parts.getFirst())) {
      return false;
    }
    ends.add(parts.getFirst().size());
    for (List<String> part : parts.subList(1, parts.size())) {
      Set<Integer> next = new TreeSet<>();
      for (int end : ends) {
        for (int at = end; at <= Math.min(said.size(), end + LONGEST_HOLE); at++) {
          if (standsAt(said, at, part)) {
            next.add(at + part.size());
          }
        }
      }
      ends = next;
    }
    return ends.contains(said.size());
  }

  private static boolean standsAt(List<String> said, int at, List<String> part) {
    return at + part.size() <= said.size() && said.subList(at, at + part.size()).equals(part);
  }

  private static int common(List<String> said, List<String> words) {
    Map<String, Integer> left = new HashMap<>();
    said.forEach(word -> left.merge(word, 1, Integer::sum));
    int common = 0;
    for (String word : words) {
      if (left.getOrDefault(word, 0) > 0) {
        left.merge(word, -1, Integer::sum);
        common++;
      }
    }
    return common;
  }
}
