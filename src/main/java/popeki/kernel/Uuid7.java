package popeki.kernel;

import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Time-ordered ids (RFC 9562, version 7), made in Java because PostgreSQL before 18 has none. They
 * keep inserts at the right edge of an index. An id is never a secret, so a fast generator serves.
 */
public final class Uuid7 {
  private Uuid7() {}

  /** An id whose first 48 bits are the milliseconds of {@code at}. */
  public static UUID at(Instant at) {
    var random = ThreadLocalRandom.current();
    long high = (at.toEpochMilli() << 16) | 0x7000L | (random.nextInt() & 0x0FFFL);
    long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }
}
