package popeki.conversations;

import java.util.List;

/**
 * FoldedWords of the seller that set a stage. Only what the business writes counts, and only the
 * message as first sent: an edited one does not.
 *
 * @param phrase at least one letter or digit; signs and emoji are ignored
 */
public record KeyPhrase(String phrase, OutcomeKind stage) {
  /** What every workspace starts with: "venda fechada R$ 350" is a sale of 350. */
  public static final List<KeyPhrase> DEFAULTS =
      List.of(new KeyPhrase("venda fechada", OutcomeKind.WON));
}
