package popeki.attribution;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import popeki.kernel.Pure;

/**
 * How the credit for a fact is shared among the touches that led to it. The last touch is not one.
 */
@Pure
enum CreditModel {
  /** All to the first. */
  FIRST,
  /** The same to each. */
  LINEAR,
  /** Half for every week that a touch lies further back. */
  TIME_DECAY,
  /** Two fifths each to the first and the last, the fifth to those between. */
  POSITION;

  /** A whole credit; in millionths sums stay exact. */
  static final int WHOLE = 1_000_000;

  private static final double HALF_LIFE_DAYS = 7;
  private static final double ENDS = 0.4;

  /** So that two fifths are 400,000 millionths and not one less. */
  private static final double ROUNDING = 1e-6;

  /** The name on the wire and in the database. */
  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  static CreditModel of(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }

  /**
   * The parts of each touch; they sum to {@link #WHOLE}, what rounding leaves over is the last
   * one's.
   *
   * @param touches when each happened, oldest first; at least one
   * @param at of the fact
   */
  int[] parts(List<Instant> touches, Instant at) {
    double[] weights = weights(touches, at);
    double all = 0;
    for (double weight : weights) {
      all += weight;
    }
    var parts = new int[weights.length];
    int left = WHOLE;
    for (int i = 0; i < parts.length - 1; i++) {
      parts[i] = (int) Math.floor(WHOLE * weights[i] / all + ROUNDING);
      left -= parts[i];
    }
    parts[parts.length - 1] = left;
    return parts;
  }

  private double[] weights(List<Instant> touches, Instant at) {
    int count = touches.size();
    var weights = new double[count];
    for (int i = 0; i < count; i++) {
      weights[i] =
          switch (this) {
            case FIRST -> i == 0 ? 1 : 0;
            case LINEAR -> 1;
            case TIME_DECAY -> Math.pow(0.5, days(touches.get(i), at) / HALF_LIFE_DAYS);
            case POSITION -> position(i, count);
          };
    }
    return weights;
  }

  private static double position(int place, int count) {
    if (count <= 2) {
      return 1;
    }
    return place == 0 || place == count - 1 ? ENDS : (1 - 2 * ENDS) / (count - 2);
  }

  private static double days(Instant touch, Instant at) {
    return Math.max(0, Duration.between(touch, at).toSeconds()) / 86_400.0;
  }
}
