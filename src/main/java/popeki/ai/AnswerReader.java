package popeki.ai;

/** Understands the text of an answer; whoever asked knows its shape and its bounds. */
@FunctionalInterface
public interface AnswerReader<T> {
  /**
   * @throws UnfitAnswer when the text is not what was asked for: a failed attempt, the next
   *     provider is asked
   */
  T read(String text) throws UnfitAnswer;
}
