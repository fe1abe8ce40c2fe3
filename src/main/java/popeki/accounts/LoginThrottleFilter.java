package popeki.accounts;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import popeki.platform.ApiProblem;
import popeki.platform.Cidr;
import popeki.platform.ClientIp;
import popeki.platform.ErrorPages;
import popeki.platform.Settings;

/** Turns away whoever has guessed too often, before a password is looked at. */
@Component
class LoginThrottleFilter extends OncePerRequestFilter {
  private final LoginThrottle throttle;
  private final ErrorPages errors;
  private final List<Cidr> trusted;

  LoginThrottleFilter(LoginThrottle throttle, ErrorPages errors, Settings settings) {
    this.trusted = settings.trustedProxies();
    this.throttle = throttle;
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
    if (throttle.blocks(clientIp(request, trusted), email(request))) {
      errors.answer(
          request,
          response,
          new ApiProblem(
              429,
              "too_many_attempts",
              "Too many attempts",
              "Too many wrong passwords from here. Wait a quarter of an hour, or use a sign-in link.",
              Map.of()));
      return;
    }
    chain.doFilter(request, response);
  }

  /** Whose request it is, as far as the proxies before us are trusted. */
  static String clientIp(HttpServletRequest request, List<Cidr> trusted) {
    return ClientIp.of(
            request.getRemoteAddr(),
            trusted,
            Collections.list(request.getHeaders("X-Forwarded-For")))
        .getHostAddress();
  }

  static String email(HttpServletRequest request) {
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
