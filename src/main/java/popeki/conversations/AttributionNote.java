package popeki.conversations;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What attribution found, as lists of conversations show and filter it. */
public record AttributionNote(
    String status,
    String method,
    double confidence,
    @Nullable String source,
    @Nullable String campaignId,
    @Nullable String campaignName,
    @Nullable String adId,
    @Nullable UUID linkId) {}
