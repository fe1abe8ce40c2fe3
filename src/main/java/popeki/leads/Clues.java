package popeki.leads;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import popeki.kernel.Pure;

/**
 * What was found in a conversation, ready for {@link LeadRules}: concepts, money, and how much was
 * said at all. Quotes are cut from the messages as typed.
 */
@Pure
final class Clues {
  private static final int LONGEST_QUOTE = 120;

  /** A message, its words without attempts to steer, and the concepts in them. */
  record Read(
      LeadMessage message,
      List<TextWords.Word> words,
      List<Lexicon.Found> found,
      List<MoneyReader.Mention> money,
      BitSet smallWords) {

    boolean has(Concept concept) {
      return found.stream().anyMatch(f -> f.concept() == concept);
    }
  }

  private final BusinessContext business;
  private final List<Read> lead;
  private final List<Read> ours;
  private final boolean steers;
  private final Set<Concept> concepts = EnumSet.noneOf(Concept.class);

  Clues(BusinessContext business, List<Read> lead, List<Read> ours, boolean steers) {
    this.business = business;
    this.lead = lead;
    this.ours = ours;
    this.steers = steers;
    lead.forEach(read -> read.found().forEach(found -> concepts.add(found.concept())));
  }

  BusinessContext business() {
    return business;
  }

  List<Read> lead() {
    return lead;
  }

  List<Read> ours() {
    return ours;
  }

  boolean steers() {
    return steers;
  }

  boolean has(Concept concept) {
    return concepts.contains(concept);
  }

  boolean hasAny(Concept... wanted) {
    for (Concept concept : wanted) {
      if (concepts.contains(concept)) {
        return true;
      }
    }
    return false;
  }

  boolean lastHas(Concept concept) {
    return !lead.isEmpty() && lead.getLast().has(concept);
  }

  boolean lastAsks() {
    return !lead.isEmpty() && asks(lead.getLast());
  }

  int count(Concept concept) {
    return lead.stream()
        .mapToInt(r -> (int) r.found().stream().filter(f -> f.concept() == concept).count())
        .sum();
  }

  private static boolean asks(Read read) {
    return read.words().stream().anyMatch(word -> word.text().equals("?"));
  }

  /** Whether the business's own messages hold the concept, such as an invitation to visit. */
  boolean oursHave(Concept concept) {
    return ours.stream().anyMatch(read -> read.has(concept));
  }

  boolean hasQuestion() {
    return lead.stream().anyMatch(Clues::asks);
  }

  /** Words of any kind, stops aside. */
  int wordCount() {
    return lead.stream()
        .mapToInt(r -> (int) r.words().stream().filter(w -> !w.isStop()).count())
        .sum();
  }

  /** Words that say something: no greetings, fillers, "price?" or little grammar words. */
  int contentCount() {
    return lead.stream().mapToInt(Clues::contentWords).sum();
  }

  private static int contentWords(Read read) {
    int count = 0;
    for (int i = 0; i < read.words().size(); i++) {
      TextWords.Word word = read.words().get(i);
      boolean says = !word.isStop() && word.text().length() > 1 && !read.smallWords().get(i);
      count += says ? 1 : 0;
    }
    return count;
  }

  boolean hasLink() {
    return lead.stream().anyMatch(read -> LINK.matcher(read.message().text()).find());
  }

  private static final java.util.regex.Pattern LINK =
      java.util.regex.Pattern.compile(
          "(?i)https?://|www\\.|\\b[a-z0-9-]{2,40}\\.(?:com|net|org|info|top|xyz|site|online|club|shop|link|live|vip|app|io|ly|me|cc|click|win|store|cfd|icu|buzz)\\b");

  /** The lead's words around the first sign of a concept. */
  Optional<Signal> signal(SignalCode code, Concept concept) {
    for (Read read : lead) {
      for (Lexicon.Found found : read.found()) {
        if (found.concept() == concept) {
          return Optional.of(new Signal(code, read.message().n(), quote(read, found)));
        }
      }
    }
    return Optional.empty();
  }

  /** The whole clause where it is short, else just the words found. */
  private static String quote(Read read, Lexicon.Found found) {
    int from = found.from();
    int to = Math.max(found.from(), found.to() - 1);
    int clauseFrom = from;
    while (clauseFrom > 0 && !read.words().get(clauseFrom - 1).isStop()) {
      clauseFrom--;
    }
    int clauseTo = to;
    while (clauseTo + 1 < read.words().size() && !read.words().get(clauseTo + 1).isStop()) {
      clauseTo++;
    }
    String clause = literal(read, clauseFrom, clauseTo);
    String words = clause.length() <= LONGEST_QUOTE ? clause : literal(read, from, to);
    return words.length() <= LONGEST_QUOTE ? words : words.substring(0, LONGEST_QUOTE);
  }

  private static String literal(Read read, int from, int to) {
    return read.message()
        .text()
        .substring(read.words().get(from).start(), read.words().get(to).end());
  }

  /** The longest clause that says something, as typed, for "interest". */
  String interest() {
    List<String> clauses = new ArrayList<>();
    for (Read read : lead) {
      int start = 0;
      for (int i = 0; i <= read.words().size(); i++) {
        boolean ends = i == read.words().size() || read.words().get(i).isStop();
        if (ends && i > start) {
          clauses.add(literal(read, start, i - 1));
        }
        start = ends ? i + 1 : start;
      }
    }
    String longest = "";
    for (String clause : clauses) {
      longest = clause.length() > longest.length() ? clause : longest;
    }
    return longest.strip();
  }
}
