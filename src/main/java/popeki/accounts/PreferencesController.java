package popeki.accounts;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import popeki.kernel.UserId;
import popeki.platform.Look;
import popeki.platform.Theme;
import popeki.platform.WorkspaceTx;

/**
 * How pages look to one person. Kept with the account instead of in a cookie; all sessions of the
 * person follow at their next page.
 */
@Controller
@ConditionalOnWebApplication
class PreferencesController {
  private final AccountRepository accounts;
  private final OpenSessions sessions;
  private final WorkspaceTx tx;

  PreferencesController(AccountRepository accounts, OpenSessions sessions, WorkspaceTx tx) {
    this.accounts = accounts;
    this.sessions = sessions;
    this.tx = tx;
  }

  /** Works as a form, which leads back, and for the script, which has changed the page already. */
  @PostMapping("/account/preferences")
  @Nullable String keep(
      @RequestParam @Nullable String theme,
      @RequestParam @Nullable String density,
      @RequestHeader(name = "X-Requested-With", required = false) @Nullable String script,
      @RequestHeader(name = "Referer", required = false) @Nullable String from,
      HttpServletRequest request,
      HttpServletResponse response) {
    UserId user = SignedIn.current().orElseThrow();
    Look look =
        tx.directory(
            () -> {
              Look chosen = chosen(accounts.lookOf(user), theme, density);
              accounts.setLook(user, chosen);
              return chosen;
            });
    request.getSession().setAttribute(Look.ATTRIBUTE, look);
    sessions.others(user, request, session -> session.setAttribute(Look.ATTRIBUTE, look));
    if (script != null) {
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
      return null;
    }
    return "redirect:" + back(from);
  }

  private static Look chosen(Look before, @Nullable String theme, @Nullable String density) {
    Look themed = theme == null ? before : before.with(Theme.of(theme));
    return density == null ? themed : themed.withCompact("compact".equals(density));
  }

  private static String back(@Nullable String from) {
    try {
      URI page = URI.create(from == null ? "" : from);
      String query = page.getRawQuery() == null ? "" : "?" + page.getRawQuery();
      String inside = LoginOutcomes.inside(page.getRawPath() + query);
      return inside == null ? "/account" : inside;
    } catch (IllegalArgumentException e) {
      return "/account";
    }
  }
}
