package popeki.links;

import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import popeki.platform.Frame;
import popeki.platform.QrCode;
import popeki.platform.Theme;
import popeki.platform.Words;

/**
 * The pages that visitors of a link see instead of WhatsApp. That of a slug that leads nowhere is
 * the same to the byte whether there was never such a link or it was archived, so that nobody
 * learns from it which names exist; made once, because those who guess names ask often.
 */
@Component
class LinkPages {
  private static final int TOO_MANY_REQUESTS = 429;
  private static final String POLICY =
      "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; script-src 'self'; "
          + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final TemplateEngine templates;
  private final SlugGuesses guesses;
  private final Frame frame;
  private final byte[] notFound;
  private final byte[] tooMany;

  LinkPages(TemplateEngine templates, Words words, SlugGuesses guesses) {
    this.templates = templates;
    this.guesses = guesses;
    this.frame = Frame.of(words, Theme.SYSTEM, null);
    this.notFound = rendered("links/not_found.jte", Map.of("why", "missing"));
    this.tooMany = rendered("links/not_found.jte", Map.of("why", "slow"));
  }

  /** Who tries many names in a minute is told to wait, and learns nothing from it. */
  void notFound(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Optional<Duration> wait = guesses.count(request);
    if (wait.isPresent()) {
      response.setHeader("Retry-After", String.valueOf(Math.max(1, wait.get().toSeconds())));
      page(TOO_MANY_REQUESTS, tooMany, request, response);
      return;
    }
    page(HttpServletResponse.SC_NOT_FOUND, notFound, request, response);
  }

  /**
   * At a desk: on with WhatsApp Web, or with the phone by a QR code of the very same chat. Drawn
   * anew for every visit, since every visit has a code of its own.
   */
  void choose(
      LinkNumber number, String chat, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Map<String, Object> values =
        Map.of("number", "+" + number.digits(), "href", chat, "qr", QrCode.of(chat).svg());
    page(HttpServletResponse.SC_OK, rendered("links/choose.jte", values), request, response);
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
