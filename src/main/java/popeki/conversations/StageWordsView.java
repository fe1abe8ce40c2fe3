package popeki.conversations;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The page of the seller's words.
 *
 * @param typed what was tried; stands in the box again
 * @param example a message that would count, for the empty box
 */
public record StageWordsView(
    List<Rule> rules,
    boolean mayTry,
    boolean mayEdit,
    String typed,
    String example,
    @Nullable Answer answer) {

  /** A key phrase and the stage it sets, in words. */
  public record Rule(String phrase, String stage) {}

  /**
   * What the message would do.
   *
   * @param value the amount with its currency, in words
   */
  public record Answer(boolean fires, String headline, @Nullable String value, List<Line> lines) {}

  /**
   * One reason.
   *
   * @param takes it speaks for what happens; else it says why something does not count
   */
  public record Line(boolean takes, String words) {}
}
