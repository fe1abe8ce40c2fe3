package popeki.ads;

import org.jspecify.annotations.Nullable;

/**
 * An ad as its platform names it. What the platform has not told yet is null.
 *
 * @param adId the id as the platform sends it
 * @param source where it runs: {@code meta}
 */
public record Ad(
    String adId,
    String source,
    @Nullable String name,
    @Nullable String adsetId,
    @Nullable String adsetName,
    @Nullable String campaignId,
    @Nullable String campaignName) {}
