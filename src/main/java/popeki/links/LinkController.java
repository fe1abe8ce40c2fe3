package popeki.links;

import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import popeki.kernel.LinkId;
import popeki.platform.ApiProblem;
import popeki.platform.Cursor;
import popeki.platform.FigureView;
import popeki.platform.Frames;
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
  private static final ReferenceCode EXAMPLE = ReferenceCode.of(new Random(42));
  private static final List<String> FIELDS =
      List.of("name", "number_id", "message", "slug", "source", "campaign", "code");

  private final Links links;
  private final LinkEditor editor;
  private final LinkInsights insights;
  private final LinkUrls urls;
  private final Numbers numbers;
  private final Clock clock;

  LinkController(
      Links links,
      LinkEditor editor,
      LinkInsights insights,
      LinkUrls urls,
      Numbers numbers,
      Clock clock) {
    this.links = links;
    this.editor = editor;
    this.insights = insights;
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

  @GetMapping("/new")
  String draft(Member member, Shell shell, Model model, @RequestParam Map<String, String> given) {
    var values = new HashMap<>(given);
    values.putIfAbsent("code", "both");
    return form(member, shell, model, null, values, Map.of());
  }

  @PostMapping
  String create(
      Member member,
      Shell shell,
      Model model,
      @RequestParam Map<String, String> form,
      RedirectAttributes redirect,
      HttpServletResponse response) {
    try {
      LinkSummary link = editor.create(member.workspaceId(), draft(form), member.actor());
      redirect.addFlashAttribute(Frames.FLASH, shell.words().of("links.made"));
      return "redirect:" + shell.path("links/" + link.id());
    } catch (ApiProblem problem) {
      response.setStatus(problem.status());
      return form(member, shell, model, null, form, errors(problem, shell.words()));
    }
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
    PagePeriod period =
        PagePeriod.parse(range, from, to, member.workspace().timezone(), clock.instant());
    model.addAttribute(
        "insights", insights.of(member.workspaceId(), new LinkId(id), period, shell));
    return "links/one";
  }

  @GetMapping("/{id}/edit")
  String edit(Member member, Shell shell, Model model, @PathVariable UUID id) {
    LinkSummary link = find(member, id);
    return form(member, shell, model, link, values(link), Map.of());
  }

  @PostMapping("/{id}")
  String change(
      Member member,
      Shell shell,
      Model model,
      @PathVariable UUID id,
      @RequestParam Map<String, String> form,
      RedirectAttributes redirect,
      HttpServletResponse response) {
    LinkSummary link = find(member, id);
    try {
      var draft = new HashMap<>(form);
      draft.remove("slug");
      editor.change(member.workspaceId(), link.id(), draft(draft), member.actor());
      redirect.addFlashAttribute(Frames.FLASH, shell.words().of("links.saved"));
      return "redirect:" + shell.path("links/" + id);
    } catch (ApiProblem problem) {
      response.setStatus(problem.status());
      return form(member, shell, model, link, form, errors(problem, shell.words()));
    }
  }

  @PostMapping("/{id}/archive")
  String archive(Member member, Shell shell, @PathVariable UUID id, RedirectAttributes redirect) {
    editor.archive(member.workspaceId(), new LinkId(id), member.actor());
    redirect.addFlashAttribute(Frames.FLASH, shell.words().of("links.archived.done"));
    return "redirect:" + shell.path("links");
  }

  private LinkSummary find(Member member, UUID id) {
    return links
        .link(member.workspaceId(), new LinkId(id))
        .orElseThrow(() -> ApiProblem.notFound("link"));
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
        link.archivedAt() != null);
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
        preview(link),
        origin(link),
        link.createdAt(),
        figures(link, counted.counts(), shell),
        LinkRules.warnings(link, clock.instant()),
        "/q/" + link.slug(),
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

  /** As the visitor's WhatsApp shows it, with an example of a code. */
  private static String preview(LinkSummary link) {
    String filled = MessageTemplate.fill(link.message(), ClickQuery.EMPTY);
    return switch (link.code()) {
      case BOTH, VISIBLE -> ReferenceCode.write(EXAMPLE, CodeMode.VISIBLE, filled);
      case INVISIBLE, NONE -> filled;
    };
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

  private String form(
      Member member,
      Shell shell,
      Model model,
      @Nullable LinkSummary link,
      Map<String, String> values,
      Map<String, String> errors) {
    Words words = shell.words();
    String base = link == null ? "links" : "links/" + link.id();
    model.addAttribute("shell", shell);
    model.addAttribute(
        "form",
        new LinkPageViews.Form(
            words.of(link == null ? "links.new" : "links.edit"),
            shell.path(base),
            shell.path(base),
            values,
            errors,
            numbers(member, values.get("number_id")),
            codes(words, values.getOrDefault("code", "both")),
            MessageTemplate.placeholders(),
            urls.shown(""),
            link == null ? null : link.slug()));
    return "links/form";
  }

  private List<LinkPageViews.Choice> numbers(Member member, @Nullable String chosen) {
    return numbers.list(member.workspaceId()).stream()
        .map(
            number ->
                new LinkPageViews.Choice(
                    number.id().toString(),
                    number.displayPhoneNumber(),
                    number.id().toString().equals(chosen)))
        .toList();
  }

  private static List<LinkPageViews.Choice> codes(Words words, String chosen) {
    return Arrays.stream(CodeMode.values())
        .map(mode -> mode.name().toLowerCase(Locale.ROOT))
        .map(
            mode ->
                new LinkPageViews.Choice(mode, words.of("links.code." + mode), mode.equals(chosen)))
        .toList();
  }

  private static Map<String, String> values(LinkSummary link) {
    var values = new HashMap<String, String>();
    values.put("name", link.name());
    values.put("number_id", link.number().toString());
    values.put("message", link.message());
    values.put("source", link.source() == null ? "" : link.source());
    values.put("campaign", link.campaign() == null ? "" : link.campaign());
    values.put("code", link.code().name().toLowerCase(Locale.ROOT));
    return values;
  }

  private static LinkDraft draft(Map<String, String> form) {
    return new LinkDraft(
        form.get("name"),
        id(form.get("number_id")),
        null,
        null,
        text(form.get("message")),
        blankIsNone(form.get("slug")),
        blankIsNone(form.get("source")),
        blankIsNone(form.get("campaign")),
        mode(form.get("code")),
        null,
        null,
        null,
        null);
  }

  /** Browsers send line ends their own way. */
  private static @Nullable String text(@Nullable String text) {
    return text == null ? null : text.replace("\r\n", "\n");
  }

  private static @Nullable String blankIsNone(@Nullable String text) {
    return text == null || text.isBlank() ? null : text.strip();
  }

  private static @Nullable UUID id(@Nullable String text) {
    try {
      return text == null ? null : UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static CodeMode mode(@Nullable String text) {
    return Arrays.stream(CodeMode.values())
        .filter(mode -> mode.name().equalsIgnoreCase(text))
        .findFirst()
        .orElse(CodeMode.BOTH);
  }

  private static Map<String, String> errors(ApiProblem problem, Words words) {
    var errors = new HashMap<String, String>();
    if (problem.extra().get("errors") instanceof List<?> list) {
      for (Object error : list) {
        if (error instanceof ApiProblem.FieldError field && FIELDS.contains(field.field())) {
          errors.put(
              field.field(), words.of("links.field." + field.field()) + " " + field.message());
        }
      }
    }
    if (errors.isEmpty()) {
      throw problem;
    }
    return errors;
  }
}
