package popeki.reports;

import java.util.List;
import org.jspecify.annotations.Nullable;
import popeki.platform.LinkView;

/**
 * A short table by source or campaign, largest first.
 *
 * @param all the door to the full report, with how many there are
 */
public record BreakdownView(String title, String head, List<Row> rows, Row total, LinkView all) {
  /**
   * One line.
   *
   * @param href narrows the page to it; null for the total
   * @param list the conversations behind its number; null where no list can show them
   * @param none the row without a key
   * @param share of the largest row, 0 to 1
   */
  public record Row(
      String name,
      @Nullable String href,
      @Nullable String list,
      boolean none,
      double share,
      String conversations,
      String qualified,
      String rate) {}
}
