package popeki.platform;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.support.RequestContextUtils;

/**
 * Makes the frame of a page from its request: theme, form token, the result of the last request.
 */
@Component
public class Frames {
  /**
   * The flash attribute a redirect leaves for the next page: {@code
   * redirect.addFlashAttribute(FLASH, "Saved")}.
   */
  public static final String FLASH = "flash";

  private final Words words;

  Frames(Words words) {
    this.words = words;
  }

  /** A page without a form; it makes no session. */
  public Frame plain(HttpServletRequest request) {
    return Frame.of(words, theme(request), null);
  }

  /** A page with a form, or one for people who are signed in. */
  public Frame withForm(HttpServletRequest request) {
    Object attribute = request.getAttribute(CsrfToken.class.getName());
    Frame.Csrf csrf =
        attribute instanceof CsrfToken token
            ? new Frame.Csrf(token.getHeaderName(), token.getParameterName(), token.getToken())
            : null;
    return new Frame(words, theme(request), compact(request), csrf, flash(request));
  }

  private static @Nullable String flash(HttpServletRequest request) {
    var flash = RequestContextUtils.getInputFlashMap(request);
    return flash != null && flash.get(FLASH) instanceof String text ? text : null;
  }

  private static Theme theme(HttpServletRequest request) {
    return Theme.of(cookie(request, Theme.COOKIE));
  }

  private static boolean compact(HttpServletRequest request) {
    return "compact".equals(cookie(request, Frame.DENSITY_COOKIE));
  }

  private static @Nullable String cookie(HttpServletRequest request, String name) {
    Cookie[] cookies = request.getCookies();
    if (cookies != null) {
      for (Cookie cookie : cookies) {
        if (cookie.getName().toLowerCase(Locale.ROOT).equals(name)) {
          return cookie.getValue();
        }
      }
    }
    return null;
  }
}
