package popeki.attribution;

import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import popeki.attribution.SourcePages.Did;
import popeki.kernel.NumberId;
import popeki.kernel.OneLine;
import popeki.platform.Frames;
import popeki.platform.Shell;
import popeki.workspaces.ConnectedNumber;
import popeki.workspaces.Member;
import popeki.workspaces.Numbers;

/** What tells where conversations came from: rules, windows, and what was learnt. */
@Controller
@RequestMapping("/w/{workspace}/settings/sources")
class SourcesController {
  private static final int LONGEST = 4_000;

  private final SourceSettings settings;
  private final SourceTrial trial;
  private final SourcePages pages;
  private final Numbers numbers;

  SourcesController(
      SourceSettings settings, SourceTrial trial, SourcePages pages, Numbers numbers) {
    this.settings = settings;
    this.trial = trial;
    this.pages = pages;
    this.numbers = numbers;
  }

  @GetMapping
  String show(Member member, Shell shell, Model model) {
    return page(member, shell, model, Did.NOTHING);
  }

  @PostMapping("/rules")
  String add(
      Member member,
      Shell shell,
      Model model,
      @RequestParam Map<String, String> typed,
      RedirectAttributes next,
      HttpServletResponse response) {
    RuleDraft draft = RuleDraft.of(typed);
    Map<String, String> problems = settings.add(member.workspaceId(), draft, member.actor());
    if (problems.isEmpty()) {
      return changed(shell, next);
    }
    response.setStatus(422);
    return page(member, shell, model, Did.refused(draft.fields(), inWords(problems, shell)));
  }

  @PostMapping("/rules/{id}/up")
  String up(Member member, Shell shell, @PathVariable UUID id, RedirectAttributes next) {
    settings.up(member.workspaceId(), id, member.actor());
    return changed(shell, next);
  }

  @PostMapping("/rules/{id}/remove")
  String remove(Member member, Shell shell, @PathVariable UUID id, RedirectAttributes next) {
    settings.remove(member.workspaceId(), id, member.actor());
    return changed(shell, next);
  }

  /** Reads a message; nothing of it is kept. */
  @PostMapping("/try")
  String read(
      Member member,
      Shell shell,
      Model model,
      @RequestParam(defaultValue = "") String text,
      @RequestParam(defaultValue = "") String number) {
    String typed = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    NumberId at =
        numbers.list(member.workspaceId()).stream()
            .map(ConnectedNumber::id)
            .filter(id -> number.isEmpty() || id.toString().equals(number))
            .findFirst()
            .orElse(null);
    var answer = trial.of(member.workspaceId(), at, typed, shell.words());
    return page(member, shell, model, new Did(Map.of(), Map.of(), typed, number, answer));
  }

  @PostMapping("/windows")
  String window(
      Member member,
      Shell shell,
      Model model,
      @RequestParam Map<String, String> typed,
      RedirectAttributes next,
      HttpServletResponse response) {
    String source = OneLine.of(typed.getOrDefault("window_source", ""));
    String days = typed.getOrDefault("window_days", "").strip();
    Map<String, String> problems =
        settings.window(member.workspaceId(), source, days, member.actor());
    if (problems.isEmpty()) {
      return saved(shell, next, "windows");
    }
    response.setStatus(422);
    return page(
        member,
        shell,
        model,
        Did.refused(
            Map.of("window_source", source, "window_days", days), inWords(problems, shell)));
  }

  @PostMapping("/windows/remove")
  String removeWindow(
      Member member,
      Shell shell,
      @RequestParam(defaultValue = "") String source,
      RedirectAttributes next) {
    settings.removeWindow(member.workspaceId(), source, member.actor());
    return saved(shell, next, "windows");
  }

  /** Has all conversations decided again, by what holds now. */
  @PostMapping("/again")
  String decideAgain(Member member, Shell shell, RedirectAttributes next) {
    settings.again(member.workspaceId(), member.actor());
    next.addFlashAttribute(Frames.FLASH, shell.words().of("attribution.sources.again.began"));
    return "redirect:" + shell.path("settings/sources") + "#again";
  }

  /** How far that is, for the page to ask while it runs. */
  @GetMapping("/again")
  String again(Member member, Shell shell, Model model) {
    model.addAttribute("shell", shell);
    model.addAttribute("again", pages.again(member));
    return "attribution/_again";
  }

  private String page(Member member, Shell shell, Model model, Did did) {
    model.addAttribute("shell", shell);
    model.addAttribute("page", pages.page(member, shell.words(), did));
    return "attribution/sources";
  }

  /** A rule is another: what is there already follows when it is decided again. */
  private static String changed(Shell shell, RedirectAttributes next) {
    next.addFlashAttribute(Frames.FLASH, shell.words().of("attribution.sources.rules.changed"));
    return "redirect:" + shell.path("settings/sources") + "#rules";
  }

  private static String saved(Shell shell, RedirectAttributes next, String panel) {
    next.addFlashAttribute(Frames.FLASH, shell.words().of("attribution.sources.saved"));
    return "redirect:" + shell.path("settings/sources") + "#" + panel;
  }

  private static Map<String, String> inWords(Map<String, String> problems, Shell shell) {
    var errors = new LinkedHashMap<String, String>();
    problems.forEach(
        (field, word) ->
            errors.put(field, shell.words().of("attribution.sources.error." + field + "." + word)));
    return errors;
  }
}
