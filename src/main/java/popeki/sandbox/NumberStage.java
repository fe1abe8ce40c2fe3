package popeki.sandbox;

import java.util.List;

/**
 * The page on which connecting a number is played.
 *
 * @param said what came of the last button; empty before the first
 */
public record NumberStage(
    String number, String waba, List<Token> tokens, boolean subscribed, String said) {
  public NumberStage {
    tokens = List.copyOf(tokens);
  }

  /** A token to paste. */
  public record Token(String token, String says, boolean ended) {}
}
