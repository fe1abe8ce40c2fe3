package popeki.links;

import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import popeki.platform.Frame;
import popeki.platform.Theme;
import popeki.platform.Words;

/**
 * The pages that visitors of a link see instead of WhatsApp. That of a slug that leads nowhere is
 * the same to the byte whether there was never such a link or it was archived, so that nobody
 * learns from it which names exist; made once, because those who guess names ask often.
 */
@Component
class LinkPages {
  private static final String POLICY =
      "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; script-src 'self'; "
          + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final TemplateEngine templates;
  private final Frame frame;
  private final byte[] notFound;

  LinkPages(TemplateEngine templates, Words words) {
    this.templates = templates;
    this.frame = Frame.of(words, Theme.SYSTEM, null);
    this.notFound = rendered("links/not_found.jte", Map.of());
  }

  void notFound(HttpServletRequest request, HttpServletResponse response) throws IOException {
    page(HttpServletResponse.SC_NOT_FOUND, notFound, request, response);
  }

  /** A pause is an answer like any; an end is for good, and checkers of ads are to see it. */
  void closed(Way.Closed closed, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var values = new HashMap<String, Object>();
    values.put("why", closed.why().reason());
    LinkNumber contact = closed.contact();
    if (contact != null) {
      values.put("number", "+" + contact.digits());
      values.put("href", WhatsAppTarget.urlFor(contact.digits(), ""));
    }
    int status =
        switch (closed.why()) {
          case PAUSED -> HttpServletResponse.SC_OK;
          case ENDED -> HttpServletResponse.SC_GONE;
        };
    page(status, rendered("links/closed.jte", values), request, response);
  }

  private byte[] rendered(String template, Map<String, Object> values) {
    var all = new HashMap<String, Object>(values);
    all.put("frame", frame);
    var page = new StringOutput();
    templates.render(template, all, page);
    return page.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void page(
      int status, byte[] page, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setStatus(status);
    headers(response);
    response.setHeader("Content-Security-Policy", POLICY);
    response.setContentType("text/html;charset=UTF-8");
    response.setContentLength(page.length);
    if (!request.getMethod().equals("HEAD")) {
      response.getOutputStream().write(page);
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
