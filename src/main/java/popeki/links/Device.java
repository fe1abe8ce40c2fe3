package popeki.links;

import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/** What a visitor held, in one word; the key of its sentence. */
@Pure
final class Device {
  private Device() {}

  static String of(@Nullable String userAgent) {
    if (userAgent == null) {
      return "unknown";
    }
    if (userAgent.contains("iPhone")) {
      return "iphone";
    }
    if (userAgent.contains("iPad")) {
      return "ipad";
    }
    if (userAgent.contains("Android")) {
      return "android";
    }
    if (userAgent.contains("Windows")) {
      return "windows";
    }
    return userAgent.contains("Macintosh") ? "mac" : "other";
  }
}
