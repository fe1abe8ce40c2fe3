package popeki.reports;

import org.jspecify.annotations.Nullable;

/**
 * One line of a breakdown.
 *
 * @param key null for what has none: the unattributed row
 * @param name what it is called; null when nobody told us
 */
record CampaignRow(@Nullable String key, @Nullable String name, Measures sum) {}
