package popeki.workspaces;

import jakarta.servlet.http.HttpServletResponse;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import popeki.platform.ApiProblem;
import popeki.platform.Frames;
import popeki.platform.Settings;
import popeki.platform.Shell;
import popeki.platform.Words;

/** The first page of the settings: what the business is and what its days and amounts are. */
@Controller
@RequestMapping("/w/{workspace}/settings")
class SettingsController {
  /** Suggestions only: what a business sells is its own word. */
  private static final List<String> TRADES =
      List.of(
          "real estate",
          "dental clinic",
          "medical clinic",
          "beauty salon",
          "gym",
          "school",
          "lawyer",
          "car dealer",
          "shop",
          "restaurant",
          "travel agency",
          "services");

  private final Workspaces workspaces;
  private final Settings settings;

  SettingsController(Workspaces workspaces, Settings settings) {
    this.workspaces = workspaces;
    this.settings = settings;
  }

  @GetMapping
  String general(Member member, Shell shell, Model model) {
    Map<String, String> stored = SettingsForms.general(workspaces.get(member.workspaceId()));
    return page(member, shell, model, form(member, stored, stored, Map.of()));
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
      SettingsChange change = SettingsForms.generalChange(typed);
      Workspace after = workspaces.change(member.workspaceId(), member.actor(), change);
      boolean moved = !after.timezone().equals(member.workspace().timezone());
      next.addFlashAttribute(
          Frames.FLASH,
          shell.words().of(moved ? "workspaces.settings.saved.zone" : "workspaces.settings.saved"));
      return "redirect:" + shell.path("settings");
    } catch (ApiProblem problem) {
      Map<String, String> errors = SettingsForms.errors(problem, shell.words());
      response.setStatus(422);
      return page(member, shell, model, form(member, typed, SettingsForms.shown(typed), errors));
    }
  }

  private static SettingsViews.Form form(
      Member member,
      Map<String, String> values,
      Map<String, String> shown,
      Map<String, String> errors) {
    return new SettingsViews.Form(values, shown, errors, member.role().administers());
  }

  private String page(Member member, Shell shell, Model model, SettingsViews.Form form) {
    model.addAttribute("shell", shell);
    model.addAttribute(
        "page",
        new SettingsViews.General(
            form,
            settings.publicUrl() + shell.path(""),
            member.workspace().region(),
            countries(shell.words(), form.value("business.country")),
            currencies(shell.words(), form.value("currency")),
            ZoneId.getAvailableZoneIds().stream().sorted().toList(),
            TRADES));
    return "workspaces/settings_general";
  }

  private static List<SettingsViews.Choice> countries(Words words, String chosen) {
    return Arrays.stream(Locale.getISOCountries())
        .map(
            code ->
                new SettingsViews.Choice(
                    code,
                    Locale.of("", code).getDisplayCountry(words.locale()),
                    code.equals(chosen)))
        .sorted(Comparator.comparing(SettingsViews.Choice::label))
        .toList();
  }

  /** Those that a country uses today, and the one that is chosen. */
  private static List<SettingsViews.Choice> currencies(Words words, String chosen) {
    Stream<String> used =
        Arrays.stream(Locale.getISOCountries())
            .map(country -> Currency.getInstance(Locale.of("", country)))
            .filter(Objects::nonNull)
            .map(Currency::getCurrencyCode);
    var codes = new TreeSet<>(Stream.concat(used, Stream.of(chosen)).toList());
    return codes.stream()
        .flatMap(code -> SettingsRules.currencyOf(code).stream())
        .map(
            code ->
                new SettingsViews.Choice(
                    code,
                    code + " · " + Currency.getInstance(code).getDisplayName(words.locale()),
                    code.equals(chosen)))
        .toList();
  }
}
