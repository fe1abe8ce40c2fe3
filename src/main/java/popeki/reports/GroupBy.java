package popeki.reports;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/** What a breakdown counts by. */
@Pure
enum GroupBy {
  SOURCE,
  CAMPAIGN,
  ADSET,
  AD,
  LINK;

  /** The name on the wire and in URLs: {@code campaign}. */
  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<GroupBy> of(@Nullable String wire) {
    for (GroupBy one : values()) {
      if (one.wire().equals(wire)) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }
}
