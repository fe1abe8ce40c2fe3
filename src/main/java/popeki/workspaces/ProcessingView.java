package popeki.workspaces;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the page of the processing switches shows. */
public final class ProcessingView {
  private ProcessingView() {}

  /** The page. */
  public record Page(List<Item> items, boolean mayChange, Instant now) {}

  /**
   * One purpose.
   *
   * @param since when it was last switched; null when it never was on
   * @param by who did, as the audit log names them
   * @param logHref every switch of it; null for those who may not read the log
   * @param switchHref where its switch posts to; null when it has none here
   * @param placeHref the page where it is switched instead
   */
  public record Item(
      String key,
      boolean on,
      @Nullable Instant since,
      @Nullable String by,
      boolean agreed,
      @Nullable String logHref,
      @Nullable String switchHref,
      @Nullable String placeHref) {}
}
