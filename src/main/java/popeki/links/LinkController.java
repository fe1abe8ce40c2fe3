package popeki.links;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import popeki.kernel.LinkId;
import popeki.platform.ApiProblem;
import popeki.platform.Cursor;
import popeki.platform.FigureView;
import popeki.platform.PagePeriod;
import popeki.platform.Paging;
import popeki.platform.Period;
import popeki.platform.Shell;
import popeki.platform.Words;
import popeki.workspaces.Member;
import popeki.workspaces.Numbers;

/** The pages about links. Every one works as a link or a form. */
@Controller
@RequestMapping("/w/{workspace}/links")
class LinkController {
  private static final int RECENT = 30;
  private final Links links;
  private final LinkInsights insights;
  private final LinkControls controls;
  private final LinkUrls urls;
  private final Numbers numbers;
  private final Clock clock;

  LinkController(
      Links links,
      LinkInsights insights,
      LinkControls controls,
      LinkUrls urls,
      Numbers numbers,
      Clock clock) {
    this.links = links;
    this.insights = insights;
    this.controls = controls;
    this.urls = urls;
    this.numbers = numbers;
    this.clock = clock;
  }

  @GetMapping
  String list(
      Member member,
      Shell shell,
      Model model,
      @RequestParam(defaultValue = "false") boolean archived,
      @RequestParam(required = false) @Nullable String cursor) {
    var after = cursor == null ? null : Cursor.decode(cursor).orElse(null);
    var page = links.list(member.workspaceId(), archived, new Paging(Paging.DEFAULT, after));
    String more = page.nextCursor();
    String moreHref =
        more == null ? null : shell.path("links?archived=" + archived + "&cursor=" + more);
    var rows = page.data().stream().map(row -> row(row, shell)).toList();
    model.addAttribute("shell", shell);
    model.addAttribute("table", new LinkPageViews.Table(rows, archived, moreHref));
    return "links/list";
  }

  @GetMapping("/{id}")
  String one(
      Member member,
      Shell shell,
      Model model,
      @PathVariable UUID id,
      @RequestParam(required = false) @Nullable String range,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to,
      @RequestParam(required = false) @Nullable String reason) {
    var counted =
        links
            .counted(member.workspaceId(), new LinkId(id))
            .orElseThrow(() -> ApiProblem.notFound("link"));
    model.addAttribute("shell", shell);
    model.addAttribute("page", page(member, shell, counted, reason));
    model.addAttribute("control", controls.of(member.workspaceId(), counted.link(), shell));
    PagePeriod period =
        PagePeriod.parse(range, from, to, member.workspace().timezone(), clock.instant());
    model.addAttribute(
        "insights", insights.of(member.workspaceId(), new LinkId(id), period, shell));
    return "links/one";
  }

  private LinkPageViews.Row row(LinkRepository.Counted row, Shell shell) {
    LinkSummary link = row.link();
    LinkCounts counts = row.counts();
    return new LinkPageViews.Row(
        link.name(),
        shell.path("links/" + link.id()),
        urls.url(link.slug()),
        urls.shown(link.slug()),
        origin(link),
        counts.clicks(),
        counts.conversations(),
        rate(counts, shell.words()),
        link.archivedAt() != null,
        stopped(link, shell.words()));
  }

  private @Nullable String stopped(LinkSummary link, Words words) {
    String state = LinkControls.state(link, clock.instant());
    return state.equals("on") || state.equals("archived") ? null : words.of("links.state." + state);
  }

  private static @Nullable String rate(LinkCounts counts, Words words) {
    return counts.clicks() == 0
        ? null
        : words.percent((double) counts.conversations() / counts.clicks());
  }

  private static @Nullable String origin(LinkSummary link) {
    if (link.source() == null) {
      return link.campaign();
    }
    return link.campaign() == null ? link.source() : link.source() + " → " + link.campaign();
  }

  private LinkPageViews.Page page(
      Member member, Shell shell, LinkRepository.Counted counted, @Nullable String reason) {
    LinkSummary link = counted.link();
    String path = "links/" + link.id();
    return new LinkPageViews.Page(
        link.name(),
        urls.url(link.slug()),
        urls.shown(link.slug()),
        "/" + link.slug(),
        shell.path(path + "/edit"),
        shell.path(path + "/archive"),
        link.archivedAt() != null,
        number(member, link),
        LinkForms.preview(link.message(), link.code()),
        origin(link),
        link.createdAt(),
        figures(link, counted.counts(), shell),
        controls.warnings(member.workspaceId(), link),
        link.archivedAt() == null ? LinkQrView.of(counted, urls, shell, Map.of()) : null,
        urls.snippet(link.slug()),
        reasons(member, link, shell),
        reason == null ? null : shell.path(path),
        visits(member, link, reason, shell),
        clock.instant());
  }

  private String number(Member member, LinkSummary link) {
    return numbers
        .find(member.workspaceId(), link.number())
        .map(number -> number.displayPhoneNumber())
        .orElse("+" + link.digits());
  }

  private static List<FigureView> figures(LinkSummary link, LinkCounts counts, Shell shell) {
    Words words = shell.words();
    String theirs = shell.path("conversations?link=" + link.id());
    return List.of(
        FigureView.of(words.of("links.clicks"), words.number(counts.clicks())),
        FigureView.of(words.of("links.conversations"), words.number(counts.conversations()))
            .withDrill(words.of("links.door.conversations"), theirs),
        FigureView.of(words.of("links.qualified"), words.number(counts.qualified()))
            .withDrill(words.of("links.door.qualified"), theirs + "&stage=qualified"),
        FigureView.of(words.of("links.won"), words.number(counts.won()))
            .withDrill(words.of("links.door.won"), theirs + "&stage=won"));
  }

  private List<LinkPageViews.Reason> reasons(Member member, LinkSummary link, Shell shell) {
    return links.uncounted(member.workspaceId(), link.id()).stream()
        .map(
            reason ->
                new LinkPageViews.Reason(
                    label(reason.kind(), reason.reason(), shell.words()),
                    reason.clicks(),
                    shell.path("links/" + link.id() + "?reason=" + reason.reason() + "#visits-h")))
        .toList();
  }

  private static String label(String kind, String reason, Words words) {
    String state = words.of("links.kind." + (kind.equals("human") ? reason : kind));
    boolean said = reason.equals(kind) || kind.equals("human");
    return said ? state : state + " · " + reason.replace('_', ' ');
  }

  private List<LinkPageViews.Visited> visits(
      Member member, LinkSummary link, @Nullable String reason, Shell shell) {
    var period = new Period(null, null, member.workspace().timezone());
    return links
        .visits(
            member.workspaceId(),
            new ClickLedger.Wanted(link.id(), reason),
            period,
            new Paging(RECENT, null))
        .data()
        .stream()
        .map(click -> visit(click, shell))
        .toList();
  }

  private static LinkPageViews.Visited visit(ClickLedger.Row click, Shell shell) {
    Words words = shell.words();
    String reason = click.notCountedReason();
    return new LinkPageViews.Visited(
        click.occurredAt(),
        words.of("links.device." + (click.gpc() ? "withheld" : Device.of(click.userAgent()))),
        click.referrer() == null
            ? null
            : click.referrer().replaceFirst("^https?://([^/?#]*).*", "$1"),
        click.utm().get("campaign"),
        click.counted(),
        reason == null ? words.of("links.kind.human") : label(click.kind(), reason, words),
        click.conversation() == null ? null : shell.path("conversations/" + click.conversation()));
  }
}
