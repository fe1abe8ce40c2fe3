package popeki.accounts;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;

/**
 * When, where and with what a session was opened, for its owner to recognise. It lies in the
 * session and goes with it.
 *
 * @param device browser and system in words, such as "Firefox on Linux"
 * @param network the address cut to /24 or /48
 */
record Entered(Instant since, String device, String network) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A session ends so long after its last request … */
  static final Duration IDLE = Duration.ofHours(12);

  /** … and so long after its first, however much it is used. */
  static final Duration LONGEST = Duration.ofDays(30);

  /** The session attributes that hold this, and when the session was last used. */
  static final String ATTRIBUTE = "popeki.entered";

  static final String SEEN = "popeki.seen";

  boolean isOver(Instant seen, Instant now) {
    return !since.plus(LONGEST).isAfter(now) || !seen.plus(IDLE).isAfter(now);
  }
}
