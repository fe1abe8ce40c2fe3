package popeki.platform;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * What every page needs, signed in or not: words in the reader's language and zone, theme, density
 * and the form token.
 *
 * @param compact rows of 36 px instead of 44
 * @param keepsLook whether a choice of theme and density can be kept: somebody is signed in
 * @param csrf absent on pages without forms, which then need no session
 * @param flash a result of the last request that is not visible on this page; shown once as a toast
 */
public record Frame(
    Words words,
    Theme theme,
    boolean compact,
    boolean keepsLook,
    @Nullable Csrf csrf,
    @Nullable String flash) {

  public static Frame of(Words words, Theme theme, @Nullable Csrf csrf) {
    return new Frame(words, theme, false, false, csrf, null);
  }

  public Frame withFlash(@Nullable String text) {
    return new Frame(words, theme, compact, keepsLook, csrf, text);
  }

  /** The same page with times in a workspace's zone. */
  public Frame in(ZoneId zone) {
    return new Frame(words.in(zone), theme, compact, keepsLook, csrf, flash);
  }

  /** The form token: its header for scripts, its parameter for forms. */
  public record Csrf(String header, String parameter, String token) {}
}
