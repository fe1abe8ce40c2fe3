package popeki.conversations;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import popeki.platform.Words;

/** Answer times and windows as the pages say them. */
final class WindowWords {
  private WindowWords() {}

  /** How long something took since the conversation began; null when it has not happened. */
  static @Nullable String until(Instant startedAt, @Nullable Instant happened, Words words) {
    if (happened == null) {
      return null;
    }
    Duration took = Duration.between(startedAt, happened);
    return words.duration(took.isNegative() ? Duration.ZERO : took);
  }

  /** "Open until 14:05", "Closed since 12 Nov, 09:12". */
  static String window(ReplyWindow window, Instant now, Words words) {
    return words.of(
        window.open() ? "conversations.window.open" : "conversations.window.closed",
        moment(window.writeUntil(), now, words));
  }

  /** The time alone on the same day, else with its date. */
  static String moment(Instant at, Instant now, Words words) {
    return words.day(at).equals(words.day(now)) ? words.time(at) : words.dateTime(at, now);
  }
}
