package popeki.reports;

import java.util.List;

/**
 * What each way of giving credit says of one campaign, and what it cost.
 *
 * @param cost costs in a sentence; empty when none are known
 */
public record CreditView(List<String> heads, List<Row> rows, String cost) {
  /** One model. */
  public record Row(String name, boolean usual, List<String> cells) {}
}
