package popeki.accounts;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import popeki.platform.ApiProblem;
import popeki.platform.ErrorPages;
import popeki.platform.Throttle;
import popeki.platform.Whereabouts;

/**
 * Turns away whoever has guessed too often, before a password is looked at; no account is locked.
 */
@Component
class LoginThrottleFilter extends OncePerRequestFilter {
  private final Throttle throttle;
  private final Whereabouts whereabouts;
  private final ErrorPages errors;

  LoginThrottleFilter(Throttle throttle, Whereabouts whereabouts, ErrorPages errors) {
    this.throttle = throttle;
    this.whereabouts = whereabouts;
    this.errors = errors;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !request.getMethod().equals("POST") || !request.getRequestURI().equals("/login");
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try {
      throttle.require(Limits.PASSWORD_PAIR, pair(request));
      throttle.require(Limits.PASSWORD_PLACE, whereabouts.place(request));
    } catch (ApiProblem tooMany) {
      errors.answer(request, response, tooMany);
      return;
    }
    chain.doFilter(request, response);
  }

  /** Every try was counted before its password was looked at; a right one is not held against. */
  void succeeded(HttpServletRequest request) {
    throttle.forget(Limits.PASSWORD_PAIR, pair(request));
    throttle.giveBack(Limits.PASSWORD_PLACE, whereabouts.place(request));
  }

  /** One account from one place: a stranger's guesses keep nobody out elsewhere. */
  private String pair(HttpServletRequest request) {
    return whereabouts.place(request) + " " + email(request).strip();
  }

  private static String email(HttpServletRequest request) {
    String email = request.getParameter("email");
    return email == null ? "" : email;
  }

  /** It stands inside the security chain only, not in the container's own. */
  @Configuration(proxyBeanMethods = false)
  static class NotByItself {
    @Bean
    FilterRegistrationBean<LoginThrottleFilter> throttleRegistration(LoginThrottleFilter filter) {
      var registration = new FilterRegistrationBean<>(filter);
      registration.setEnabled(false);
      return registration;
    }
  }
}
