package popeki.conversations;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import popeki.conversations.Amounts.Amount;
import popeki.conversations.StageReading.AmountVerdict;
import popeki.conversations.StageReading.FoundAmount;
import popeki.conversations.StageReading.FoundPhrase;
import popeki.conversations.StageReading.PhraseVerdict;
import popeki.kernel.FoldedWords;
import popeki.kernel.Money;
import popeki.kernel.Pure;

/**
 * Reads a stage, and a value where one is written, from the seller's own words: "Venda fechada! R$
 * 350". Blind to case, accents, punctuation and emoji, but whole words only: "vendas fechadas" is
 * not "venda fechada".
 *
 * <ul>
 *   <li>The phrase that stands first counts; of two at the same place the longer.
 *   <li>A denied phrase ("ainda não é venda fechada", "não consegui deixar a venda fechada"), one
 *       under a condition ("se pagar agora é venda fechada") and a question ("venda fechada?",
 *       "venda fechada por R$ 350?") count for nothing: a sale that was none would be told to Meta
 *       as one. A word denies what follows it in its clause, a condition also the next clause; "mas
 *       agora" ends either.
 *   <li>The amount is the first one after the phrase. With a currency it may stand some words away,
 *       without one only right beside it ("venda fechada por 350"). One called total is preferred;
 *       freight, discounts and down payments are passed over. When none follows, the one right
 *       before the phrase counts.
 * </ul>
 */
@Pure
final class StageWords {
  private static final int MOST_SHOWN = 8;
  private static final int FARTHEST_MARKED = 12;
  private static final int FARTHEST_BARE = 5;

  private static final Set<String> NEGATIONS =
      Set.of(
          "nao", "nem", "sem", "nunca", "jamais", "sin", "tampoco", "not", "never", "without",
          "tidak", "belum", "bukan", "nahi", "nahin");

  /** "Sem frete, venda fechada": these deny only what stands right after them. */
  private static final Set<String> NEAR_NEGATIONS = Set.of("sem", "sin", "without");

  private static final Set<String> FAR_NEGATIONS =
      Set.of(
          "dont", "didnt", "doesnt", "isnt", "wasnt", "arent", "havent", "hasnt", "hadnt", "cant",
          "cannot", "couldnt", "wont", "wouldnt");

  /** "Don't" is two words, of which the second is t. */
  private static final Set<String> BEFORE_T =
      Set.of(
          "don", "didn", "doesn", "isn", "wasn", "aren", "haven", "hasn", "hadn", "can", "couldn",
          "won", "wouldn");

  /** "No" denies in Spanish and English and means "in the" in Portuguese: only right before. */
  private static final String NO = "no";

  /** Beside these "no" is Spanish and denies the whole clause. */
  private static final Set<String> BEFORE_NO = Set.of("todavia", "aun");

  private static final Set<String> AFTER_NO =
      Set.of(
          "tenemos",
          "tengo",
          "tiene",
          "tienen",
          "hay",
          "hemos",
          "he",
          "ha",
          "han",
          "esta",
          "estan",
          "es",
          "fue",
          "era",
          "pude",
          "pudo",
          "pudimos",
          "puedo",
          "podemos",
          "logre",
          "logro",
          "logramos",
          "conseguimos",
          "consegui",
          "quiere",
          "quieren",
          "quiso",
          "se");

  /** "Não se preocupe", "no problem": what they deny is a worry. */
  private static final Set<String> WORRIES =
      Set.of(
          "preocupe",
          "preocupa",
          "preocupes",
          "duvida",
          "duvidas",
          "duda",
          "dudas",
          "doubt",
          "worry",
          "worries",
          "problema",
          "problemas",
          "problem",
          "problems",
          "khawatir");

  private static final Set<String> CONDITIONS =
      Set.of("if", "unless", "kalau", "kalo", "jika", "apabila", "agar", "yadi");

  /** These ask for a verb in the future subjunctive: "se pagar", "quando fizer o pix". */
  private static final Set<String> PORTUGUESE_CONDITIONS = Set.of("se", "quando");

  private static final Pattern FUTURE_SUBJUNCTIVE = Pattern.compile(".+(r|rem|rmos|sse|ssem)");

  /** After these, "si" is a yes without its accent. */
  private static final Set<String> AFTER_YES =
      Set.of(
          "claro",
          "senor",
          "senora",
          "ya",
          "gracias",
          "por",
          "esta",
          "confirmado",
          "listo",
          "lista",
          "perfecto",
          "venta",
          "venda",
          "es",
          "fue");

  /** They may stand before the word that begins a clause. */
  private static final Set<String> OPENERS =
      Set.of("e", "mas", "so", "que", "entao", "porque", "pois", "y", "pero", "solo", "como");

  /** From here on something else is said. */
  private static final Set<String> TURNS = Set.of("mas", "porem", "pero", "but", "tapi", "lekin");

  /** "Ontem não deu, agora venda fechada": it ends a denial, and belongs to "se pagar agora". */
  private static final Set<String> NOW = Set.of("agora", "ahora", "now", "sekarang");

  private static final int FARTHEST_NEGATION = 6;
  private static final int FARTHEST_CONDITION = 10;

  private static final Set<String> LINKING =
      Set.of(
          "de", "do", "da", "em", "no", "na", "por", "o", "a", "e", "com", "valor", "total", "r",
          "foi", "ficou", "deu", "of", "for", "at", "the", "is", "amount", "value", "price", "con",
          "el", "la", "en", "monto", "precio", "preco", "harga", "senilai", "sebesar", "rs");
  private static final Set<String> AFTER_BARE =
      Set.of(
          "no",
          "na",
          "em",
          "a",
          "por",
          "com",
          "e",
          "para",
          "pelo",
          "pela",
          "pix",
          "boleto",
          "cartao",
          "dinheiro",
          "avista",
          "parcelado",
          "total",
          "via",
          "on",
          "by",
          "in",
          "for",
          "with",
          "and",
          "cash",
          "card",
          "con",
          "y",
          "al",
          "en",
          "tarjeta",
          "efectivo",
          "obrigado",
          "obrigada",
          "gracias",
          "thanks",
          "ok");
  private static final Set<String> QUANTITY =
      Set.of("por", "x", "a", "de", "for", "at", "of", "cada");
  private static final Set<String> TOTAL = Set.of("total", "totalizando", "soma", "jumlah");
  private static final Set<String> NOT_THE_PRICE =
      Set.of(
          "frete",
          "entrega",
          "desconto",
          "sinal",
          "entrada",
          "troco",
          "taxa",
          "shipping",
          "delivery",
          "discount",
          "deposit",
          "tip",
          "envio",
          "descuento",
          "anticipo",
          "ongkir");
  private static final Pattern SENTENCE_END = Pattern.compile("[.!?;\\n]");
  private static final Pattern CLAUSE_END = Pattern.compile("[,:()\\[\\]…–—\\p{So}]|\\s-+\\s");

  private final FoldedWords text;
  private final List<Amount> amounts;
  private final String currency;

  private StageWords(FoldedWords text, String currency) {
    this.text = text;
    this.amounts = Amounts.in(text.text(), currency);
    this.currency = currency;
  }

  /**
   * @param text what the business wrote; never a customer's message, never an edit
   * @param defaultCurrency the workspace's, for amounts that name none
   */
  static Optional<StageWord> read(String text, List<KeyPhrase> phrases, String defaultCurrency) {
    var words = FoldedWords.of(text);
    var found =
        phrases.stream()
            .flatMap(phrase -> places(words, phrase))
            .sorted(FIRST_THEN_LONGEST)
            .toList();
    if (found.isEmpty()) {
      return Optional.empty();
    }
    var reader = new StageWords(words, defaultCurrency);
    return found.stream().flatMap(place -> reader.meaning(place).stream()).findFirst();
  }

  /**
   * The same with the reasons, for whoever tries a message.
   *
   * @param text what the business would write
   */
  static StageReading explain(String text, List<KeyPhrase> phrases, String defaultCurrency) {
    var words = FoldedWords.of(text);
    var found =
        phrases.stream()
            .flatMap(phrase -> places(words, phrase))
            .sorted(FIRST_THEN_LONGEST)
            .limit(MOST_SHOWN)
            .toList();
    if (found.isEmpty()) {
      return new StageReading(null, List.of(), List.of(), NearMiss.of(words, phrases));
    }
    return new StageWords(words, defaultCurrency).explained(found);
  }

  private StageReading explained(List<Place> found) {
    var shown = new ArrayList<FoundPhrase>();
    Place counts = null;
    for (Place place : found) {
      PhraseVerdict verdict = counts == null ? verdict(place) : PhraseVerdict.NOT_FIRST;
      counts = verdict == PhraseVerdict.COUNTS ? place : counts;
      shown.add(new FoundPhrase(place.phrase(), verdict));
    }
    if (counts == null) {
      return new StageReading(null, shown, List.of(), null);
    }
    var taken = amountOf(counts);
    Place place = counts;
    return new StageReading(
        new StageWord(place.phrase().stage(), place.phrase(), money(taken)),
        shown,
        amounts.stream()
            .limit(MOST_SHOWN)
            .map(amount -> new FoundAmount(written(amount), verdict(amount, taken, place)))
            .toList(),
        null);
  }

  private String written(Amount amount) {
    return text.text().substring(amount.start(), amount.end()).strip();
  }

  private AmountVerdict verdict(Amount amount, @Nullable Amount taken, Place place) {
    if (amount.equals(taken)) {
      return AmountVerdict.TAKEN;
    }
    if (isCalled(NOT_THE_PRICE, amount)) {
      return AmountVerdict.NOT_THE_PRICE;
    }
    boolean near =
        amount.start() >= place.end()
            ? belongs(place.end(), amount)
            : amount.end() <= place.start() && standsBefore(amount, place);
    if (near) {
      return AmountVerdict.OTHER;
    }
    return amount.isMarked() ? AmountVerdict.FAR : AmountVerdict.NO_CURRENCY;
  }

  /** Where a phrase stands, in words and in characters. */
  private record Place(KeyPhrase phrase, int word, int length, int start, int end) {}

  private static final Comparator<Place> FIRST_THEN_LONGEST =
      Comparator.comparingInt(Place::word).thenComparing(Place::length, Comparator.reverseOrder());

  private static Stream<Place> places(FoldedWords text, KeyPhrase phrase) {
    var looked = FoldedWords.of(phrase.phrase()).folded();
    if (looked.isEmpty()) {
      return Stream.empty();
    }
    return IntStream.range(0, text.words().size())
        .filter(index -> text.startWith(looked, index))
        .mapToObj(
            index ->
                new Place(
                    phrase,
                    index,
                    looked.size(),
                    text.words().get(index).start(),
                    text.words().get(index + looked.size() - 1).end()));
  }

  private Optional<StageWord> meaning(Place place) {
    return verdict(place) == PhraseVerdict.COUNTS
        ? Optional.of(new StageWord(place.phrase().stage(), place.phrase(), money(amountOf(place))))
        : Optional.empty();
  }

  private PhraseVerdict verdict(Place place) {
    if (isDenied(place)) {
      return PhraseVerdict.DENIED;
    }
    var amount = amountOf(place);
    int stop = amount == null ? place.end() : Math.max(place.end(), amount.end());
    return isAsked(place.end()) || isAsked(stop) ? PhraseVerdict.ASKED : PhraseVerdict.COUNTS;
  }

  private @Nullable Money money(@Nullable Amount amount) {
    return amount == null ? null : amount.money(currency);
  }

  private boolean isDenied(Place place) {
    int clauses = 0;
    boolean calmed = false;
    boolean turned = false;
    for (int back = 1; back <= FARTHEST_CONDITION && place.word() - back >= 0; back++) {
      int index = place.word() - back;
      var gap = gapAfter(index);
      if (SENTENCE_END.matcher(gap).find()) {
        return false;
      }
      clauses += CLAUSE_END.matcher(gap).find() ? 1 : 0;
      if (back <= 2 && deniesNear(word(index), back)) {
        return true;
      }
      if (clauses > 1 || turned) {
        if (back >= 2) {
          return false;
        }
        continue;
      }
      boolean here = clauses == 0 && !calmed && back <= FARTHEST_NEGATION;
      if ((here && deniesClause(index)) || isCondition(index, back)) {
        return true;
      }
      calmed |= WORRIES.contains(word(index)) || NOW.contains(word(index));
      turned = TURNS.contains(word(index));
    }
    return false;
  }

  private String word(int index) {
    return index < 0 || index >= text.words().size() ? "" : text.words().get(index).folded();
  }

  /** What is written between a word and the next. */
  private String gapAfter(int index) {
    var words = text.words();
    return index < 0 || index + 1 >= words.size()
        ? ""
        : text.text().substring(words.get(index).end(), words.get(index + 1).start());
  }

  private static boolean deniesNear(String word, int back) {
    return NEGATIONS.contains(word) || (back == 1 && word.equals(NO));
  }

  private boolean deniesClause(int index) {
    var word = word(index);
    if (word.equals(NO)) {
      return BEFORE_NO.contains(word(index - 1)) || AFTER_NO.contains(word(index + 1));
    }
    return FAR_NEGATIONS.contains(word)
        || (NEGATIONS.contains(word) && !NEAR_NEGATIONS.contains(word))
        || (word.equals("t") && BEFORE_T.contains(word(index - 1)));
  }

  private boolean isCondition(int index, int back) {
    var word = word(index);
    if (CONDITIONS.contains(word)) {
      return true;
    }
    if (!beginsClause(index)) {
      return false;
    }
    if (PORTUGUESE_CONDITIONS.contains(word)) {
      return IntStream.rangeClosed(index + 1, index + Math.min(3, back - 1))
          .anyMatch(after -> FUTURE_SUBJUNCTIVE.matcher(word(after)).matches());
    }
    var si = text.words().get(index);
    return word.equals("caso")
        || (word.equals("si")
            && text.text().substring(si.start(), si.end()).equalsIgnoreCase("si")
            && back > 1
            && !CLAUSE_END.matcher(gapAfter(index)).find()
            && !AFTER_YES.contains(word(index + 1)));
  }

  private boolean beginsClause(int index) {
    var gap = gapAfter(index - 1);
    return index == 0
        || OPENERS.contains(word(index - 1))
        || SENTENCE_END.matcher(gap).find()
        || CLAUSE_END.matcher(gap).find();
  }

  /** A question mark before the next word; "?!" is a cheer. */
  private boolean isAsked(int from) {
    var written = text.text();
    int at = from;
    while (at < written.length() && !Character.isLetterOrDigit(written.codePointAt(at))) {
      char sign = written.charAt(at);
      if (sign == '?') {
        return at + 1 == written.length() || written.charAt(at + 1) != '!';
      }
      if (sign == '!' || sign == '.' || sign == '\n') {
        return false;
      }
      at += Character.charCount(written.codePointAt(at));
    }
    return false;
  }

  private @Nullable Amount amountOf(Place place) {
    var after =
        amounts.stream()
            .filter(amount -> amount.start() >= place.end() && belongs(place.end(), amount))
            .toList();
    if (after.isEmpty()) {
      return amounts.reversed().stream()
          .filter(amount -> amount.end() <= place.start() && standsBefore(amount, place))
          .findFirst()
          .orElse(null);
    }
    var total = after.stream().filter(amount -> isCalled(TOTAL, amount)).findFirst();
    return total.orElseGet(() -> withoutQuantity(after));
  }

  /** "2 por R$ 350": the two are pieces. */
  private Amount withoutQuantity(List<Amount> candidates) {
    var first = candidates.getFirst();
    if (first.isMarked() || candidates.size() == 1) {
      return first;
    }
    var second = candidates.get(1);
    var between = text.between(first.end(), second.start());
    return second.isMarked() && QUANTITY.containsAll(between) ? second : first;
  }

  private boolean belongs(int phraseEnd, Amount amount) {
    var between = text.between(phraseEnd, amount.start());
    if (isCalled(NOT_THE_PRICE, amount)) {
      return false;
    }
    if (amount.isMarked()) {
      return between.size() <= FARTHEST_MARKED;
    }
    return between.size() <= FARTHEST_BARE && LINKING.containsAll(between) && isNoCount(amount);
  }

  private boolean standsBefore(Amount amount, Place place) {
    var between = text.between(amount.end(), place.start());
    return !isCalled(NOT_THE_PRICE, amount)
        && (amount.isMarked() ? between.size() <= 2 : between.isEmpty());
  }

  /** A bare number followed by a noun counts things: "2 camisetas". */
  private boolean isNoCount(Amount amount) {
    var next = text.words().stream().filter(word -> word.start() >= amount.end()).findFirst();
    if (next.isEmpty() || amount.hasCents()) {
      return true;
    }
    var gap = text.text().substring(amount.end(), next.get().start());
    return AFTER_BARE.contains(next.get().folded())
        || amounts.stream().anyMatch(other -> other.start() == next.get().start())
        || !gap.isBlank()
        || gap.contains("\n");
  }

  private boolean isCalled(Set<String> names, Amount amount) {
    var before = text.between(0, amount.start());
    return before.subList(Math.max(0, before.size() - 2), before.size()).stream()
        .anyMatch(names::contains);
  }
}
