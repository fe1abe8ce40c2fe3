package popeki.workspaces;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The choice of a workspace. */
public final class ChoiceView {
  private ChoiceView() {}

  /**
   * The page.
   *
   * @param total how many there are in all
   * @param searchable whether there are enough to search
   */
  public record Page(List<Row> rows, int total, boolean searchable, String query, Instant now) {}

  /** A workspace, what the person is there, and when they were there last. */
  public record Row(
      String slug,
      String name,
      String under,
      String roleWord,
      @Nullable Instant lastSeenAt,
      boolean mayLeave) {}
}
