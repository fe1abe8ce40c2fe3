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
    if (holdsNul(body)) {
      errors.write(
          request,
          response,
          Failure.of(
              400,
              "invalid_request",
              "The request has values that cannot be",
              "A text may not hold the character U+0000. Nothing was changed."));
      return;
    }
    chain.doFilter(new BufferedRequest(request, body), response);
  }

  /**
   * No text of the database holds U+0000. In JSON it can only stand as an escape; a backslash that
   * is itself escaped begins none.
   */
  static boolean holdsNul(byte[] json) {
    for (int i = 0; i < json.length; i++) {
      if (json[i] == 0) {
        return true;
      }
      if (json[i] == '\\') {
        if (i + 5 < json.length
            && json[i + 1] == 'u'
            && json[i + 2] == '0'
            && json[i + 3] == '0'
            && json[i + 4] == '0'
            && json[i + 5] == '0') {
          return true;
        }
        i++;
      }
    }
    return false;
  }
}
