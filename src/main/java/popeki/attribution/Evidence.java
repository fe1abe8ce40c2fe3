package popeki.attribution;

import java.util.Set;

/**
 * One thing that speaks for or against a credit.
 *
 * @param signal what it is, as a stable word
 * @param detail the same for people
 * @param weight 1 decides alone; 0 was seen and did not count; between them how probable it is
 */
record Evidence(String signal, String detail, double weight) {
  /** The likeliest visit, where it is likely enough to be credited. */
  static final String PROBABLE = "probable_visit";

  /** The likeliest visit, where it is not. */
  static final String BELOW_THRESHOLD = "below_threshold";

  /** A visit that it may have been instead. */
  static final String RIVAL = "rival_visit";

  /** No visit at all. */
  static final String UNPROMPTED = "unprompted";

  private static final Set<String> GUESSES = Set.of(PROBABLE, BELOW_THRESHOLD, RIVAL, UNPROMPTED);

  /** Weighed by {@link Matching}; what is not was told. */
  boolean isGuess() {
    return GUESSES.contains(signal);
  }

  boolean isLikeliest() {
    return signal.equals(PROBABLE) || signal.equals(BELOW_THRESHOLD);
  }

  /** Speaks for the credit that was given. */
  boolean counted() {
    return weight > 0 && (!isGuess() || signal.equals(PROBABLE));
  }
}
