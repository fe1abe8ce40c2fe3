package popeki.accounts;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Ends sessions that are too old or were not used for too long, before anything is shown. */
@Component
class SessionAges extends OncePerRequestFilter {
  private static final Logger log = LoggerFactory.getLogger(SessionAges.class);
  private static final List<String> ASKED = List.of("/w", "/account", "/workspaces", "/login");

  /** Noting each request would cost a write each. */
  private static final Duration NOTED = Duration.ofMinutes(1);

  private final Clock clock;

  SessionAges(Clock clock) {
    this.clock = clock;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return ASKED.stream().noneMatch(request.getRequestURI()::startsWith);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    HttpSession session = request.getSession(false);
    if (session != null && session.getAttribute(Entered.ATTRIBUTE) instanceof Entered entered) {
      Instant now = clock.instant();
      Instant seen =
          session.getAttribute(Entered.SEEN) instanceof Instant noted ? noted : entered.since();
      if (entered.isOver(seen, now)) {
        session.invalidate();
        SecurityContextHolder.clearContext();
        SecurityContextHolder.setContext(SecurityContextHolder.createEmptyContext());
        log.info("A session ended by its age");
      } else if (seen.plus(NOTED).isBefore(now)) {
        session.setAttribute(Entered.SEEN, now);
      }
    }
    chain.doFilter(request, response);
  }

  /** It stands inside the security chain only, not in the container's own. */
  @Configuration(proxyBeanMethods = false)
  static class NotByItself {
    @Bean
    FilterRegistrationBean<SessionAges> agesRegistration(SessionAges filter) {
      var registration = new FilterRegistrationBean<>(filter);
      registration.setEnabled(false);
      return registration;
    }
  }
}
