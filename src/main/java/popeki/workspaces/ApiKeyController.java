package popeki.workspaces;

import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
import popeki.kernel.OneLine;
import popeki.platform.ApiProblem;
import popeki.platform.Frames;
import popeki.platform.Scope;
import popeki.platform.Settings;
import popeki.platform.Shell;

/**
 * API keys in the settings, for owners and administrators. A new key stands on the answer to the
 * form and nowhere else: not in an address, not in the session.
 */
@Controller
@RequestMapping("/w/{workspace}/settings/api-keys")
class ApiKeyController {
  private static final String PLACE = "settings/api-keys";

  private final ApiKeys keys;
  private final Settings settings;
  private final Clock clock;

  ApiKeyController(ApiKeys keys, Settings settings, Clock clock) {
    this.keys = keys;
    this.settings = settings;
    this.clock = clock;
  }

  @GetMapping
  String list(Member member, Shell shell, Model model) {
    requireAdministrator(member);
    return list(member, shell, model, ApiKeyPageView.Form.EMPTY);
  }

  @PostMapping
  String make(
      Member member,
      Shell shell,
      Model model,
      @RequestParam(name = "name", defaultValue = "") String typed,
      @RequestParam(required = false) @Nullable List<String> scope,
      @RequestParam(defaultValue = "") String days,
      HttpServletResponse response) {
    requireAdministrator(member);
    String name = OneLine.of(typed);
    Set<String> wanted = scope == null ? Set.of() : Set.copyOf(scope);
    Map<String, String> errors = errors(shell, name, wanted, days);
    if (!errors.isEmpty()) {
      response.setStatus(422);
      return list(member, shell, model, new ApiKeyPageView.Form(name, wanted, days, errors));
    }
    Instant ends =
        days.isEmpty() ? null : clock.instant().plus(Duration.ofDays(Long.parseLong(days)));
    ApiKeys.Created made =
        keys.create(member.workspaceId(), name, scopes(wanted), ends, member.actor());
    return shown(shell, model, made, null);
  }

  @PostMapping("/{id}/rotate")
  String rotate(
      Member member,
      Shell shell,
      Model model,
      @PathVariable UUID id,
      @RequestParam(name = "overlap_hours", defaultValue = "24") int hours) {
    requireAdministrator(member);
    ApiKeys.Created made =
        keys.rotate(
            member.workspaceId(),
            id,
            ApiKeys.overlap(hours),
            EnumSet.allOf(Scope.class),
            member.actor());
    return shown(shell, model, made, keys.get(member.workspaceId(), id).expiresAt());
  }

  @GetMapping("/{id}/revoke")
  String askBeforeRevoking(Member member, Shell shell, Model model, @PathVariable UUID id) {
    requireAdministrator(member);
    ApiKey key = keys.get(member.workspaceId(), id);
    model.addAttribute("shell", shell);
    model.addAttribute("now", clock.instant());
    model.addAttribute("key", ApiKeyPageView.Row.of(key, shell.words(), clock.instant()));
    return "workspaces/api_key_revoke";
  }

  @PostMapping("/{id}/revoke")
  String revoke(Member member, Shell shell, @PathVariable UUID id, RedirectAttributes redirect) {
    requireAdministrator(member);
    keys.revoke(member.workspaceId(), id, member.actor());
    redirect.addFlashAttribute(Frames.FLASH, shell.words().of("keys.revoked"));
    return "redirect:" + shell.path(PLACE);
  }

  private String list(Member member, Shell shell, Model model, ApiKeyPageView.Form form) {
    Instant now = clock.instant();
    model.addAttribute("shell", shell);
    model.addAttribute(
        "page",
        new ApiKeyPageView(
            keys.list(member.workspaceId()).stream()
                .map(key -> ApiKeyPageView.Row.of(key, shell.words(), now))
                .toList(),
            form,
            now,
            call("$POPEKI_KEY")));
    return "workspaces/api_keys";
  }

  private String shown(
      Shell shell, Model model, ApiKeys.Created made, @Nullable Instant replacedEnds) {
    model.addAttribute("shell", shell);
    model.addAttribute(
        "shown",
        new ApiKeyPageView.Shown(
            made.key().name(),
            made.text(),
            call(made.text()),
            made.key().expiresAt(),
            replacedEnds));
    return "workspaces/api_key_shown";
  }

  private String call(String key) {
    return "curl '"
        + settings.publicUrl()
        + "/api/v1/workspace' \\\n  -H \"Authorization: Bearer "
        + key
        + "\"";
  }

  private static Map<String, String> errors(
      Shell shell, String name, Set<String> scopes, String days) {
    var errors = new LinkedHashMap<String, String>();
    if (name.isEmpty() || name.length() > 100) {
      errors.put("name", shell.words().of("keys.error.name"));
    }
    if (scopes.isEmpty() || !ApiKeyPageView.Form.EMPTY.all().containsAll(scopes)) {
      errors.put("scope", shell.words().of("keys.error.scope"));
    }
    if (!ApiKeyPageView.Form.EMPTY.lives().contains(days)) {
      errors.put("days", shell.words().of("keys.error.days"));
    }
    return errors;
  }

  private static Set<Scope> scopes(Set<String> wanted) {
    var scopes = EnumSet.noneOf(Scope.class);
    wanted.forEach(scope -> scopes.add(Scope.valueOf(scope.toUpperCase(Locale.ROOT))));
    return scopes;
  }

  private static void requireAdministrator(Member member) {
    if (!member.role().administers()) {
      throw ApiProblem.forbidden(
          "not_an_administrator", "Only owners and administrators see and make API keys.");
    }
  }
}
