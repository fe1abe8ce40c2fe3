package popeki.platform;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Light, dark, or whatever the system says. Kept with the account, so no page flashes. */
public enum Theme {
  SYSTEM,
  LIGHT,
  DARK;

  /** Reads what {@link #attribute} wrote; anything unknown is {@link #SYSTEM}. */
  public static Theme of(@Nullable String written) {
    return "light".equals(written) ? LIGHT : "dark".equals(written) ? DARK : SYSTEM;
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
