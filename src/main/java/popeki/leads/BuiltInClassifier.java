package popeki.leads;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a conversation without a key and without anything leaving the process: word lists, number
 * rules and the ordered rules of {@link LeadRules}. The same conversation always gives the same
 * reading. Portuguese, Spanish, English, Hindi (also in Latin letters) and Indonesian.
 *
 * <p>Loads its word lists when constructed; safe for many threads.
 */
public final class BuiltInClassifier {
  /** Stored with each reading; raise it with any change of rules or word lists. */
  public static final String VERSION = "built-in-2";

  private static final int FIRST_MESSAGES = 4;
  private static final int LAST_MESSAGES = 12;
  private static final int LONGEST_INTEREST = 80;

  private final Map<LeadLanguage, Lexicon> lexicons;
  private final Lexicon steering = new Lexicon();
  private final LanguageGuess.Evidence languageEvidence = new LanguageGuess.Evidence();
  private final Map<LeadLanguage, Map<String, BigDecimal>> numberWords =
      new EnumMap<>(LeadLanguage.class);

  /** Loads the word lists; a broken or missing list stops the start. */
  public BuiltInClassifier() {
    LexiconFiles files = new LexiconFiles();
    lexicons = files.lexicons();
    addSteering(files);
    addLanguageWords(files);
    files.read("numbers.txt").forEach(this::addNumberWord);
  }

  /** What the lead wants, in the business's eyes. Never throws, whatever was typed. */
  public Reading read(BusinessContext business, List<LeadMessage> messages) {
    List<LeadMessage> chosen = chosen(messages);
    List<Cut> cuts = chosen.stream().map(this::cut).toList();
    LanguageGuess guess = guess(business, cuts);
    Clues clues = clues(business, cuts, guess);
    LeadRules.Rule rule = LeadRules.decide(clues);
    return new Reading(
        rule.category(),
        LeadRules.intent(rule.category(), clues),
        hasBudget(rule.category()) ? BudgetRules.budget(clues) : null,
        UrgencyRules.urgency(rule.category(), clues),
        guess.language(),
        clues.has(Concept.DISCOUNT) || clues.has(Concept.GAVE_UP),
        shortened(clues.interest()),
        clues.steers(),
        rule.confidence(),
        SignalRules.signals(rule.category(), clues));
  }

  /** The message as it is read: without attempts to steer the label. */
  SteeringFilter.Filtered withoutSteering(LeadMessage message) {
    return cut(message).filtered();
  }

  /**
   * An amount that was written, whether it is a budget or not.
   *
   * @param currency as written, or null
   * @param text as written
   */
  record Amount(BigDecimal amount, @Nullable String currency, String text) {}

  /** Every amount in these messages, with number words of all languages. */
  List<Amount> amounts(BusinessContext business, List<LeadMessage> messages) {
    Map<String, BigDecimal> numbers = new HashMap<>();
    numberWords.values().forEach(words -> words.forEach(numbers::putIfAbsent));
    List<Amount> amounts = new ArrayList<>();
    for (LeadMessage message : messages) {
      List<TextWords.Word> words = TextWords.of(message.text());
      for (MoneyReader.Mention mention : MoneyReader.read(words, business.country(), numbers)) {
        int from = words.get(mention.from()).start();
        int to = words.get(mention.to() - 1).end();
        amounts.add(
            new Amount(mention.amount(), mention.currency(), message.text().substring(from, to)));
      }
    }
    return amounts;
  }

  private static boolean hasBudget(LeadCategory category) {
    return category.isLead() || category == LeadCategory.EXISTING_CUSTOMER;
  }

  /** "en la mañana" is a time of day, not tomorrow. */
  private static boolean partOfClock(Lexicon.Found day, List<Lexicon.Found> all) {
    return day.concept() == Concept.THIS_WEEK
        && all.stream()
            .anyMatch(
                clock ->
                    clock.concept() == Concept.CLOCK
                        && clock.from() < day.from()
                        && clock.to() >= day.to());
  }

  /** A message cut into words, with attempts to steer taken out. */
  private record Cut(LeadMessage message, SteeringFilter.Filtered filtered) {
    /** What the letters may be counted in: an attempt to steer says nothing of the language. */
    String remainingText() {
      if (!filtered.steers()) {
        return message.text();
      }
      StringBuilder text = new StringBuilder();
      filtered.words().forEach(word -> text.append(message.text(), word.start(), word.end()));
      return text.toString();
    }

    boolean fromLead() {
      return message.from() == LeadMessage.From.LEAD;
    }
  }

  private Cut cut(LeadMessage message) {
    List<TextWords.Word> words = TextWords.of(message.text());
    boolean lead = message.from() == LeadMessage.From.LEAD;
    return new Cut(
        message,
        lead
            ? SteeringFilter.filter(message.text(), words, steering)
            : SteeringFilter.all(message.text(), words));
  }

  private LanguageGuess guess(BusinessContext business, List<Cut> cuts) {
    List<Cut> lead = cuts.stream().filter(Cut::fromLead).toList();
    return LanguageGuess.of(
        lead.stream().map(cut -> cut.filtered().words()).toList(),
        lead.stream().map(Cut::remainingText).toList(),
        business.country(),
        languageEvidence);
  }

  private Clues clues(BusinessContext business, List<Cut> cuts, LanguageGuess guess) {
    Set<LeadLanguage> languages = new LinkedHashSet<>();
    languages.add(guess.language());
    languages.add(guess.second());
    languages.add(LeadLanguage.EN);
    List<Clues.Read> lead = new ArrayList<>();
    List<Clues.Read> ours = new ArrayList<>();
    boolean steers = false;
    for (Cut cut : cuts) {
      boolean nothingRemains =
          cut.filtered().steers()
              && cut.filtered().words().stream().allMatch(TextWords.Word::isStop);
      if (!nothingRemains) {
        (cut.fromLead() ? lead : ours).add(read(cut, business, languages));
      }
      steers |= cut.filtered().steers();
    }
    return new Clues(business, lead, ours, steers);
  }

  private Clues.Read read(Cut cut, BusinessContext business, Set<LeadLanguage> languages) {
    List<TextWords.Word> words = cut.filtered().words();
    List<Lexicon.Found> found = new ArrayList<>();
    Map<String, BigDecimal> numbers = new HashMap<>();
    for (LeadLanguage language : languages) {
      found.addAll(lexicon(language).find(words));
      numberWords.getOrDefault(language, Map.of()).forEach(numbers::putIfAbsent);
    }
    List<Lexicon.Found> all = List.copyOf(found);
    found.removeIf(one -> partOfClock(one, all));
    return new Clues.Read(
        cut.message(),
        words,
        found,
        MoneyReader.read(words, business.country(), numbers),
        smallWords(words, found));
  }

  private BitSet smallWords(List<TextWords.Word> words, List<Lexicon.Found> found) {
    BitSet small = new BitSet(words.size());
    for (int i = 0; i < words.size(); i++) {
      small.set(i, languageEvidence.isSmallWord(words.get(i).text()));
    }
    for (Lexicon.Found one : found) {
      if (one.concept() == Concept.SMALL_WORDS) {
        small.set(one.from(), one.to());
      }
    }
    return small;
  }

  private Lexicon lexicon(LeadLanguage language) {
    return lexicons.getOrDefault(language, steering);
  }

  private static List<LeadMessage> chosen(List<LeadMessage> messages) {
    int size = messages.size();
    if (size <= FIRST_MESSAGES + LAST_MESSAGES) {
      return messages;
    }
    List<LeadMessage> chosen = new ArrayList<>(messages.subList(0, FIRST_MESSAGES));
    chosen.addAll(messages.subList(size - LAST_MESSAGES, size));
    return chosen;
  }

  private static String shortened(String interest) {
    if (interest.length() <= LONGEST_INTEREST) {
      return interest;
    }
    int space = interest.lastIndexOf(' ', LONGEST_INTEREST);
    return interest.substring(0, space > 0 ? space : LONGEST_INTEREST).strip();
  }

  private void addSteering(LexiconFiles files) {
    files.steering().forEach(entry -> steering.add(entry.concept(), entry.phrase()));
  }

  private void addLanguageWords(LexiconFiles files) {
    for (LexiconFiles.Line line : files.read("language.txt")) {
      for (String word : line.text().split("\\s+")) {
        if (word.startsWith("*")) {
          languageEvidence.addEnding(line.language(), word.substring(1));
        } else {
          languageEvidence.addWord(line.language(), word);
        }
      }
    }
    files
        .vocabulary()
        .forEach(
            (language, words) ->
                words.forEach(word -> languageEvidence.addContentWord(language, word)));
  }

  private void addNumberWord(LexiconFiles.Line line) {
    for (String pair : line.text().split("\\s+")) {
      String[] sides = pair.split("=", 2);
      numberWords
          .computeIfAbsent(line.language(), _ -> new HashMap<>())
          .put(sides[0], new BigDecimal(sides[1]));
    }
  }
}
