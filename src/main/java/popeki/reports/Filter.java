package popeki.reports;

import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * What a report is narrowed to. Null narrows nothing; the word {@code unattributed} stands for what
 * has none.
 */
@Pure
record Filter(@Nullable String source, @Nullable String campaign) {
  static final Filter NONE = new Filter(null, null);
  static final String UNATTRIBUTED = "unattributed";

  boolean isNone() {
    return source == null && campaign == null;
  }

  /** The source as roll-ups keep it: {@code ''} for none, null for any. */
  @Nullable String storedSource() {
    return stored(source);
  }

  @Nullable String storedCampaign() {
    return stored(campaign);
  }

  private static @Nullable String stored(@Nullable String value) {
    return UNATTRIBUTED.equals(value) ? "" : value;
  }
}
