package popeki.reports;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Click to sale.
 *
 * @param note what a reader might stumble over; null for nothing
 */
public record FunnelView(List<Step> steps, @Nullable String note) {
  /**
   * One step.
   *
   * @param rate of the step before, as words; null where that says nothing
   * @param share of the largest step, 0 to 1
   */
  public record Step(String name, String count, @Nullable String rate, double share, String href) {}
}
