package popeki.platform;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * What every page needs, signed in or not: words in the reader's language and zone, theme, density
 * and the form token.
 *
 * @param compact rows of 36 px instead of 44
 * @param csrf absent on pages without forms, which then need no session
 * @param flash a result of the last request that is not visible on this page; shown once as a toast
 */
public record Frame(
    Words words, Theme theme, boolean compact, @Nullable Csrf csrf, @Nullable String flash) {

  /** Keeps the height of rows: comfortable or compact. */
  public static final String DENSITY_COOKIE = "density";

  public static Frame of(Words words, Theme theme, @Nullable Csrf csrf) {
    return new Frame(words, theme, false, csrf, null);
  }

  public Frame withFlash(@Nullable String text) {
    return new Frame(words, theme, compact, csrf, text);
  }

  /** The same page with times in a workspace's zone. */
  public Frame in(ZoneId zone) {
    return new Frame(words.in(zone), theme, compact, csrf, flash);
  }

  /** The form token: its header for scripts, its parameter for forms. */
  public record Csrf(String header, String parameter, String token) {}
}
