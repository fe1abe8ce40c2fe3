package popeki.reports;

import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.TransactionException;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import popeki.platform.Shell;
import popeki.platform.Words;
import popeki.workspaces.Member;
import popeki.workspaces.Onboarding;

/** The overview and the campaigns report. Each panel is also a fragment and may fail by itself. */
@Controller
@RequestMapping("/w/{workspace}")
class ReportController {
  private static final Logger log = LoggerFactory.getLogger(ReportController.class);

  private final OverviewPage overview;
  private final BreakdownPage breakdowns;
  private final ReportReader reports;
  private final Onboarding onboarding;
  private final Clock clock;

  ReportController(
      OverviewPage overview,
      BreakdownPage breakdowns,
      ReportReader reports,
      Onboarding onboarding,
      Clock clock) {
    this.overview = overview;
    this.breakdowns = breakdowns;
    this.reports = reports;
    this.onboarding = onboarding;
    this.clock = clock;
  }

  @GetMapping("/overview")
  String overview(
      Member member, Shell shell, Model model, @RequestParam Map<String, String> given) {
    model.addAttribute("shell", shell);
    model.addAttribute("start", onboarding.bar(member, shell.words()));
    if (isNew(member)) {
      return "reports/overview_empty";
    }
    ReportUrl url = url(shell, member, given);
    Words w = shell.words();
    model.addAttribute("bar", ReportFilterBar.of(url, ReportUrl::here, rows(member, url), true, w));
    model.addAttribute("figures", figuresPanel(member, url, w));
    model.addAttribute("campaigns", topPanel(member, url, GroupBy.CAMPAIGN, w));
    model.addAttribute("sources", topPanel(member, url, GroupBy.SOURCE, w));
    model.addAttribute("funnel", funnelPanel(member, url, w));
    model.addAttribute("file", url.with(GroupBy.CAMPAIGN).campaignFile());
    return "reports/overview";
  }

  @GetMapping("/overview/figures")
  String figures(Member member, Shell shell, Model model, @RequestParam Map<String, String> given) {
    return part(
        shell,
        model,
        figuresPanel(member, url(shell, member, given), shell.words()),
        "reports/_figures");
  }

  @GetMapping("/overview/campaigns")
  String campaigns(
      Member member, Shell shell, Model model, @RequestParam Map<String, String> given) {
    ReportUrl url = url(shell, member, given);
    return part(
        shell, model, topPanel(member, url, GroupBy.CAMPAIGN, shell.words()), "reports/_breakdown");
  }

  @GetMapping("/overview/sources")
  String sources(Member member, Shell shell, Model model, @RequestParam Map<String, String> given) {
    ReportUrl url = url(shell, member, given);
    return part(
        shell, model, topPanel(member, url, GroupBy.SOURCE, shell.words()), "reports/_breakdown");
  }

  @GetMapping("/overview/funnel")
  String funnel(Member member, Shell shell, Model model, @RequestParam Map<String, String> given) {
    return part(
        shell,
        model,
        funnelPanel(member, url(shell, member, given), shell.words()),
        "reports/_funnel");
  }

  @GetMapping("/campaigns")
  String report(Member member, Shell shell, Model model, @RequestParam Map<String, String> given) {
    ReportUrl url = url(shell, member, given);
    Words w = shell.words();
    model.addAttribute("shell", shell);
    model.addAttribute(
        "bar", ReportFilterBar.of(url, ReportUrl::campaigns, rows(member, url), false, w));
    model.addAttribute("panel", fullPanel(member, url, w));
    model.addAttribute("file", url.campaignFile());
    return "reports/campaigns";
  }

  @GetMapping("/campaigns/rows")
  String reportRows(
      Member member, Shell shell, Model model, @RequestParam Map<String, String> given) {
    return part(
        shell,
        model,
        fullPanel(member, url(shell, member, given), shell.words()),
        "reports/_campaigns");
  }

  /** One campaign or source: what it brought, through which links and ads, and who came. */
  @GetMapping("/campaign")
  String campaign(
      Member member, Shell shell, Model model, @RequestParam Map<String, String> given) {
    ReportUrl url = url(shell, member, ReportUrl.CAMPAIGN, given);
    if (url.filter().isNone()) {
      return "redirect:" + url.campaigns();
    }
    Words w = shell.words();
    ReportFilterBar.Rows rows = rows(member, url);
    model.addAttribute("shell", shell);
    model.addAttribute("head", CampaignHead.of(url, rows, w));
    model.addAttribute("bar", ReportFilterBar.of(url, ReportUrl::here, rows, true, w));
    model.addAttribute("figures", figuresPanel(member, url, w));
    model.addAttribute("funnel", funnelPanel(member, url, w));
    model.addAttribute("credit", creditPanel(member, url, w));
    model.addAttribute("links", topPanel(member, url, GroupBy.LINK, w));
    model.addAttribute("ads", topPanel(member, url, GroupBy.AD, w));
    return "reports/campaign";
  }

  @GetMapping("/campaign/figures")
  String campaignFigures(
      Member member, Shell shell, Model model, @RequestParam Map<String, String> given) {
    ReportUrl url = url(shell, member, ReportUrl.CAMPAIGN, given);
    return part(shell, model, figuresPanel(member, url, shell.words()), "reports/_figures");
  }

  @GetMapping("/campaigns.csv")
  ResponseEntity<String> file(Member member, Shell shell, @RequestParam Map<String, String> given) {
    ReportUrl url = url(shell, member, given);
    Span span = Span.of(url.period().bounds(), url.period().zone());
    return ReportsApiController.file(
        member.workspace().slug() + "_by-" + url.group().wire(),
        span,
        ReportCsv.rows(
            url.group(),
            reports.rows(member.workspaceId(), span, url.group(), url.filter(), url.model())));
  }

  private Panel<FiguresView> figuresPanel(Member member, ReportUrl url, Words w) {
    return panel(
        url.panel("figures"),
        url.here(),
        () -> overview.figures(member.workspaceId(), url, w, member.workspace().currency()));
  }

  private Panel<BreakdownView> topPanel(Member member, ReportUrl url, GroupBy group, Words w) {
    return panel(
        url.panel(group == GroupBy.SOURCE ? "sources" : "campaigns"),
        url.here(),
        () -> breakdowns.top(member.workspaceId(), url, group, w));
  }

  private Panel<FunnelView> funnelPanel(Member member, ReportUrl url, Words w) {
    return panel(
        url.panel("funnel"), url.here(), () -> overview.funnel(member.workspaceId(), url, w));
  }

  private Panel<CreditView> creditPanel(Member member, ReportUrl url, Words w) {
    return panel(url.here(), url.here(), () -> breakdowns.credit(member.workspaceId(), url, w));
  }

  private Panel<CampaignsView> fullPanel(Member member, ReportUrl url, Words w) {
    return panel(
        url.campaignRows(),
        url.campaigns(),
        () -> breakdowns.full(member.workspaceId(), url, w, member.workspace().currency()));
  }

  /** What can be filtered by, whatever is filtered now. */
  private ReportFilterBar.Rows rows(Member member, ReportUrl url) {
    ReportUrl all = url.with(Filter.NONE);
    return tolerant(
        () ->
            new ReportFilterBar.Rows(
                breakdowns.rows(member.workspaceId(), all, GroupBy.SOURCE),
                breakdowns.rows(member.workspaceId(), all, GroupBy.CAMPAIGN)),
        _ -> ReportFilterBar.Rows.NONE);
  }

  private boolean isNew(Member member) {
    return tolerant(() -> !reports.hasAnything(member.workspaceId()), _ -> false);
  }

  private ReportUrl url(Shell shell, Member member, Map<String, String> given) {
    return url(shell, member, ReportUrl.OVERVIEW, given);
  }

  private ReportUrl url(Shell shell, Member member, String home, Map<String, String> given) {
    return ReportUrl.parse(
        shell.path(""), home, given, member.workspace().timezone(), clock.instant());
  }

  private static <T> String part(Shell shell, Model model, Panel<T> panel, String template) {
    model.addAttribute("w", shell.words());
    model.addAttribute("panel", panel);
    return template;
  }

  private static <T> Panel<T> panel(String href, String retry, Supplier<T> reading) {
    return tolerant(
        () -> new Panel<>(href, reading.get(), null, retry),
        reference -> new Panel<>(href, null, reference, retry));
  }

  private interface Instead<T> {
    T of(String reference);
  }

  /** A part that cannot be read never takes the page with it. */
  private static <T> T tolerant(Supplier<T> reading, Instead<T> instead) {
    try {
      return reading.get();
    } catch (DataAccessException | TransactionException e) {
      String reference = UUID.randomUUID().toString().substring(0, 8);
      log.warn("A part of a report could not be read; shown as failed; reference {}", reference, e);
      return instead.of(reference);
    }
  }
}
