package popeki.links;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Uuid7;
import popeki.platform.Cidr;
import popeki.platform.ClientIp;

/**
 * The way of a tracked link, ahead of everything else the service does with a request: look the
 * slug up in memory, tell people from robots, make the click durable, send the visitor on. No
 * session, no cookie, no security chain.
 */
final class RedirectFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  /**
   * How many ended links in a row are followed to the next; beyond it, or in a circle, it is over.
   */
  private static final int MOST_HOPS = 3;

  private final transient LinkDirectory directory;
  private final transient ClickLog clicks;
  private final transient ClickMetrics metrics;
  private final transient LinkPages pages;
  private final transient Countries countries;
  private final transient List<Cidr> trustedProxies;
  private final transient Clock clock;
  private final transient DoubleTap doubleTap = new DoubleTap();
  private final transient Turns turns = new Turns();
  private final transient CodeRandom random = new CodeRandom();

  RedirectFilter(
      LinkDirectory directory,
      ClickLog clicks,
      ClickMetrics metrics,
      LinkPages pages,
      Countries countries,
      List<Cidr> trustedProxies,
      Clock clock) {
    this.directory = directory;
    this.clicks = clicks;
    this.metrics = metrics;
    this.pages = pages;
    this.countries = countries;
    this.trustedProxies = trustedProxies;
    this.clock = clock;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String slug = ReservedPaths.slugIn(request.getRequestURI());
    if (slug == null) {
      chain.doFilter(request, response);
      return;
    }
    switch (directory.find(slug)) {
      case Lookup.Active(var target) when isVisit(request) -> visit(target, request, response);
      case Lookup.Active _, Lookup.Archived _ when !isVisit(request) -> refuse(response);
      case Lookup.Unknown _ when !isVisit(request) -> chain.doFilter(request, response);
      case Lookup.Active _, Lookup.Archived _, Lookup.Unknown _ ->
          pages.notFound(request, response);
    }
  }

  private void visit(LinkTarget target, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    long started = System.nanoTime();
    Visit visit = visit(request);
    ClickQuery query = ClickQuery.parse(visit.query());
    Verdict verdict = ClickFilter.classify(visit.facts());
    LinkTarget here = target;
    Way way = WayRules.of(here, visit.at());
    // Each link that has ended knows of the visit; only where it ends up may it count.
    for (int hops = 0; way instanceof Way.Elsewhere(String slug); hops++) {
      if (hops < MOST_HOPS && directory.find(slug) instanceof Lookup.Active(var next)) {
        record(
            here,
            visit,
            new Capture.Judged(query, verdict, true, Way.Why.ENDED),
            Capture.Sent.NOWHERE);
        here = next;
        way = WayRules.of(here, visit.at());
      } else {
        way = WayRules.ended(here);
      }
    }
    switch (way) {
      case Way.Closed closed -> {
        record(
            here,
            visit,
            new Capture.Judged(query, verdict, true, closed.why()),
            Capture.Sent.NOWHERE);
        pages.closed(closed, request, response);
      }
      case Way.Open(var open) -> {
        send(here, open, visit, judge(here, visit, query, verdict), request, response);
        metrics.redirected(System.nanoTime() - started);
      }
      case Way.Elsewhere _ -> throw new IllegalStateException("A link's end is followed above");
    }
  }

  private void send(
      LinkTarget target,
      List<LinkNumber> open,
      Visit visit,
      Capture.Judged judged,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    LinkNumber number =
        turns.choose(target, open, visit, judged.verdict().counted() && !visit.gpc());
    ReferenceCode code = target.codeMode() == CodeMode.NONE ? null : ReferenceCode.of(random);
    record(target, visit, judged, new Capture.Sent(number.number(), code));
    String chat = WhatsAppTarget.urlFor(number.digits(), message(target, judged.query(), code));
    if (target.desktop() == DesktopWay.CHOOSE
        && judged.verdict().counted()
        && DesktopRules.isDesktop(visit.facts().userAgent())) {
      pages.choose(number, chat, request, response);
    } else {
      answer(response, chat);
    }
  }

  private void record(LinkTarget target, Visit visit, Capture.Judged judged, Capture.Sent sent) {
    clicks.append(Capture.of(Uuid7.at(visit.at()), target, visit, judged, sent));
  }

  private Capture.Judged judge(LinkTarget target, Visit visit, ClickQuery query, Verdict verdict) {
    boolean first =
        !verdict.counted()
            || doubleTap.counts(visit.ip(), visit.facts().userAgent(), target.link(), visit.at());
    return new Capture.Judged(query, verdict, first);
  }

  private static String message(LinkTarget target, ClickQuery query, @Nullable ReferenceCode code) {
    String filled =
        MessageTemplate.fill(target.message(), query, target.source(), target.campaign());
    return code == null ? filled : ReferenceCode.write(code, target.codeMode(), filled);
  }

  private Visit visit(HttpServletRequest request) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    InetAddress ip = clientIp(request);
    return new Visit(
        now,
        ip.getHostAddress(),
        countries.of(ip),
        request.getQueryString(),
        "1".equals(request.getHeader("Sec-GPC")),
        new RequestFacts(
            request.getMethod(),
            request.getHeader("User-Agent"),
            request.getHeader("Referer"),
            request.getHeader("Sec-Purpose"),
            request.getHeader("Purpose"),
            request.getHeader("X-Purpose"),
            request.getHeader("X-Moz"),
            request.getHeader("Sec-Fetch-Dest"),
            request.getHeader("Sec-Fetch-Mode")));
  }

  private InetAddress clientIp(HttpServletRequest request) {
    var forwarded = request.getHeaders("X-Forwarded-For");
    return ClientIp.of(
        request.getRemoteAddr(),
        trustedProxies,
        forwarded.hasMoreElements() ? Collections.list(forwarded) : List.of());
  }

  private static void answer(HttpServletResponse response, String location) {
    response.setStatus(HttpServletResponse.SC_FOUND);
    response.setHeader("Location", location);
    LinkPages.headers(response);
    response.setContentLength(0);
  }

  private static void refuse(HttpServletResponse response) {
    response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
    response.setHeader("Allow", "GET, HEAD");
    LinkPages.headers(response);
    response.setContentLength(0);
  }

  private static boolean isVisit(HttpServletRequest request) {
    return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
  }
}
