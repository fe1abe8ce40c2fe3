package popeki.accounts;

import java.util.List;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * A browser as its owner would call it: "Chrome on Android". Enough to tell one's own sessions
 * apart; the header itself is not kept.
 */
@Pure
final class DeviceWords {
  /** The order matters: each browser also claims to be those below it. */
  private static final List<Word> BROWSERS =
      List.of(
          new Word("Edg", "Edge"),
          new Word("OPR", "Opera"),
          new Word("SamsungBrowser", "Samsung Internet"),
          new Word("Firefox", "Firefox"),
          new Word("FxiOS", "Firefox"),
          new Word("Chrome", "Chrome"),
          new Word("CriOS", "Chrome"),
          new Word("Safari", "Safari"));

  private static final List<Word> SYSTEMS =
      List.of(
          new Word("iPhone", "iPhone"),
          new Word("iPad", "iPad"),
          new Word("Android", "Android"),
          new Word("CrOS", "ChromeOS"),
          new Word("Windows", "Windows"),
          new Word("Macintosh", "Mac"),
          new Word("Linux", "Linux"));

  private record Word(String mark, String name) {}

  private DeviceWords() {}

  static String of(@Nullable String userAgent) {
    String header = userAgent == null ? "" : userAgent;
    String browser = first(BROWSERS, header);
    String system = first(SYSTEMS, header);
    if (browser.isEmpty()) {
      return system.isEmpty() ? "Unknown browser" : "Browser on " + system;
    }
    return system.isEmpty() ? browser : browser + " on " + system;
  }

  private static String first(List<Word> words, String header) {
    return words.stream()
        .filter(word -> header.contains(word.mark()))
        .map(Word::name)
        .findFirst()
        .orElse("");
  }
}
