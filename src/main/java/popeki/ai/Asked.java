package popeki.ai;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What came of a question. */
public sealed interface Asked<T> {
  /**
   * @param provider as in AI_PROVIDERS: {@code openai}
   * @param model as the operator named it
   * @param took from the question to the valid answer, failed attempts included
   */
  record Answered<T>(T value, String provider, String model, Duration took) implements Asked<T> {}

  /**
   * Nobody gave a fit answer.
   *
   * @param why in a few words for people: {@code the AI budget of today is used up}
   * @param retryAt when asking again makes sense; empty: not before something is changed
   */
  record Unanswered<T>(String why, Optional<Instant> retryAt) implements Asked<T> {}
}
