package popeki.workspaces;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the page of the first steps shows. */
public final class StartViews {
  private StartViews() {}

  /**
   * A step.
   *
   * @param key the end of its address, and of the keys of its words
   * @param action where it is done, or seen once it is
   */
  public record Item(
      String key,
      int number,
      String href,
      @Nullable Instant doneAt,
      boolean later,
      boolean current,
      @Nullable String action,
      @Nullable String value) {}

  /**
   * The page.
   *
   * @param large the step that is shown large; null when nothing is left to do
   * @param next the step after a done one
   * @param self the address of this page, asked for again when the workspace changes
   */
  public record Start(
      List<Item> items,
      @Nullable Item large,
      @Nullable String next,
      int done,
      String self,
      boolean mayChange,
      boolean dismissed,
      Instant now) {}
}
