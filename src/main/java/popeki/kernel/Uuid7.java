package popeki.kernel;

import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Time-ordered ids (RFC 9562, version 7), made in Java because PostgreSQL before 18 has none. They
 * keep inserts at the right edge of an index. An id is never a secret, so a fast generator serves.
 *
 * <p>Of one instant, an id made later sorts later (§6.2 of the RFC, a counter): WhatsApp tells
 * times in whole seconds, and what a person writes within one must keep its order.
 */
public final class Uuid7 {
  /** So many ids may be made in a millisecond before the counter runs ahead of the clock. */
  private static final int IN_A_MILLISECOND_BITS = 8;

  private static final AtomicLong LAST = new AtomicLong();

  private Uuid7() {}

  /**
   * An id whose first 48 bits are the milliseconds of {@code at}. Then come 42 bits that count up,
   * led by the latest instant that was asked for, so that other nodes and later starts count from
   * about the same, and 32 of chance.
   */
  public static UUID at(Instant at) {
    long count =
        LAST.updateAndGet(last -> Math.max(last + 1, at.toEpochMilli() << IN_A_MILLISECOND_BITS));
    long high = (at.toEpochMilli() << 16) | 0x7000L | (count >>> 30 & 0x0FFFL);
    long low =
        0x8000_0000_0000_0000L
            | (count & 0x3FFF_FFFFL) << 32
            | (ThreadLocalRandom.current().nextInt() & 0xFFFF_FFFFL);
    return new UUID(high, low);
  }
}
