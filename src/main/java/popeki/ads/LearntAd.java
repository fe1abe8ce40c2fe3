package popeki.ads;

import org.jspecify.annotations.Nullable;

/**
 * What Meta told of an ad.
 *
 * @param status as Meta calls it: {@code ACTIVE}
 * @param objective of its campaign: {@code OUTCOME_ENGAGEMENT}
 * @param creativeId changes with the picture
 * @param thumbnail where the picture is for the next hours
 */
record LearntAd(
    Ad ad,
    @Nullable String accountId,
    @Nullable String status,
    @Nullable String objective,
    @Nullable String headline,
    @Nullable String creativeId,
    @Nullable String thumbnail) {
  /** An ad of which only its place and names are known. */
  static LearntAd named(Ad ad, @Nullable String accountId) {
    return new LearntAd(ad, accountId, null, null, null, null, null);
  }
}
