package popeki.conversations;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import popeki.kernel.ConversationId;
import popeki.kernel.Money;
import popeki.platform.ApiProblem;
import popeki.platform.Audit;
import popeki.platform.Frames;
import popeki.platform.Shell;
import popeki.workspaces.Member;
import popeki.workspaces.Permission;

/** The list of conversations and the page of one. */
@Controller
@RequestMapping("/w/{workspace}/conversations")
class ConversationController {
  /** What asks for the panel alone: the place it is put into, and the panel itself, to refresh. */
  private static final Set<String> SIDE = Set.of("side", "glance");

  private static final int LATEST = 5;

  private final ConversationPages pages;
  private final ConversationLists lists;
  private final ConversationPeople people;
  private final ConversationWork work;
  private final OutcomeReports reports;
  private final Audit audit;

  ConversationController(
      ConversationPages pages,
      ConversationLists lists,
      ConversationPeople people,
      ConversationWork work,
      OutcomeReports reports,
      Audit audit) {
    this.pages = pages;
    this.lists = lists;
    this.people = people;
    this.work = work;
    this.reports = reports;
    this.audit = audit;
  }

  @GetMapping
  String list(
      Member member,
      Shell shell,
      Model model,
      @RequestParam Map<String, String> given,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestHeader(name = "HX-Target", required = false) @Nullable String part) {
    var url = ConversationUrl.parse(shell.path("conversations"), given);
    ConversationView.Glance glance =
        opened(given)
            .map(
                id ->
                    lists.glance(
                        member,
                        shell,
                        id,
                        url.opening(cursor, id.value()),
                        url.page(url.base(), cursor)))
            .orElse(null);
    if (glance != null && part != null && SIDE.contains(part)) {
      frame(model, shell);
      model.addAttribute("glance", glance);
      return "conversations/_glance";
    }
    ConversationLists.Found found = lists.list(member, shell, url, cursor);
    List<ViewRepository.SavedView> saved = work.views(member);
    ConversationUrl kept = url.without(ConversationUrl.SEARCH);
    boolean keeps =
        member.role().writes() && kept.isAnything() && !ConversationBar.isKnown(kept, saved);
    frame(model, shell);
    model.addAttribute(
        "page",
        new ConversationView.ListPage(
            ConversationBar.tabs(url, saved, shell.words()),
            ConversationBar.about(url, shell.words()),
            new ConversationView.Search(
                url.base(),
                String.valueOf(url.asked().getOrDefault(ConversationUrl.SEARCH, "")),
                url.but(Set.of(ConversationUrl.SEARCH))),
            ConversationBar.bar(
                url, found.facets(), ConversationPages.zone(member), pages.now(), shell.words()),
            keeps ? kept.query() : null,
            removable(member, url, saved),
            found.listing(),
            url.at(shell.path("conversations.csv")),
            glance));
    return "conversations/list";
  }

  private static Optional<ConversationId> opened(Map<String, String> given) {
    try {
      return Optional.ofNullable(given.get(ConversationUrl.OPEN)).map(ConversationId::of);
    } catch (IllegalArgumentException noId) {
      return Optional.empty();
    }
  }

  private static ConversationView.@Nullable SavedTab removable(
      Member member, ConversationUrl url, List<ViewRepository.SavedView> saved) {
    return saved.stream()
        .filter(view -> ConversationWork.mayRemove(member, view))
        .filter(
            view -> ConversationBar.isAt(ConversationUrl.ofQuery(url.base(), view.query()), url))
        .map(view -> new ConversationView.SavedTab(view.id(), view.name()))
        .findFirst()
        .orElse(null);
  }

  /** The lines alone, which refresh while the page is open. */
  @GetMapping("/rows")
  String rows(
      Member member,
      Shell shell,
      Model model,
      @RequestParam Map<String, String> given,
      @RequestParam(required = false) @Nullable String cursor) {
    var url = ConversationUrl.parse(shell.path("conversations"), given);
    frame(model, shell);
    model.addAttribute("listing", lists.list(member, shell, url, cursor).listing());
    return "conversations/_list";
  }

  /** The five newest of all or of what the address asks for, as a panel of the reports. */
  @GetMapping("/latest")
  String latest(Member member, Shell shell, Model model, @RequestParam Map<String, String> given) {
    var url = ConversationUrl.parse(shell.path("conversations"), given);
    frame(model, shell);
    model.addAttribute("filtered", url.isAnything());
    model.addAttribute("rows", lists.latest(member, shell.words(), url, LATEST));
    return "conversations/_latest";
  }

  /** Scores and first words of those that the address asks for, as a panel of the reports. */
  @GetMapping("/people")
  String people(Member member, Shell shell, Model model, @RequestParam Map<String, String> given) {
    var url = ConversationUrl.parse(shell.path("conversations"), given);
    model.addAttribute("w", shell.words());
    model.addAttribute("view", people.of(member, url));
    return "conversations/_people";
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
    reports.record(
        member.workspaceId(),
        new ConversationId(id),
        new Conversations.Report(
            kind, amount(amount, member), pages.now(), null, "user", member.name()),
        member.actor());
    redirect.addFlashAttribute(
        Frames.FLASH, shell.words().of("conversations.outcome.done." + kind.wireName()));
    return "redirect:" + shell.path("conversations/" + id);
  }

  /** As people write it, in whichever way: 1.500 is fifteen hundred in reais. */
  private static @Nullable Money amount(@Nullable String text, Member member) {
    if (text == null || text.isBlank()) {
      return null;
    }
    String home = member.workspace().currency();
    String typed = text.strip();
    if (typed.matches("0+([.,]0+)?")) {
      return Money.of(BigDecimal.ZERO, home);
    }
    List<Amounts.Amount> read = Amounts.in(typed, home);
    if (read.size() == 1
        && read.getFirst().start() == 0
        && read.getFirst().end() == typed.length()) {
      try {
        return read.getFirst().money(home);
      } catch (ArithmeticException | IllegalArgumentException e) {
        throw ApiProblem.invalid("amount", "has more decimals than the currency");
      }
    }
    throw ApiProblem.invalid("amount", "must be one amount such as 350, 1.500,00 or R$ 350");
  }

  private String story(
      Member member, Shell shell, Model model, ConversationId id, boolean reveal, String template) {
    frame(model, shell);
    model.addAttribute("story", pages.story(member, shell, id, reveal));
    return template;
  }

  private void frame(Model model, Shell shell) {
    model.addAttribute("shell", shell);
    model.addAttribute("now", pages.now());
  }
}
