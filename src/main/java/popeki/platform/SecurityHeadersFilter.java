package popeki.platform;

import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * What every answer carries, errors and redirects included: scripts, styles and frames from nowhere
 * else, no guessing of types, no caching of what belongs to a person.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class SecurityHeadersFilter extends OncePerRequestFilter {
  private static final List<String> PRIVATE =
      List.of(
          "/w/",
          "/api/",
          "/account",
          "/workspaces",
          "/sign-in/",
          "/invite/",
          "/login",
          "/signup",
          "/forgot-password",
          "/reset-password",
          "/confirm");

  /** Whose address is a secret, or leads to where one is asked for: told to no other page. */
  private static final List<String> SECRET =
      List.of("/sign-in/", "/login", "/signup", "/forgot-password", "/reset", "/confirm", "/invit");

  private final String policy;
  private final boolean encrypted;

  SecurityHeadersFilter(Settings settings) {
    // A form that leads to the payment page is followed by the browser only when its host is named.
    String payment =
        settings.values().containsKey("STRIPE_API_KEY")
            ? " https://checkout.stripe.com https://billing.stripe.com"
            : "";
    this.policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src"
            + " 'self'; connect-src 'self'; form-action 'self'"
            + payment
            + "; base-uri 'none'; frame-ancestors 'none'; object-src 'none'";
    this.encrypted = "https".equals(settings.publicUrl().getScheme());
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String path = pathOf(request);
    response.setHeader("Content-Security-Policy", policy);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader(
        "Referrer-Policy",
        SECRET.stream().anyMatch(path::startsWith) ? "no-referrer" : "same-origin");
    if (encrypted) {
      response.setHeader("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    }
    if (PRIVATE.stream().anyMatch(path::startsWith) || SECRET.stream().anyMatch(path::startsWith)) {
      response.setHeader("Cache-Control", "no-store");
    }
    chain.doFilter(request, response);
  }

  /** What the container refuses before any filter comes by again as an error, without headers. */
  @Override
  protected boolean shouldNotFilterErrorDispatch() {
    return false;
  }

  private static String pathOf(HttpServletRequest request) {
    return request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String asked
        ? asked
        : request.getRequestURI();
  }
}
