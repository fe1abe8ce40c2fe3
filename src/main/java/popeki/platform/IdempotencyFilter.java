package popeki.platform;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;
import popeki.kernel.WorkspaceId;

/**
 * {@code Idempotency-Key} on a write: the same key with the same request gets the answer of the
 * first time, for 24 hours; with another request 422; while the first is still at work 409. An
 * answer of 500 or more is not kept: that request may be tried again.
 */
@Component
@Order(ApiBodyFilter.AFTER_SIGN_IN + 1)
class IdempotencyFilter extends OncePerRequestFilter {
  private static final String HEADER = "Idempotency-Key";

  private final IdempotencyRepository answers;
  private final ErrorPages errors;

  IdempotencyFilter(IdempotencyRepository answers, ErrorPages errors) {
    this.answers = answers;
    this.errors = errors;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return request.getHeader(HEADER) == null
        || !request.getRequestURI().startsWith("/api/v1/")
        || !ApiBodyFilter.WRITES.contains(request.getMethod());
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (!(request.getAttribute(ApiCaller.ATTRIBUTE) instanceof ApiCaller caller)
        || !(request instanceof BufferedRequest buffered)) {
      chain.doFilter(request, response);
      return;
    }
    try {
      String key = key(request.getHeader(HEADER));
      byte[] hash = hash(buffered);
      switch (answers.begin(caller.workspace(), key, hash)) {
        case IdempotencyRepository.Begun.First _ ->
            first(caller.workspace(), key, request, response, chain);
        case IdempotencyRepository.Begun.Answered answered -> replay(answered, response);
        case IdempotencyRepository.Begun.AtWork _ ->
            throw ApiProblem.conflict(
                "idempotency_in_progress",
                "A request with this Idempotency-Key is still being worked on; ask again in a moment.");
        case IdempotencyRepository.Begun.Other _ ->
            throw ApiProblem.unprocessable(
                "idempotency_key_reused",
                "This Idempotency-Key was used for another request in the last 24 hours; use a new one.");
      }
    } catch (ApiProblem problem) {
      errors.answer(request, response, problem);
    }
  }

  private void first(
      WorkspaceId workspace,
      String key,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws ServletException, IOException {
    var recorded = new ContentCachingResponseWrapper(response);
    boolean kept = false;
    try {
      chain.doFilter(request, recorded);
      if (recorded.getStatus() < 500) {
        answers.finish(
            workspace,
            key,
            recorded.getStatus(),
            recorded.getContentType(),
            recorded.getContentAsByteArray());
        kept = true;
      }
      recorded.copyBodyToResponse();
    } finally {
      if (!kept) {
        answers.forget(workspace, key);
      }
    }
  }

  private static void replay(
      IdempotencyRepository.Begun.Answered answered, HttpServletResponse response)
      throws IOException {
    response.setStatus(answered.status());
    response.setHeader("Idempotent-Replayed", "true");
    if (answered.contentType() != null) {
      response.setContentType(answered.contentType());
    }
    response.setContentLength(answered.body().length);
    response.getOutputStream().write(answered.body());
  }

  private static String key(@Nullable String header) {
    if (header == null || !header.matches("[\\x21-\\x7e]{1,255}")) {
      throw ApiProblem.badRequest(
          "Idempotency-Key must be 1 to 255 visible characters, for example a UUID.");
    }
    return header;
  }

  private static byte[] hash(BufferedRequest request) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      String query = request.getQueryString() == null ? "" : request.getQueryString();
      digest.update(
          (request.getMethod() + " " + request.getRequestURI() + "?" + query + "\n")
              .getBytes(StandardCharsets.UTF_8));
      return digest.digest(request.body());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every JDK", e);
    }
  }
}
