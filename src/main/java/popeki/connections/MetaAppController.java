package popeki.connections;

import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import popeki.platform.ApiProblem;
import popeki.platform.Frames;
import popeki.platform.Shell;
import popeki.workspaces.Member;
import popeki.workspaces.SettingsForms;

/** The business's own Meta apps, on the page of its numbers. */
@Controller
@RequestMapping("/w/{workspace}/settings/numbers/apps")
class MetaAppController {
  private final MetaApps apps;
  private final NumberPages pages;

  MetaAppController(MetaApps apps, NumberPages pages) {
    this.apps = apps;
    this.pages = pages;
  }

  /** Adds an app, or gives one that is there a new secret. The secret is never shown again. */
  @PostMapping
  String add(
      Member member,
      Shell shell,
      Model model,
      @RequestParam Map<String, String> typed,
      RedirectAttributes next,
      HttpServletResponse response) {
    String appId = typed.getOrDefault("app_id", "").strip();
    try {
      apps.add(
          member.workspaceId(),
          appId,
          typed.getOrDefault("app_secret", "").strip(),
          member.actor());
      next.addFlashAttribute(Frames.FLASH, shell.words().of("connections.app.saved"));
      return "redirect:" + shell.path("settings/numbers") + "#apps";
    } catch (ApiProblem problem) {
      Map<String, String> errors = SettingsForms.errors(problem, shell.words());
      response.setStatus(422);
      model.addAttribute("shell", shell);
      model.addAttribute("page", pages.list(member, shell, Map.of("app_id", appId), errors, false));
      return "connections/numbers";
    }
  }

  @PostMapping("/{id}/remove")
  String remove(Member member, Shell shell, @PathVariable UUID id, RedirectAttributes next) {
    apps.remove(member.workspaceId(), id, member.actor());
    next.addFlashAttribute(Frames.FLASH, shell.words().of("connections.app.removed"));
    return "redirect:" + shell.path("settings/numbers");
  }
}
