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
 *   <li>A denied phrase ("ainda não é venda fechada", "no venda fechada") and a question ("venda
 *       fechada?", "venda fechada por R$ 350?") count for nothing: a sale that was none would be
 *       told to Meta as one.
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

  /** "No" denies in Spanish and English and means "in the" in Portuguese: only right before. */
  private static final String NO = "no";

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
    if (amount == null) {
      return null;
    }
    return Money.of(amount.value(), amount.currency() == null ? currency : amount.currency());
  }

  private boolean isDenied(Place place) {
    for (int back = 1; back <= 2 && place.word() - back >= 0; back++) {
      var word = text.words().get(place.word() - back);
      if (SENTENCE_END.matcher(text.text().substring(word.end(), place.start())).find()) {
        return false;
      }
      if (NEGATIONS.contains(word.folded()) || (back == 1 && word.folded().equals(NO))) {
        return true;
      }
    }
    return false;
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
