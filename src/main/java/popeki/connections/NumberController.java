package popeki.connections;

import jakarta.servlet.http.HttpServletResponse;
import java.util.HashMap;
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
import popeki.kernel.NumberId;
import popeki.platform.ApiProblem;
import popeki.platform.Frames;
import popeki.platform.Shell;
import popeki.workspaces.ConnectedNumber;
import popeki.workspaces.Member;
import popeki.workspaces.NumberDraft;
import popeki.workspaces.Numbers;
import popeki.workspaces.SettingsForms;

/** The WhatsApp numbers: what is connected, whether it is heard from, and if not, why. */
@Controller
@RequestMapping("/w/{workspace}/settings/numbers")
class NumberController {
  private final Numbers numbers;
  private final NumberPages pages;

  NumberController(Numbers numbers, NumberPages pages) {
    this.numbers = numbers;
    this.pages = pages;
  }

  @GetMapping
  String list(Member member, Shell shell, Model model) {
    model.addAttribute("shell", shell);
    model.addAttribute("page", pages.list(member, shell, Map.of(), Map.of(), false));
    return "connections/numbers";
  }

  /**
   * Connects a number by Meta's ids, or gives a connected one a new token. The token is never shown
   * again.
   */
  @PostMapping
  String connect(
      Member member,
      Shell shell,
      Model model,
      @RequestParam Map<String, String> typed,
      RedirectAttributes next,
      HttpServletResponse response) {
    try {
      ConnectedNumber number =
          numbers.connect(
              member.workspaceId(),
              new NumberDraft(
                  typed.get("phone_number_id"),
                  typed.get("waba_id"),
                  typed.get("display_phone_number"),
                  typed.get("access_token")),
              member.actor());
      next.addFlashAttribute(Frames.FLASH, shell.words().of("connections.connected"));
      return "redirect:" + shell.path("settings/numbers/" + number.id());
    } catch (ApiProblem problem) {
      Map<String, String> errors =
          problem.status() == 409
              ? Map.of("phone_number_id", shell.words().of(elsewhere(problem)))
              : SettingsForms.errors(problem, shell.words());
      response.setStatus(problem.status() == 409 ? 409 : 422);
      var kept = new HashMap<>(typed);
      kept.remove("access_token");
      model.addAttribute("shell", shell);
      model.addAttribute("page", pages.list(member, shell, kept, errors, true));
      return "connections/numbers";
    }
  }

  private static String elsewhere(ApiProblem problem) {
    return problem.code().equals("number_needs_proof")
        ? "connections.proof"
        : "connections.elsewhere";
  }

  @GetMapping("/{id}")
  String one(Member member, Shell shell, Model model, @PathVariable UUID id) {
    return page(member, shell, model, id, "connections/number");
  }

  /** Whether it was heard from; the page asks again by itself until it was. */
  @GetMapping("/{id}/listening")
  String listening(Member member, Shell shell, Model model, @PathVariable UUID id) {
    return page(member, shell, model, id, "connections/_listening");
  }

  @PostMapping("/{id}/disconnect")
  String disconnect(Member member, Shell shell, @PathVariable UUID id, RedirectAttributes next) {
    numbers.disconnect(member.workspaceId(), new NumberId(id), member.actor());
    next.addFlashAttribute(Frames.FLASH, shell.words().of("connections.disconnected"));
    return "redirect:" + shell.path("settings/numbers");
  }

  private String page(Member member, Shell shell, Model model, UUID id, String template) {
    ConnectedNumber number = numbers.get(member.workspaceId(), new NumberId(id));
    model.addAttribute("shell", shell);
    model.addAttribute("page", pages.one(member, shell, number, null));
    return template;
  }
}
