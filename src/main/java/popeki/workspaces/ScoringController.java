package popeki.workspaces;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import popeki.platform.ApiProblem;
import popeki.platform.Frames;
import popeki.platform.Shell;
import popeki.platform.Words;

/** How conversations are credited and read, and the sentences that move them to a stage. */
@Controller
@RequestMapping("/w/{workspace}/settings/attribution")
class ScoringController {
  private static final int EMPTY_ROWS = 2;

  private final Workspaces workspaces;

  ScoringController(Workspaces workspaces) {
    this.workspaces = workspaces;
  }

  @GetMapping
  String show(Member member, Shell shell, Model model) {
    Map<String, String> stored = SettingsForms.scoring(workspaces.get(member.workspaceId()));
    return page(member, shell, model, stored, stored, Map.of());
  }

  @PostMapping
  String save(
      Member member,
      Shell shell,
      Model model,
      @RequestParam Map<String, String> typed,
      RedirectAttributes next,
      HttpServletResponse response) {
    try {
      workspaces.change(member.workspaceId(), member.actor(), SettingsForms.scoringChange(typed));
      next.addFlashAttribute(Frames.FLASH, shell.words().of("workspaces.settings.saved"));
      return "redirect:" + shell.path("settings/attribution");
    } catch (ApiProblem problem) {
      Map<String, String> errors = SettingsForms.errors(problem, shell.words());
      response.setStatus(422);
      return page(member, shell, model, typed, SettingsForms.shown(typed), errors);
    }
  }

  private static String page(
      Member member,
      Shell shell,
      Model model,
      Map<String, String> values,
      Map<String, String> shown,
      Map<String, String> errors) {
    boolean administers = member.role().administers();
    model.addAttribute("shell", shell);
    model.addAttribute(
        "page",
        new SettingsViews.Scoring(
            new SettingsViews.Form(values, shown, errors, administers),
            WorkspaceSettings.DEFAULT,
            phrases(values, shell.words(), administers ? EMPTY_ROWS : 0)));
    return "workspaces/settings_attribution";
  }

  private static List<SettingsViews.Phrase> phrases(
      Map<String, String> values, Words words, int empty) {
    List<WorkspaceSettings.KeyPhrase> rows = SettingsForms.phraseRows(values, empty);
    return java.util.stream.IntStream.range(0, rows.size())
        .mapToObj(
            row ->
                new SettingsViews.Phrase(
                    row, rows.get(row).phrase(), stages(rows.get(row).stage(), words)))
        .toList();
  }

  private static List<SettingsViews.Choice> stages(String chosen, Words words) {
    return new TreeSet<>(SettingsRules.STAGES)
        .stream()
            .map(
                stage ->
                    new SettingsViews.Choice(
                        stage,
                        words.of("workspaces.settings.stage." + stage),
                        stage.equals(chosen)))
            .toList();
  }
}
