package popeki.leads;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import popeki.leads.ScoreSpread.Cell;
import popeki.mails.Mails;
import popeki.platform.ApiProblem;
import popeki.platform.Frames;
import popeki.platform.Shell;
import popeki.platform.Words;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.Member;

/** How scores are spread, which hot leads came, and who hears of them. */
@Controller
class LeadsController {
  private static final Duration SHOWN = Duration.ofDays(28);
  private static final int BANDS = 10;

  private final ScoreSpread spread;
  private final HotLeads hotLeads;
  private final Mails mails;
  private final WorkspaceTx tx;
  private final Clock clock;

  LeadsController(ScoreSpread spread, HotLeads hotLeads, Mails mails, WorkspaceTx tx, Clock clock) {
    this.spread = spread;
    this.hotLeads = hotLeads;
    this.mails = mails;
    this.tx = tx;
    this.clock = clock;
  }

  @GetMapping("/w/{workspace}/leads")
  String page(Member member, Shell shell, Model model) {
    Instant now = clock.instant();
    List<Cell> cells =
        tx.in(member.workspaceId(), () -> spread.since(member.workspaceId(), now.minus(SHOWN)));
    HotLeads.Shown shown = hotLeads.look(member.workspaceId(), member.user());
    model.addAttribute("shell", shell);
    model.addAttribute(
        "page",
        new LeadsPage(
            count(cells, _ -> true),
            bands(cells, shell),
            categories(cells, shell),
            shown.latest().stream().map(alert -> hot(alert, shown, shell)).toList(),
            HotLeads.tells(member)
                ? new LeadsPage.Wish(
                    shown.wish().inApp(),
                    shown.wish().byMail(),
                    mails.leaves(),
                    shell.path("leads/alerts"))
                : null,
            now));
    return "leads/list";
  }

  /** How this person hears of hot leads. */
  @PostMapping("/w/{workspace}/leads/alerts")
  String wish(
      Member member,
      Shell shell,
      RedirectAttributes redirect,
      @RequestParam(defaultValue = "false") boolean inApp,
      @RequestParam(defaultValue = "false") boolean byMail) {
    if (!HotLeads.tells(member)) {
      throw ApiProblem.forbidden(
          "role_reads_no_messages",
          "Your role here does not read conversations, so it is not told of hot leads."
              + " Nothing was changed.");
    }
    hotLeads.wish(member, inApp, byMail);
    redirect.addFlashAttribute(Frames.FLASH, shell.words().of("leads.alerts.saved"));
    return "redirect:" + shell.path("leads");
  }

  private static LeadsPage.Hot hot(AlertRepository.Alert alert, HotLeads.Shown shown, Shell shell) {
    Words words = shell.words();
    return new LeadsPage.Hot(
        shell.path("conversations/" + alert.conversation().value()),
        alert.score(),
        words.of("conversations.category.hot"),
        words.of("leads.intent." + alert.intent().wireName()),
        alert.madeAt(),
        alert.madeAt().isAfter(shown.since()));
  }

  private static List<LeadsPage.Bar> bands(List<Cell> cells, Shell shell) {
    var counts = new ArrayList<Long>();
    for (int tens = BANDS - 1; tens >= 0; tens--) {
      int band = tens;
      counts.add(count(cells, cell -> cell.tens() == band));
    }
    var bars = new ArrayList<LeadsPage.Bar>();
    for (int i = 0; i < BANDS; i++) {
      int from = (BANDS - 1 - i) * 10;
      String name = from + "–" + (from == 90 ? 100 : from + 9);
      bars.add(bar(name, counts.get(i), counts, "min_score=" + from, shell));
    }
    return bars;
  }

  private static List<LeadsPage.Bar> categories(List<Cell> cells, Shell shell) {
    List<LeadCategory> order =
        Arrays.stream(LeadCategory.values())
            .sorted(Comparator.comparingInt(category -> -category.highest(LeadIntent.NONE)))
            .toList();
    List<Long> counts =
        order.stream().map(category -> count(cells, cell -> cell.category() == category)).toList();
    var bars = new ArrayList<LeadsPage.Bar>();
    for (int i = 0; i < order.size(); i++) {
      String wire = order.get(i).wireName();
      String name = shell.words().of("conversations.category." + wire);
      bars.add(bar(name, counts.get(i), counts, "category=" + wire, shell));
    }
    return bars;
  }

  private static LeadsPage.Bar bar(
      String name, long count, List<Long> all, String filter, Shell shell) {
    long most = Math.max(1, all.stream().mapToLong(Long::longValue).max().orElse(1));
    long sum = Math.max(1, all.stream().mapToLong(Long::longValue).sum());
    return new LeadsPage.Bar(
        name,
        shell.words().number(count),
        (double) count / most,
        Math.round(100.0 * count / sum) + " %",
        shell.path("conversations?" + filter));
  }

  private static long count(List<Cell> cells, Predicate<Cell> which) {
    return cells.stream().filter(which).mapToLong(Cell::count).sum();
  }
}
