package popeki.platform;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
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
    Look look = look(request);
    return Frame.of(words, look == null ? Theme.SYSTEM : look.theme(), null);
  }

  /** A page with a form, or one for people who are signed in. */
  public Frame withForm(HttpServletRequest request) {
    Object attribute = request.getAttribute(CsrfToken.class.getName());
    Frame.Csrf csrf =
        attribute instanceof CsrfToken token
            ? new Frame.Csrf(token.getHeaderName(), token.getParameterName(), token.getToken())
            : null;
    Look look = look(request);
    return new Frame(
        words,
        look == null ? Theme.SYSTEM : look.theme(),
        look != null && look.compact(),
        look != null && csrf != null,
        csrf,
        flash(request));
  }

  private static @Nullable String flash(HttpServletRequest request) {
    var flash = RequestContextUtils.getInputFlashMap(request);
    return flash != null && flash.get(FLASH) instanceof String text ? text : null;
  }

  /** A person's wish, or null for a stranger; asking makes no session. */
  private static @Nullable Look look(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    return session != null && session.getAttribute(Look.ATTRIBUTE) instanceof Look look
        ? look
        : null;
  }
}
