package popeki.reports;

import java.math.BigDecimal;
import popeki.kernel.Pure;

/**
 * What a model gives to a row otherwise than the last touch does, in millionths; it sums to nothing
 * over all rows.
 */
@Pure
record Parts(long conversations, long attributed, long adUnknown, long qualified, long won) {
  static final Parts NONE = new Parts(0, 0, 0, 0, 0);

  Parts plus(Parts other) {
    return new Parts(
        conversations + other.conversations,
        attributed + other.attributed,
        adUnknown + other.adUnknown,
        qualified + other.qualified,
        won + other.won);
  }

  boolean isNothing() {
    return equals(NONE);
  }

  /** A count with its parts: a whole number, or one with up to six decimals. */
  static BigDecimal exact(long count, long parts) {
    BigDecimal sum = BigDecimal.valueOf(count).add(BigDecimal.valueOf(parts, 6));
    BigDecimal stripped = sum.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
