package popeki.accounts;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import popeki.kernel.UserId;
import popeki.platform.ApiProblem;
import popeki.platform.Frame;
import popeki.platform.Frames;

/** Where one is signed in, and ending it. */
@Controller
@ConditionalOnWebApplication
class SessionController {
  private static final Logger log = LoggerFactory.getLogger(SessionController.class);

  private final OpenSessions sessions;

  SessionController(OpenSessions sessions) {
    this.sessions = sessions;
  }

  @GetMapping("/account/sessions")
  String list(Frame frame, Model model, HttpServletRequest request) {
    model.addAttribute("frame", frame);
    model.addAttribute("sessions", sessions.list(SignedIn.current().orElseThrow(), request));
    return "accounts/sessions";
  }

  @PostMapping("/account/sessions/{handle}/end")
  String end(@PathVariable String handle, Frame frame, RedirectAttributes next) {
    UserId user = SignedIn.current().orElseThrow();
    if (!sessions.end(user, handle)) {
      throw new ApiProblem(
          404,
          "not_found",
          "Not found",
          "This session has ended already, or was never yours.",
          Map.of());
    }
    log.info("User {} ended a session", user);
    next.addFlashAttribute(Frames.FLASH, frame.words().of("accounts.sessions.ended"));
    return "redirect:/account/sessions";
  }

  @PostMapping("/account/sessions/end-others")
  String endOthers(Frame frame, HttpServletRequest request, RedirectAttributes next) {
    UserId user = SignedIn.current().orElseThrow();
    sessions.endOthers(user, request);
    log.info("User {} ended all other sessions", user);
    next.addFlashAttribute(Frames.FLASH, frame.words().of("accounts.sessions.others_ended"));
    return "redirect:/account/sessions";
  }
}
