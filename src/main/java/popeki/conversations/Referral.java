package popeki.conversations;

import org.jspecify.annotations.Nullable;

/**
 * What WhatsApp says about the ad or post that a message came from. It stands on the first message
 * after the tap only. All parts come from outside and may be missing.
 *
 * @param sourceType {@code ad} or {@code post}; a post is no ad
 * @param sourceId the ad's id as Meta sent it; digits past 2⁵³, so a text
 * @param ctwaClid the click id; missing for ads in WhatsApp Status
 */
public record Referral(
    @Nullable String sourceType,
    @Nullable String sourceId,
    @Nullable String sourceUrl,
    @Nullable String headline,
    @Nullable String body,
    @Nullable String mediaType,
    @Nullable String imageUrl,
    @Nullable String videoUrl,
    @Nullable String thumbnailUrl,
    @Nullable String ctwaClid,
    @Nullable String welcomeText) {}
