package popeki.links;

import java.util.List;
import popeki.platform.ChartView;
import popeki.platform.FilterBarView;

/** What a link's page tells of a period, already in words. */
public record LinkInsightsView(
    FilterBarView bar, ChartView chart, List<Table> tables, Ghosts ghosts) {

  /**
   * Clicks told apart by one thing.
   *
   * @param head of the first column
   */
  public record Table(String title, String head, List<Row> rows) {}

  /**
   * A line of it.
   *
   * @param share of the largest row, for the bar behind it
   */
  public record Row(String label, String clicks, String conversations, String rate, double share) {}

  /** Clicks that no message followed. */
  public record Ghosts(String lead, List<Cause> causes) {}

  /**
   * Why, as likely as can be told.
   *
   * @param share of all of them
   */
  public record Cause(String label, String why, String clicks, double share) {}
}
