package popeki.connections;

import org.jspecify.annotations.Nullable;

/** Meta did not do what was asked, or did not answer. */
public final class GraphRefused extends Exception {
  private static final long serialVersionUID = 1L;

  private final Trouble trouble;
  private final @Nullable String trace;

  /**
   * @param trace Meta's {@code fbtrace_id}, which its support asks for
   */
  public GraphRefused(Trouble trouble, @Nullable String trace) {
    super("Meta: " + trouble + (trace == null ? "" : " (" + trace + ")"));
    this.trouble = trouble;
    this.trace = trace;
  }

  public Trouble trouble() {
    return trouble;
  }

  @Nullable String trace() {
    return trace;
  }
}
