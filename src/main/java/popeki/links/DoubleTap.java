package popeki.links;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import popeki.kernel.LinkId;

/**
 * Counts a visitor's impatient second tap once: the same visitor on the same link within ten
 * seconds of a counted tap. A visitor is a hash of address and user agent under a salt that lives
 * as long as the process; nothing else is kept, nothing is written down.
 *
 * <p>Memory is fixed: full buckets forget their oldest tap, so under a flood a double tap may be
 * counted twice, never a first tap dropped.
 */
final class DoubleTap {
  static final Duration WINDOW = Duration.ofSeconds(10);

  /** 8 MB; at 20,000 taps a second about one in a hundred is forgotten early. */
  private static final int BUCKETS = 1 << 16;

  private static final int WAYS = 8;
  private static final int LOCKS = 256;

  private final long[] taps;
  private final long[] times;
  private final Object[] locks = new Object[LOCKS];
  private final int mask;
  private final long salt;
  private final long pepper;

  DoubleTap() {
    this(new SecureRandom(), BUCKETS);
  }

  /**
   * @param buckets a power of two, each holding eight taps
   */
  DoubleTap(RandomGenerator random, int buckets) {
    taps = new long[buckets * WAYS];
    times = new long[buckets * WAYS];
    mask = buckets - 1;
    salt = random.nextLong();
    pepper = random.nextLong() | 1;
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new Object();
    }
  }

  /** Whether this tap counts; one that does opens the ten seconds in which no other does. */
  boolean counts(String ip, @Nullable String userAgent, LinkId link, Instant at) {
    long tap = hash(ip, userAgent == null ? "" : userAgent, link);
    int bucket = (int) (tap >>> 32) & mask;
    synchronized (locks[bucket % LOCKS]) {
      return counts(tap, bucket * WAYS, at.toEpochMilli());
    }
  }

  private boolean counts(long tap, int from, long at) {
    int oldest = from;
    for (int i = from; i < from + WAYS; i++) {
      if (taps[i] == tap) {
        boolean repeated = Math.abs(at - times[i]) < WINDOW.toMillis();
        times[i] = repeated ? times[i] : at;
        return !repeated;
      }
      if (times[i] < times[oldest]) {
        oldest = i;
      }
    }
    taps[oldest] = tap;
    times[oldest] = at;
    return true;
  }

  /** Never zero: that is an empty place. */
  private long hash(String ip, String userAgent, LinkId link) {
    long hash = mix(salt ^ link.value().getMostSignificantBits());
    hash = mix(hash ^ link.value().getLeastSignificantBits());
    hash = mix(hash(hash, ip) ^ ip.length());
    hash = mix(hash(hash, userAgent) ^ userAgent.length());
    return hash == 0 ? 1 : hash;
  }

  private long hash(long seed, String text) {
    long hash = seed;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * pepper;
      hash ^= hash >>> 29;
    }
    return hash;
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 33)) * 0xFF51_AFD7_ED55_8CCDL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xC4CE_B9FE_1A85_EC53L;
    return mixed ^ (mixed >>> 33);
  }
}
