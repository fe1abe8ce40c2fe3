package popeki.accounts;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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
import popeki.platform.ErrorPages;

/** Where people go before and after signing in. */
@Component
class LoginOutcomes
    implements AuthenticationSuccessHandler,
        AuthenticationFailureHandler,
        AuthenticationEntryPoint {
  private static final Logger log = LoggerFactory.getLogger(LoginOutcomes.class);

  private final LoginThrottleFilter throttle;
  private final Entrance entrance;
  private final BreachedPasswords breached;
  private final ErrorPages errors;

  LoginOutcomes(
      LoginThrottleFilter throttle,
      Entrance entrance,
      BreachedPasswords breached,
      ErrorPages errors) {
    this.throttle = throttle;
    this.entrance = entrance;
    this.breached = breached;
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
    response.sendRedirect("/login?to=" + encoded(there));
  }

  @Override
  public void onAuthenticationSuccess(
      HttpServletRequest request, HttpServletResponse response, Authentication who)
      throws IOException {
    throttle.succeeded(request);
    UserId user = ((Halfway) java.util.Objects.requireNonNull(who.getPrincipal())).id();
    String to =
        entrance.enter(user, Entrance.PASSWORD, request.getParameter("to"), request, response);
    boolean in = SignedIn.current().isPresent();
    log.info("User {} signed in with a password{}", user, in ? "" : "; the second factor is due");
    String password = request.getParameter("password");
    if (in && password != null && breached.met(password, "sign_in")) {
      log.info("The password of user {} is known from breaches", user);
      response.sendRedirect("/account/password?breached&to=" + encoded(to));
    } else {
      response.sendRedirect(to);
    }
  }

  @Override
  public void onAuthenticationFailure(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
      throws IOException {
    log.info("A sign-in was refused ({})", why.getClass().getSimpleName());
    String to = inside(request.getParameter("to"));
    response.sendRedirect("/login?error" + (to == null ? "" : "&to=" + encoded(to)));
  }

  private static String encoded(String path) {
    return URLEncoder.encode(path, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** A page of ours for people who are signed in, or null: nothing else is gone to. */
  static @Nullable String inside(@Nullable String to) {
    return to != null
            && to.length() <= 2_000
            && to.matches(
                "/(w/[a-z0-9-]+|workspaces|account|invite/[A-Za-z0-9_-]+)([/?][\\x21-\\x5b\\x5d-\\x7e]*)?")
        ? to
        : null;
  }
}
