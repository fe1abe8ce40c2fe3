package popeki.ai;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import popeki.platform.Cursor;
import popeki.platform.Frames;
import popeki.platform.Period;
import popeki.platform.Shell;
import popeki.workspaces.Member;

/** Which AI providers are asked and why others are not, what left for them, and the switch. */
@Controller
class AiController {
  private static final String PAGE = "/w/{workspace}/settings/ai";

  private final AiPages pages;
  private final Calls calls;
  private final CallFile file;

  AiController(AiPages pages, Calls calls, CallFile file) {
    this.pages = pages;
    this.calls = calls;
    this.file = file;
  }

  @GetMapping(PAGE)
  String show(
      Member member,
      Shell shell,
      Model model,
      @RequestParam(required = false) @Nullable String cursor) {
    Cursor after = cursor == null ? null : Cursor.decode(cursor).orElse(null);
    model.addAttribute("shell", shell);
    model.addAttribute("page", pages.page(member, shell, after));
    return "ai/page";
  }

  @GetMapping(PAGE + ".csv")
  void download(Member member, HttpServletResponse response) throws IOException {
    file.send(member.workspaceId(), new Period(null, null, ZoneOffset.UTC), response);
  }

  /** Only owners and admins come here: the settings' own gate. */
  @PostMapping(PAGE + "/outside")
  String turn(Member member, Shell shell, @RequestParam boolean on, RedirectAttributes next) {
    calls.letLeave(member.workspaceId(), on, member.actor());
    next.addFlashAttribute(
        Frames.FLASH, shell.words().of(on ? "ai.switch.done.on" : "ai.switch.done.off"));
    return "redirect:" + shell.path("settings/ai");
  }
}
