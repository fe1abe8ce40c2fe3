package popeki.platform;

import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every answer that is not success, in one place: problem JSON where programs call, a designed page
 * where people look, a fragment where htmx asks. People read what happened, whether their data is
 * safe and what to do, with a reference; never an exception's text.
 */
@Component
public class ErrorPages {
  private static final Logger log = LoggerFactory.getLogger(ErrorPages.class);

  private final JsonMapper json;
  private final TemplateEngine templates;
  private final Frames frames;
  private final String explained;

  ErrorPages(JsonMapper json, TemplateEngine templates, Frames frames, Settings settings) {
    this.explained = settings.publicUrl() + "/docs/api";
    this.json = json;
    this.templates = templates;
    this.frames = frames;
  }

  /** Answers with what the throwable means; one that is a mistake of ours is logged. */
  public void answer(HttpServletRequest request, HttpServletResponse response, Throwable thrown)
      throws IOException {
    write(
        request, response, FailureRules.expected(thrown).orElseGet(() -> mistake(request, thrown)));
  }

  /** Answers 401 in the caller's form. */
  public void unauthorized(HttpServletRequest request, HttpServletResponse response, String detail)
      throws IOException {
    write(request, response, FailureRules.unauthorized(detail));
  }

  void write(HttpServletRequest request, HttpServletResponse response, Failure failure)
      throws IOException {
    if (response.isCommitted()) {
      return;
    }
    SecurityLog.answered(request, failure);
    response.resetBuffer();
    response.setStatus(failure.status());
    failure.headers().forEach(response::setHeader);
    byte[] body;
    if (forPrograms(request)) {
      response.setContentType("application/problem+json");
      body = json.writeValueAsBytes(failure.problem(explained));
    } else {
      response.setContentType("text/html;charset=UTF-8");
      body = page(request, failure).getBytes(StandardCharsets.UTF_8);
    }
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private String page(HttpServletRequest request, Failure failure) {
    var out = new StringOutput();
    Map<String, Object> model = new HashMap<>();
    Frame frame = frames.plain(request);
    model.put("view", ErrorView.of(failure, frame.words()));
    model.put("frame", frame);
    boolean fragment = "true".equals(request.getHeader("HX-Request"));
    templates.render(fragment ? "platform/_error.jte" : "platform/error.jte", model, out);
    return out.toString();
  }

  private static Failure mistake(HttpServletRequest request, Throwable thrown) {
    String reference = Trace.reference();
    log.error("Request failed; reference {}; {} was asked", reference, request.getMethod(), thrown);
    return FailureRules.generic(500).withReference(reference);
  }

  private static boolean forPrograms(HttpServletRequest request) {
    String path =
        request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String original
            ? original
            : request.getRequestURI();
    return path.startsWith("/api/") || path.startsWith("/webhooks/") || path.startsWith("/health");
  }
}
