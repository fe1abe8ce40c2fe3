package popeki.conversations;

import java.util.List;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * What a message of the seller would do, and why not something else.
 *
 * @param word what it does; null for nothing
 * @param phrases every place where a key phrase stands, in the order in which they were looked at
 * @param amounts every amount in the text; none while no phrase counts
 * @param near the words that are almost a key phrase, when none stands there
 */
@Pure
record StageReading(
    @Nullable StageWord word,
    List<FoundPhrase> phrases,
    List<FoundAmount> amounts,
    @Nullable Near near) {

  record FoundPhrase(KeyPhrase phrase, PhraseVerdict verdict) {}

  enum PhraseVerdict {
    COUNTS,
    /** "Not", "ainda não", "no" stands before it, or a condition: "se pagar". */
    DENIED,
    /** It ends in a question mark. */
    ASKED,
    /** Another one stands before it, or is longer at the same place. */
    NOT_FIRST
  }

  record FoundAmount(String written, AmountVerdict verdict) {}

  enum AmountVerdict {
    TAKEN,
    /** Freight, a discount, a down payment. */
    NOT_THE_PRICE,
    /** Without a currency it counts only right beside the phrase, and not before a noun. */
    NO_CURRENCY,
    /** Too many words between it and the phrase. */
    FAR,
    /** Another amount stands nearer, or is called the total. */
    OTHER
  }

  /** "vendas fechadas" is almost "venda fechada". */
  record Near(String written, KeyPhrase phrase) {}
}
