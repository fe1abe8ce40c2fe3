package popeki.conversations;

import java.util.ArrayList;
import java.util.List;

/**
 * Who came: scores beside everybody's, and the commonest first words.
 *
 * @param scored how many of them have a score
 * @param reads whether the reader's role sees what people write
 */
public record PeopleView(List<Step> steps, long scored, List<Words> words, boolean reads) {
  /**
   * A step of the scores.
   *
   * @param share of those that have a score, 0 to 1
   * @param everybody the same of all conversations of the days
   */
  public record Step(int from, int to, double share, double everybody) {}

  /** First words, and how many began so. */
  public record Words(String text, long count) {}

  static PeopleView of(List<Long> these, List<Long> all, List<Words> words, boolean reads) {
    long scored = sum(these);
    long everybody = sum(all);
    var steps = new ArrayList<Step>();
    for (int i = these.size() - 1; i >= 0; i--) {
      steps.add(
          new Step(
              i * 20,
              i == these.size() - 1 ? 100 : i * 20 + 19,
              share(these.get(i), scored),
              share(all.get(i), everybody)));
    }
    return new PeopleView(steps, scored, words, reads);
  }

  private static long sum(List<Long> counts) {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
