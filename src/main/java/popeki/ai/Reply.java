package popeki.ai;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What an attempt brought. */
sealed interface Reply {
  /**
   * The model said something.
   *
   * @param tokens null when the provider did not tell
   */
  record Said(String text, @Nullable Tokens tokens) implements Reply {}

  /**
   * It did not.
   *
   * @param pause how long the provider wants to be left alone
   */
  record Failed(Failure failure, @Nullable Tokens tokens, @Nullable Duration pause)
      implements Reply {
    static Failed of(Failure failure) {
      return new Failed(failure, null, null);
    }
  }
}
