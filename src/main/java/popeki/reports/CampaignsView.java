package popeki.reports;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The full breakdown.
 *
 * @param groups the choices of what to count by
 * @param models the choices of who gets the credit
 * @param withSpend whether any cost is known, so that its columns are shown
 */
public record CampaignsView(
    List<Group> groups,
    List<Group> models,
    List<Column> columns,
    List<Row> rows,
    Row total,
    boolean withSpend,
    String file) {
  /** A choice. */
  public record Group(String label, String href, boolean current) {}

  /** A head that sorts. */
  public record Column(String label, String href, @Nullable String sorted, String why) {}

  /**
   * One line.
   *
   * @param href where its name leads; null for nowhere
   * @param id shown under the name where nobody told us the name
   * @param cells the numbers in the columns' order
   */
  public record Row(
      String name,
      @Nullable String href,
      @Nullable String id,
      boolean none,
      double share,
      List<Cell> cells) {}

  /**
   * A number and the list behind it.
   *
   * @param label the column's, for screens too narrow for heads
   * @param text null for unknown, with the reason
   * @param rate a share of the column before, in small letters; null for none
   */
  public record Cell(
      String label,
      @Nullable String text,
      @Nullable String href,
      @Nullable String rate,
      @Nullable String unknown) {}
}
