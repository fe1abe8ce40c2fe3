package popeki.attribution;

import java.util.Arrays;
import popeki.kernel.Pure;

/**
 * How long people take from a visit to their message: the share of them by steps of time that grow
 * with it. Steps instead of a formula, since no formula fits every business; nothing is known
 * beyond {@link #HORIZON_SECONDS}.
 */
@Pure
final class DelayCurve {
  /** Where the steps end, in seconds. */
  private static final double[] ENDS = {
    3, 6, 10, 15, 22, 30, 40, 55, 75, 100, 140, 200, 300, 450, 700, 1100, 1800, 3000, 5400, 9000,
    14_400, 21_600, 28_800, 36_000, 43_200, 57_600, 86_400
  };

  /** A visit longer ago is no longer looked at: a day. */
  static final double HORIZON_SECONDS = ENDS[ENDS.length - 1];

  /**
   * What nothing is known of yet: half of the people write within 35 seconds, a few hours later.
   */
  private static final double MEDIAN_SECONDS = 35;

  private static final double SHAPE = 1.25;

  static final DelayCurve PRIOR = new DelayCurve(priorShares());

  private final double[] shares;
  private final double[] density = new double[ENDS.length];
  private final double[] before = new double[ENDS.length];

  private DelayCurve(double[] shares) {
    this.shares = shares;
    double sum = 0;
    for (int i = 0; i < shares.length; i++) {
      density[i] = shares[i] / (ENDS[i] - start(i));
      before[i] = sum;
      sum += shares[i];
    }
  }

  static int steps() {
    return ENDS.length;
  }

  /** The step that a delay falls into; -1 for before the visit or beyond the horizon. */
  static int step(double seconds) {
    if (seconds < 0 || seconds >= HORIZON_SECONDS) {
      return -1;
    }
    int found = Arrays.binarySearch(ENDS, seconds);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /**
   * This curve after so many people were seen in each step, where it is worth so many people
   * itself.
   */
  DelayCurve learnt(double[] seen, double priorWeight) {
    double all = Arrays.stream(seen).sum() + priorWeight;
    var learnt = new double[ENDS.length];
    for (int i = 0; i < learnt.length; i++) {
      learnt[i] = (seen[i] + priorWeight * this.shares[i]) / all;
    }
    return new DelayCurve(learnt);
  }

  static DelayCurve of(double[] shares) {
    if (shares.length != ENDS.length) {
      throw new IllegalArgumentException("Not a curve of " + ENDS.length + " steps");
    }
    return new DelayCurve(shares.clone());
  }

  /** The share of each step; they sum to 1 at most. */
  double[] shares() {
    return shares.clone();
  }

  /** How likely the message comes in just this second. */
  double density(double seconds) {
    int step = step(seconds);
    return step < 0 ? 0 : density[step];
  }

  /** The share of people who have written by then. */
  double by(double seconds) {
    int step = step(seconds);
    return step < 0 ? 1 : before[step] + density[step] * (seconds - start(step));
  }

  /** The delay by which half of those who write have written, in seconds. */
  double median() {
    double sum = 0;
    double half = Arrays.stream(shares).sum() / 2;
    for (int i = 0; i < ENDS.length; i++) {
      if (sum + shares[i] >= half) {
        return start(i) + (ENDS[i] - start(i)) * (half - sum) / shares[i];
      }
      sum += shares[i];
    }
    return HORIZON_SECONDS;
  }

  static double length(int step) {
    return ENDS[step] - start(step);
  }

  static double start(int step) {
    return step == 0 ? 0 : ENDS[step - 1];
  }

  private static double[] priorShares() {
    var shares = new double[ENDS.length];
    double before = 0;
    for (int i = 0; i < shares.length; i++) {
      double by = 1 / (1 + Math.pow(ENDS[i] / MEDIAN_SECONDS, -SHAPE));
      shares[i] = by - before;
      before = by;
    }
    return shares;
  }
}
