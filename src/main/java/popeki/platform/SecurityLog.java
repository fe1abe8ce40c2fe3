package popeki.platform;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.security.authentication.event.AbstractAuthenticationFailureEvent;
import org.springframework.security.core.AuthenticatedPrincipal;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Events that whoever watches over the service wants to count: who came in, who was refused, whose
 * limit was reached. Fields, not sentences: {@code event}, {@code who} (a kind and an id), {@code
 * route} (the pattern, never the address: ids and tokens stand in those).
 */
@Component
public class SecurityLog {
  /** First words of the API: where a caller without a key wanted to go. Others are not repeated. */
  private static final Set<String> KNOWN =
      Set.of(
          "ads",
          "api-keys",
          "audit",
          "billing",
          "clicks",
          "contacts",
          "conversations",
          "conversions",
          "destinations",
          "links",
          "numbers",
          "privacy",
          "reports",
          "settings",
          "spend",
          "usage",
          "webhooks",
          "workspace");

  private static final Logger log = LoggerFactory.getLogger("popeki.security");

  /**
   * Somebody has proved who they are.
   *
   * @param how by which factors
   */
  public static void entered(String how, String who) {
    log.atInfo()
        .setMessage("Came in")
        .addKeyValue("event", "authentication.succeeded")
        .addKeyValue("how", how)
        .addKeyValue("who", who)
        .log();
  }

  /** An answer that turned somebody away; others are none of this log's. */
  static void answered(HttpServletRequest request, Failure failure) {
    String event =
        switch (failure.status()) {
          case 401 -> "authentication.refused";
          case 403 -> "access.refused";
          case 404 -> failure.code().equals("no_access") ? "access.refused" : "";
          case 429 -> "limit.reached";
          default -> "";
        };
    if (!event.isEmpty()) {
      log.atWarn()
          .setMessage("Turned away")
          .addKeyValue("event", event)
          .addKeyValue("status", failure.status())
          .addKeyValue("code", failure.code())
          .addKeyValue("who", who(request))
          .addKeyValue("method", method(request))
          .addKeyValue("route", route(request))
          .log();
    }
  }

  /** Which address was tried is nobody's business here; how it failed is. */
  @EventListener
  void on(AbstractAuthenticationFailureEvent event) {
    log.atWarn()
        .setMessage("A sign-in failed")
        .addKeyValue("event", "authentication.failed")
        .addKeyValue("how", "form")
        .addKeyValue("why", event.getException().getClass().getSimpleName())
        .log();
  }

  private static String who(HttpServletRequest request) {
    if (request.getAttribute(ApiCaller.ATTRIBUTE) instanceof ApiCaller caller) {
      return "api_key " + caller.actor().id();
    }
    Authentication known = SecurityContextHolder.getContext().getAuthentication();
    return known != null && known.getPrincipal() instanceof AuthenticatedPrincipal user
        ? "user " + user.getName()
        : "nobody";
  }

  private static String method(HttpServletRequest request) {
    String method = request.getMethod().toUpperCase(Locale.ROOT);
    return method.matches("[A-Z]{3,7}") ? method : "other";
  }

  /** The pattern of the route; ahead of the routes the first word of the path, when it is one. */
  private static String route(HttpServletRequest request) {
    if (request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE)
        instanceof String known) {
      return known;
    }
    String[] parts = request.getRequestURI().split("/", 5);
    if (parts.length > 1 && parts[1].equals("api")) {
      return parts.length > 3 && KNOWN.contains(parts[3]) ? "/api/v1/" + parts[3] : "/api";
    }
    return parts.length > 1 && parts[1].matches("(w|account|workspaces|login|logout|webhooks)")
        ? "/" + parts[1]
        : "other";
  }
}
