package popeki.attribution;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import popeki.platform.Delta;

/**
 * A way by which a person came: an ad's referral, a visit of a tracked link whose code the person
 * sent, the text of a link, or what a rule of the business says.
 *
 * @param key equal for the same click or code, whichever message tells of it
 * @param toldAt when the message that tells of it was written
 * @param happenedAt of the visit; of anything else, the message's own time
 * @param rank of a rule among rules, the first decides; 0 for everything else
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
    @Nullable String label,
    int rank) {

  /** What the person did. */
  enum Kind {
    /** Tapped an ad that opens WhatsApp. */
    AD,
    /** Tapped an ad; WhatsApp names no ad id. */
    AD_WITHOUT_ID,
    /** Tapped the button of a post; no ad. */
    POST,
    /** Visited a tracked link. */
    CLICK,
    /** Wrote the text of a link, word for word. */
    TEXT,
    /** Wrote what a rule of the business means. */
    RULE
  }

  /** Whether a visit may be credited. */
  enum Standing {
    OWN,
    /** The text of a link says too little to be told from chance. */
    COMMON,
    /** The code was redeemed by another conversation first: the message was passed on. */
    SHARED,
    /** A well-formed code whose visit is not known (yet). */
    UNKNOWN
  }
}
