package popeki.platform;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.context.request.async.AsyncRequestTimeoutException;
import org.springframework.web.servlet.ModelAndView;

/** Hands what controllers throw to {@link ErrorPages}. */
@ControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class ErrorAdvice {
  private final ErrorPages pages;

  ErrorAdvice(ErrorPages pages) {
    this.pages = pages;
  }

  @ExceptionHandler(Throwable.class)
  ModelAndView answer(Throwable thrown, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    pages.answer(request, response, thrown);
    return new ModelAndView();
  }

  /** The security chain answers these itself. */
  @ExceptionHandler({AccessDeniedException.class, AuthenticationException.class})
  void pass(RuntimeException thrown) {
    throw thrown;
  }

  /** The caller has gone, or an event stream has reached its end: nobody to answer. */
  @ExceptionHandler({AsyncRequestNotUsableException.class, AsyncRequestTimeoutException.class})
  ModelAndView gone() {
    return new ModelAndView();
  }
}
