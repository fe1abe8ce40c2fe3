package popeki.attribution;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import popeki.kernel.ClickId;

/**
 * What a conversion may tell the ad platform about where the person came from.
 *
 * @param ctwaClid the latest one told before the outcome; the ad platform's own rule
 * @param clickAt when the visit with the click id was made, which dates the click id
 * @param gpc the visitor's browser asked not to be shared: the click's data stays here
 */
public record Credit(
    String status,
    String method,
    double confidence,
    @Nullable String ctwaClid,
    @Nullable ClickId clickId,
    @Nullable Instant clickAt,
    @Nullable String fbclid,
    @Nullable String clickIp,
    @Nullable String clickUserAgent,
    boolean gpc) {
  static final Credit NONE =
      new Credit("unattributed", "none", 0, null, null, null, null, null, null, false);
}
