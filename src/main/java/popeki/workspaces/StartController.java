package popeki.workspaces;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import popeki.platform.ApiProblem;
import popeki.platform.Frames;
import popeki.platform.Shell;

/** The first steps: a list, and one of them large. Each is an address; leaving loses nothing. */
@Controller
@RequestMapping("/w/{workspace}/start")
class StartController {
  private final Onboarding onboarding;
  private final Clock clock;

  StartController(Onboarding onboarding, Clock clock) {
    this.onboarding = onboarding;
    this.clock = clock;
  }

  /** What comes next is large, and moves on by itself. */
  @GetMapping
  String start(Member member, Shell shell, Model model) {
    Onboarding.Progress progress = onboarding.progress(member.workspaceId());
    return page(member, shell, model, progress, progress.current(), shell.path("start"));
  }

  @GetMapping("/bar")
  String bar(Member member, Shell shell, Model model) {
    model.addAttribute("w", shell.words());
    model.addAttribute("bar", onboarding.bar(member, shell.words()));
    return "workspaces/_start_bar";
  }

  @GetMapping("/{step}")
  String step(Member member, Shell shell, Model model, @PathVariable String step) {
    Onboarding.Progress progress = onboarding.progress(member.workspaceId());
    Optional<Onboarding.Step> chosen = OnboardingStep.Place.of(step).flatMap(progress::at);
    if (chosen.isEmpty()) {
      throw ApiProblem.notFound("step");
    }
    return page(member, shell, model, progress, chosen, shell.path("start/" + step));
  }

  @PostMapping("/{step}/later")
  String later(Member member, Shell shell, @PathVariable String step) {
    requireAdministrator(member);
    OnboardingStep.Place place =
        OnboardingStep.Place.of(step).orElseThrow(() -> ApiProblem.notFound("step"));
    onboarding.later(member.workspaceId(), place, member.actor());
    return "redirect:" + shell.path("start");
  }

  @PostMapping("/dismiss")
  String dismiss(Member member, Shell shell, RedirectAttributes next) {
    requireAdministrator(member);
    onboarding.dismiss(member.workspaceId(), member.actor());
    next.addFlashAttribute(Frames.FLASH, shell.words().of("workspaces.start.dismissed"));
    return "redirect:" + shell.path("overview");
  }

  private static void requireAdministrator(Member member) {
    if (!member.role().administers()) {
      throw ApiProblem.forbidden(
          "role_does_not_administer",
          "Your role here is "
              + member.role().wire()
              + ". Owners and admins decide about the first steps. Nothing was changed.");
    }
  }

  private String page(
      Member member,
      Shell shell,
      Model model,
      Onboarding.Progress progress,
      Optional<Onboarding.Step> large,
      String self) {
    List<StartViews.Item> items =
        progress.steps().stream()
            .map(step -> item(shell, progress, step, large.filter(step::equals).isPresent()))
            .toList();
    model.addAttribute("shell", shell);
    model.addAttribute(
        "page",
        new StartViews.Start(
            items,
            large.map(step -> item(shell, progress, step, true)).orElse(null),
            next(shell, progress, large.orElse(null)),
            progress.done(),
            self,
            member.role().administers(),
            progress.dismissed(),
            clock.instant()));
    return "workspaces/start";
  }

  private static StartViews.Item item(
      Shell shell, Onboarding.Progress progress, Onboarding.Step step, boolean current) {
    String path = step.state().path();
    return new StartViews.Item(
        step.place().key(),
        progress.steps().indexOf(step) + 1,
        shell.path("start/" + step.place().key()),
        step.state().doneAt(),
        step.later(),
        current,
        path == null ? null : shell.path(path),
        step.state().value());
  }

  /** Where to go from a step that is done. */
  private static @Nullable String next(
      Shell shell, Onboarding.Progress progress, Onboarding.@Nullable Step large) {
    return progress
        .current()
        .filter(step -> !step.equals(large))
        .map(step -> shell.path("start/" + step.place().key()))
        .orElse(null);
  }
}
