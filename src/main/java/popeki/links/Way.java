package popeki.links;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a visit of a link goes. */
sealed interface Way {
  /** To one of these numbers. */
  record Open(List<LinkNumber> numbers) implements Way {}

  /** To the link of this slug, which has taken over. */
  record Elsewhere(String slug) implements Way {}

  /**
   * To a page that says so, with the number to write to in plain.
   *
   * @param contact null when no number is to be written to any more
   */
  record Closed(Why why, @Nullable LinkNumber contact) implements Way {}

  /** Why nobody is sent on; its name is the reason for which the visit is not counted. */
  enum Why {
    PAUSED("paused"),
    ENDED("expired");

    private final String reason;

    Why(String reason) {
      this.reason = reason;
    }

    String reason() {
      return reason;
    }
  }
}
