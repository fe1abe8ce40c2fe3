package popeki.platform;

import java.util.Locale;

/** What an API key may do. Each stands for itself; none contains another. */
public enum Scope {
  READ,
  WRITE,
  PRIVACY,
  ADMIN;

  /** The name on the wire: {@code read}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What a key needs for a request: {@code GET /api/v1/links} needs {@code read}. */
  public static Scope neededFor(String method, String path) {
    if (path.startsWith("/api/v1/api-keys")) {
      return ADMIN;
    }
    if (path.startsWith("/api/v1/privacy/")) {
      return PRIVACY;
    }
    return method.equals("GET") || method.equals("HEAD") ? READ : WRITE;
  }
}
