package popeki.conversations;

import jakarta.servlet.http.HttpServletRequest;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import popeki.kernel.ConversationId;
import popeki.kernel.Money;
import popeki.platform.ApiProblem;
import popeki.platform.Audit;
import popeki.platform.Cursor;
import popeki.platform.Frames;
import popeki.platform.Page;
import popeki.platform.Paging;
import popeki.platform.Period;
import popeki.platform.Shell;
import popeki.workspaces.Member;
import popeki.workspaces.Permission;

/** The list of conversations and the page of one. */
@Controller
@RequestMapping("/w/{workspace}/conversations")
class ConversationController {
  private static final int LATEST = 5;

  private final ConversationPages pages;
  private final Conversations conversations;
  private final Audit audit;

  ConversationController(ConversationPages pages, Conversations conversations, Audit audit) {
    this.pages = pages;
    this.conversations = conversations;
    this.audit = audit;
  }

  /** What the list can be narrowed to; bound from the address line. */
  record Narrowed(
      @Nullable String source,
      @Nullable String stage,
      @Nullable Integer minScore,
      @Nullable String category,
      @Nullable String attribution,
      @Nullable UUID link,
      @Nullable String campaign) {
    ConversationRepository.Filter filter(Period period) {
      return new ConversationRepository.Filter(
          period,
          source,
          ConversationPages.lower(stage),
          minScore,
          ConversationPages.lower(category),
          ConversationPages.lower(attribution),
          link,
          campaign);
    }

    boolean isAnything() {
      return source != null
          || stage != null
          || minScore != null
          || category != null
          || attribution != null
          || link != null
          || campaign != null;
    }
  }

  @GetMapping
  String list(
      Member member,
      Shell shell,
      Model model,
      HttpServletRequest request,
      Narrowed narrowed,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to,
      @RequestParam(required = false) @Nullable String cursor) {
    Period period = Period.parse(from, to, ConversationPages.zone(member));
    var paging =
        new Paging(Paging.DEFAULT, cursor == null ? null : Cursor.decode(cursor).orElse(null));
    Page<ConversationView.Row> page =
        pages.list(member, shell.words(), narrowed.filter(period), paging);
    String base = shell.path("conversations");
    model.addAttribute("shell", shell);
    model.addAttribute("now", pages.now());
    model.addAttribute(
        "listing",
        new ConversationView.Listing(
            tabs(shell, narrowed, period),
            page.data(),
            page.nextCursor() == null ? null : more(base, request, page.nextCursor()),
            narrowed.isAnything() || !period.isOpen(),
            base));
    return "conversations/list";
  }

  /** The five newest, as a panel of the Overview. */
  @GetMapping("/latest")
  String latest(Member member, Shell shell, Model model) {
    Period all = Period.parse(null, null, ConversationPages.zone(member));
    model.addAttribute("shell", shell);
    model.addAttribute("now", pages.now());
    model.addAttribute(
        "rows",
        pages
            .list(
                member,
                shell.words(),
                ConversationRepository.Filter.all(all),
                new Paging(LATEST, null))
            .data());
    return "conversations/_latest";
  }

  @GetMapping("/{id}")
  String one(Member member, Shell shell, Model model, @PathVariable UUID id) {
    return story(member, shell, model, new ConversationId(id), false, "conversations/one");
  }

  /** The parts that refresh while the page is open. */
  @GetMapping("/{id}/story")
  String story(Member member, Shell shell, Model model, @PathVariable UUID id) {
    return story(member, shell, model, new ConversationId(id), false, "conversations/_story");
  }

  /**
   * Shows one person's number, in this answer and in no address line. It is logged before it is
   * shown: no log, no number.
   */
  @PostMapping("/{id}/reveal")
  String reveal(Member member, Shell shell, Model model, @PathVariable UUID id) {
    if (!member.role().may(Permission.REVEAL_PHONES)) {
      throw ApiProblem.forbidden("phones_hidden", "Your role does not see phone numbers.");
    }
    var conversation = new ConversationId(id);
    audit.append(
        member.workspaceId(),
        member.actor(),
        "contact.revealed",
        pages.contactOf(member, conversation).toString(),
        Map.of("conversation_id", id));
    return story(member, shell, model, conversation, true, "conversations/one");
  }

  /** Reports an outcome by hand. */
  @PostMapping("/{id}/stage")
  String stage(
      Member member,
      Shell shell,
      RedirectAttributes redirect,
      @PathVariable UUID id,
      @RequestParam String outcome,
      @RequestParam(required = false) @Nullable String amount) {
    OutcomeKind kind =
        OutcomeKind.of(outcome)
            .orElseThrow(() -> ApiProblem.invalid("outcome", "is none of the stages"));
    conversations.record(
        member.workspaceId(),
        new ConversationId(id),
        new Conversations.Report(
            kind, amount(amount, member), pages.now(), null, "user", member.name()),
        member.actor());
    redirect.addFlashAttribute(
        Frames.FLASH, shell.words().of("conversations.outcome.done." + kind.wireName()));
    return "redirect:" + shell.path("conversations/" + id);
  }

  private static @Nullable Money amount(@Nullable String text, Member member) {
    if (text == null || text.isBlank()) {
      return null;
    }
    String plain = text.strip().replace(',', '.');
    try {
      Money money = Money.of(new BigDecimal(plain), member.workspace().currency());
      if (money.minor() >= 0) {
        return money;
      }
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw ApiProblem.invalid("amount", "must be a number such as 350.00");
    }
    throw ApiProblem.invalid("amount", "must not be negative");
  }

  private String story(
      Member member, Shell shell, Model model, ConversationId id, boolean reveal, String template) {
    model.addAttribute("shell", shell);
    model.addAttribute("now", pages.now());
    model.addAttribute("story", pages.story(member, shell, id, reveal));
    return template;
  }

  private static List<ConversationView.Tab> tabs(Shell shell, Narrowed narrowed, Period period) {
    var views = new LinkedHashMap<String, String>();
    views.put("all", "");
    views.put("hot", "?category=hot");
    views.put("unattributed", "?attribution=unattributed");
    views.put("sales", "?stage=won");
    String current = current(narrowed, period);
    var tabs = new ArrayList<ConversationView.Tab>();
    views.forEach(
        (key, query) ->
            tabs.add(
                new ConversationView.Tab(
                    shell.words().of("conversations.tab." + key),
                    shell.path("conversations") + query,
                    key.equals(current))));
    return tabs;
  }

  private static String current(Narrowed narrowed, Period period) {
    if (!narrowed.isAnything()) {
      return period.isOpen() ? "all" : "";
    }
    if ("hot".equals(narrowed.category())) {
      return "hot";
    }
    if ("unattributed".equals(narrowed.attribution())) {
      return "unattributed";
    }
    return "won".equals(narrowed.stage()) ? "sales" : "";
  }

  private static String more(String base, HttpServletRequest request, String cursor) {
    var query = new StringBuilder();
    request
        .getParameterMap()
        .forEach(
            (name, values) -> {
              if (!name.equals("cursor") && values.length > 0) {
                query.append(name).append('=').append(encode(values[0])).append('&');
              }
            });
    return base + "?" + query + "cursor=" + encode(cursor);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
