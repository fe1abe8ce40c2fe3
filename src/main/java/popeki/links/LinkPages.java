package popeki.links;

import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.stereotype.Component;
import popeki.platform.Frame;
import popeki.platform.Theme;
import popeki.platform.Words;

/**
 * The page of a slug that leads nowhere. It is the same to the byte whether there was never such a
 * link or it was archived, so that nobody learns from it which names exist; made once, because
 * those who guess names ask often.
 */
@Component
class LinkPages {
  private static final String POLICY =
      "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; script-src 'self'; "
          + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final byte[] notFound;

  LinkPages(TemplateEngine templates, Words words) {
    var page = new StringOutput();
    Frame frame = Frame.of(words, Theme.SYSTEM, null);
    templates.render("links/not_found.jte", Map.of("frame", frame), page);
    this.notFound = page.toString().getBytes(StandardCharsets.UTF_8);
  }

  void notFound(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.setStatus(HttpServletResponse.SC_NOT_FOUND);
    headers(response);
    response.setHeader("Content-Security-Policy", POLICY);
    response.setContentType("text/html;charset=UTF-8");
    response.setContentLength(notFound.length);
    if (!request.getMethod().equals("HEAD")) {
      response.getOutputStream().write(notFound);
    }
  }

  /** What every answer of the link path says: keep nothing, tell nobody, list nowhere. */
  static void headers(HttpServletResponse response) {
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("X-Robots-Tag", "noindex");
    response.setHeader("X-Content-Type-Options", "nosniff");
  }
}
