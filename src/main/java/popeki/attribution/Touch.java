package popeki.attribution;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import popeki.platform.Delta;

/**
 * A way by which a person came: an ad's referral, or a visit of a tracked link whose code the
 * person sent.
 *
 * @param key equal for the same click or code, whichever message tells of it
 * @param toldAt when the message that tells of it was written
 * @param happenedAt of the visit; of a referral, the message's own time
 */
record Touch(
    String key,
    Kind kind,
    Instant toldAt,
    Instant happenedAt,
    @Nullable UUID clickId,
    @Nullable UUID linkId,
    @Nullable String ctwaClid,
    @Nullable String adId,
    Standing standing,
    Delta.Credit credit,
    @Nullable String label) {

  /** What the person did. */
  enum Kind {
    /** Tapped an ad that opens WhatsApp. */
    AD,
    /** Tapped an ad; WhatsApp names no ad id. */
    AD_WITHOUT_ID,
    /** Tapped the button of a post; no ad. */
    POST,
    /** Visited a tracked link. */
    CLICK
  }

  /** Whether a visit may be credited. */
  enum Standing {
    OWN,
    /** The code was redeemed by another conversation first: the message was passed on. */
    SHARED,
    /** A well-formed code whose visit is not known (yet). */
    UNKNOWN
  }
}
