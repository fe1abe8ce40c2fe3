package popeki.workspaces;

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import popeki.accounts.SignedIn;
import popeki.platform.ApiProblem;
import popeki.platform.Frames;
import popeki.platform.Shell;

/**
 * Settings → Security: what a workspace asks of its people when they sign in. For owners and admins
 * alone, as {@link SettingsPlace} has it.
 */
@Controller
@ConditionalOnWebApplication
class SecurityController {
  private final Workspaces workspaces;

  SecurityController(Workspaces workspaces) {
    this.workspaces = workspaces;
  }

  @GetMapping("/w/{workspace}/settings/security")
  String show(Member member, Shell shell, Model model) {
    model.addAttribute("shell", shell);
    model.addAttribute("required", member.workspace().settings().security().secondFactor());
    model.addAttribute("hasOwn", SignedIn.withSecondFactor());
    return "workspaces/security";
  }

  /** Who asks it of others has shown it: so nobody shuts the door before going in. */
  @PostMapping("/w/{workspace}/settings/security")
  String change(
      @RequestParam(name = "second_factor", defaultValue = "") String secondFactor,
      Member member,
      Shell shell,
      RedirectAttributes next) {
    boolean required = secondFactor.equals("required");
    if (required && !SignedIn.withSecondFactor()) {
      throw ApiProblem.unprocessable(
          "second_factor_missing",
          "Set up your own second factor first, under Your account → Second factor. Nothing was changed.");
    }
    workspaces.requireSecondFactor(member.workspaceId(), member.actor(), required);
    next.addFlashAttribute(
        Frames.FLASH,
        shell
            .words()
            .of(
                required
                    ? "workspaces.security.now_required"
                    : "workspaces.security.now_optional"));
    return "redirect:" + shell.path("settings/security");
  }
}
