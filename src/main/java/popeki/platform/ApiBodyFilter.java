package popeki.platform;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Reads the body of a write, at most 1 MB of it, after the caller was let in. */
@Component
@Order(ApiBodyFilter.AFTER_SIGN_IN)
class ApiBodyFilter extends OncePerRequestFilter {
  /** The security chain stands at −100. */
  static final int AFTER_SIGN_IN = -90;

  static final int MAX_BYTES = 1 << 20;
  static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH");

  private final ErrorPages errors;

  ApiBodyFilter(ErrorPages errors) {
    this.errors = errors;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !request.getRequestURI().startsWith("/api/v1/") || !WRITES.contains(request.getMethod());
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (request.getContentLengthLong() > MAX_BYTES) {
      errors.write(request, response, FailureRules.tooLarge());
      return;
    }
    byte[] body = request.getInputStream().readNBytes(MAX_BYTES + 1);
    if (body.length > MAX_BYTES) {
      errors.write(request, response, FailureRules.tooLarge());
      return;
    }
    chain.doFilter(new BufferedRequest(request, body), response);
  }
}
