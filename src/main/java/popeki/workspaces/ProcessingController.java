package popeki.workspaces;

import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import popeki.platform.ApiProblem;
import popeki.platform.Audit;
import popeki.platform.AuditFilter;
import popeki.platform.Frames;
import popeki.platform.Paging;
import popeki.platform.Period;
import popeki.platform.Shell;

/** What is done with the contacts' data, in words, and the switches of it. */
@Controller
@RequestMapping("/w/{workspace}/settings/processing")
class ProcessingController {
  private final Processing processing;
  private final Audit audit;
  private final Clock clock;

  ProcessingController(Processing processing, Audit audit, Clock clock) {
    this.processing = processing;
    this.audit = audit;
    this.clock = clock;
  }

  @GetMapping
  String page(Member member, Shell shell, Model model) {
    Map<Purpose, Instruction> known =
        processing.all(member.workspaceId()).stream()
            .collect(Collectors.toMap(Instruction::purpose, Function.identity()));
    model.addAttribute("shell", shell);
    model.addAttribute(
        "page",
        new ProcessingView.Page(
            Arrays.stream(Purpose.values())
                .map(purpose -> item(member, shell, purpose, known.get(purpose)))
                .toList(),
            member.role().administers(),
            clock.instant()));
    return "workspaces/processing";
  }

  @PostMapping("/{purpose}")
  String turn(
      Member member,
      Shell shell,
      @PathVariable String purpose,
      @RequestParam boolean on,
      RedirectAttributes redirect) {
    Purpose chosen =
        Purpose.of(purpose)
            .filter(Purpose::hasSwitch)
            .orElseThrow(() -> ApiProblem.notFound("switch"));
    if (!member.role().administers()) {
      throw ApiProblem.forbidden(
          "role_does_not_administer",
          "Your role here is "
              + member.role().wire()
              + ". Owners and admins decide what is done with contacts' data. Nothing was changed.");
    }
    processing.set(member.workspaceId(), chosen, on, member.actor());
    redirect.addFlashAttribute(
        Frames.FLASH,
        shell.words().of("processing." + chosen.wire() + (on ? ".done.on" : ".done.off")));
    return "redirect:" + shell.path("settings/processing");
  }

  private ProcessingView.Item item(
      Member member, Shell shell, Purpose purpose, @Nullable Instruction instruction) {
    boolean administers = member.role().administers();
    return new ProcessingView.Item(
        purpose.wire(),
        instruction != null && instruction.on(),
        instruction == null ? null : instruction.since(),
        instruction == null ? null : by(member, purpose),
        instruction != null && instruction.source().equals("agreement"),
        instruction != null && administers
            ? shell.path(
                "audit?range=year&action=" + Processing.SWITCHED + "&subject=" + purpose.wire())
            : null,
        purpose.hasSwitch() && administers
            ? shell.path("settings/processing/" + purpose.wire())
            : null,
        purpose == Purpose.CONVERSION_DELIVERY ? shell.path("deliveries/connection") : null);
  }

  private @Nullable String by(Member member, Purpose purpose) {
    var always = new Period(null, null, member.workspace().timezone());
    return audit
        .list(
            member.workspaceId(),
            new AuditFilter(always, null, Processing.SWITCHED, purpose.wire()),
            new Paging(1, null))
        .data()
        .stream()
        .findFirst()
        .map(entry -> entry.actor().name())
        .orElse(null);
  }
}
