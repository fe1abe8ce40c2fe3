package popeki.sandbox;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One visitor from the click to the last word.
 *
 * @param lines what is said after the opening message, in order
 * @param shaky the network repeats and swaps notifications
 */
record Story(
    Person person, Entrance entrance, @Nullable String opening, List<Line> lines, boolean shaky) {
  Story {
    lines = List.copyOf(lines);
  }

  /** How somebody came. */
  sealed interface Entrance {
    /**
     * @param clickId null where WhatsApp gives none
     */
    record Ad(World.Advert ad, @Nullable String clickId) implements Entrance {}

    /** Opened a tracked link; the chat's text carries the code then. */
    record Link(World.TrackedLink link, Map<String, String> query) implements Entrance {}

    /** Knew the number. */
    record Direct() implements Entrance {}

    /** No person: a robot that looks at a shared link. */
    record Robot(World.TrackedLink link, String userAgent) implements Entrance {}
  }

  /** Who speaks. */
  enum Speaker {
    PERSON,
    SELLER
  }

  /**
   * @param after the pause before it
   */
  record Line(Speaker speaker, Duration after, String text) {}
}
