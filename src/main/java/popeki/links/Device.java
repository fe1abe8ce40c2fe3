package popeki.links;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * What a visitor held, in one word; the key of its sentence. Looked for while the visitor waits.
 */
@Pure
final class Device {
  /** Where WhatsApp may not be installed. */
  static final Set<String> COMPUTERS = Set.of("windows", "mac", "linux");

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
    if (userAgent.contains("Macintosh")) {
      return "mac";
    }
    return userAgent.contains("X11;") || userAgent.contains("CrOS") ? "linux" : "other";
  }
}
