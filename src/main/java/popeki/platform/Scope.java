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
}
