package popeki.accounts;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.stereotype.Component;
import popeki.kernel.UserId;
import popeki.platform.ApiProblem;
import popeki.platform.Cidr;
import popeki.platform.ErrorPages;
import popeki.platform.Settings;

/** Where people go before and after signing in. */
@Component
class LoginOutcomes
    implements AuthenticationSuccessHandler,
        AuthenticationFailureHandler,
        AuthenticationEntryPoint {
  private static final Logger log = LoggerFactory.getLogger(LoginOutcomes.class);

  private final LoginThrottle throttle;
  private final Homes homes;
  private final Entrance entrance;
  private final ErrorPages errors;
  private final List<Cidr> trusted;

  LoginOutcomes(
      LoginThrottle throttle,
      Homes homes,
      Entrance entrance,
      ErrorPages errors,
      Settings settings) {
    this.entrance = entrance;
    this.trusted = settings.trustedProxies();
    this.throttle = throttle;
    this.homes = homes;
    this.errors = errors;
  }

  /** A page that needs a person: to the form, and back afterwards. */
  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
      throws IOException {
    if ("true".equals(request.getHeader("HX-Request"))) {
      response.setHeader("HX-Redirect", "/login");
      errors.answer(
          request,
          response,
          new ApiProblem(
              401,
              "signed_out",
              "You are signed out",
              "Your session has ended. Nothing was changed: sign in and try again.",
              Map.of()));
      return;
    }
    String query = request.getQueryString() == null ? "" : "?" + request.getQueryString();
    String there = request.getMethod().equals("GET") ? request.getRequestURI() + query : "/";
    response.sendRedirect(
        "/login?to=" + URLEncoder.encode(there, StandardCharsets.UTF_8).replace("+", "%20"));
  }

  @Override
  public void onAuthenticationSuccess(
      HttpServletRequest request, HttpServletResponse response, Authentication who)
      throws IOException {
    throttle.succeeded(
        LoginThrottleFilter.clientIp(request, trusted), LoginThrottleFilter.email(request));
    UserId user = ((SignedIn) java.util.Objects.requireNonNull(who.getPrincipal())).id();
    entrance.open(user, request, response);
    log.info("User {} signed in with a password", user);
    String to = inside(request.getParameter("to"));
    response.sendRedirect(to == null ? homes.homeOf(user) : to);
  }

  @Override
  public void onAuthenticationFailure(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
      throws IOException {
    throttle.failed(
        LoginThrottleFilter.clientIp(request, trusted), LoginThrottleFilter.email(request));
    log.info("A sign-in was refused ({})", why.getClass().getSimpleName());
    String to = inside(request.getParameter("to"));
    response.sendRedirect(
        "/login?error"
            + (to == null ? "" : "&to=" + URLEncoder.encode(to, StandardCharsets.UTF_8)));
  }

  /** A page of ours for people who are signed in, or null: nothing else is gone to. */
  static @Nullable String inside(@Nullable String to) {
    return to != null
            && to.length() <= 2_000
            && to.matches("/(w/[a-z0-9-]+|workspaces|account)([/?][\\x21-\\x5b\\x5d-\\x7e]*)?")
        ? to
        : null;
  }
}
