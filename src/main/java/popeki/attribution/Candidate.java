package popeki.attribution;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * A counted visit that a conversation may have come from.
 *
 * @param coded its message carried a reference code, so that it mostly tells of itself
 * @param country that the visit came from, two letters; null when unknown or withheld
 * @param claimedAt when a message told its code; null when none did
 * @param withheld the visitor asked not to be followed: it may explain a conversation, and nobody
 *     is told
 */
@Pure
record Candidate(
    UUID click,
    UUID link,
    Instant at,
    boolean coded,
    boolean desktop,
    @Nullable String country,
    @Nullable Instant claimedAt,
    boolean withheld) {

  boolean claimed() {
    return claimedAt != null;
  }
}
