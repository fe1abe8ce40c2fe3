package popeki.reports;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * One line of a breakdown.
 *
 * @param key null for what has none: the unattributed row
 * @param parts what the model adds to and takes from the counts
 * @param name what it is called; null when nobody told us
 */
record CampaignRow(@Nullable String key, @Nullable String name, Measures sum, Parts parts) {
  BigDecimal conversations() {
    return Parts.exact(sum.conversations(), parts.conversations());
  }

  BigDecimal attributed() {
    return Parts.exact(sum.attributed(), parts.attributed());
  }

  BigDecimal adUnknown() {
    return Parts.exact(sum.adUnknown(), parts.adUnknown());
  }

  BigDecimal qualified() {
    return Parts.exact(sum.qualified(), parts.qualified());
  }

  BigDecimal won() {
    return Parts.exact(sum.won(), parts.won());
  }
}
