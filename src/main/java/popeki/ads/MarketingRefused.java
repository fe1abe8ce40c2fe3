package popeki.ads;

import org.jspecify.annotations.Nullable;
import popeki.connections.Trouble;

/** Meta's Marketing API did not do what was asked, or did not answer. */
final class MarketingRefused extends Exception {
  private static final long serialVersionUID = 1L;

  private final Trouble trouble;
  private final transient Usage usage;

  /**
   * @param trace Meta's {@code fbtrace_id}, which its support asks for
   */
  MarketingRefused(Trouble trouble, Usage usage, @Nullable String trace) {
    super("Meta: " + trouble + (trace == null ? "" : " (" + trace + ")"));
    this.trouble = trouble;
    this.usage = usage;
  }

  Trouble trouble() {
    return trouble;
  }

  Usage usage() {
    return usage;
  }

  /** Another call with the same token would be refused as well. */
  boolean stopsToken() {
    return trouble.needsToken() || trouble == Trouble.BUSY;
  }
}
