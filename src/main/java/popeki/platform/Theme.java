package popeki.platform;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Light, dark, or whatever the system says. Kept in the cookie {@code theme}, so no page flashes.
 */
public enum Theme {
  SYSTEM,
  LIGHT,
  DARK;

  public static final String COOKIE = "theme";

  /** Reads the cookie's value; anything unknown is {@link #SYSTEM}. */
  public static Theme of(@Nullable String cookie) {
    return "light".equals(cookie) ? LIGHT : "dark".equals(cookie) ? DARK : SYSTEM;
  }

  /** The value of {@code <html data-theme>}. */
  public String attribute() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The icon that stands for it. */
  public String icon() {
    return switch (this) {
      case SYSTEM -> "monitor";
      case LIGHT -> "sun";
      case DARK -> "moon";
    };
  }
}
