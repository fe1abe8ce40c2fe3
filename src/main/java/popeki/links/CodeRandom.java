package popeki.links;

import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/**
 * Chance for reference codes: the system's own, asked for once in some hundred codes. A code is no
 * secret, but whoever collects codes shall not foresee the next ones.
 */
final class CodeRandom implements RandomGenerator {
  private static final int LONGS = 512;

  private final SecureRandom source = new SecureRandom();
  private final long[] supply = new long[LONGS];
  private int left;

  @Override
  public synchronized long nextLong() {
    if (left == 0) {
      for (int i = 0; i < LONGS; i++) {
        supply[i] = source.nextLong();
      }
      left = LONGS;
    }
    return supply[--left];
  }
}
