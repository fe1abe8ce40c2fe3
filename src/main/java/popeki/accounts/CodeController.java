package popeki.accounts;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import popeki.platform.Frames;

/** The second step of signing in. */
@Controller
@ConditionalOnWebApplication
class CodeController {
  private static final Logger log = LoggerFactory.getLogger(CodeController.class);

  private final Accounts accounts;
  private final Reauthentication proof;
  private final Entrance entrance;
  private final Frames frames;
  private final Clock clock;

  CodeController(
      Accounts accounts, Reauthentication proof, Entrance entrance, Frames frames, Clock clock) {
    this.accounts = accounts;
    this.proof = proof;
    this.entrance = entrance;
    this.frames = frames;
    this.clock = clock;
  }

  @GetMapping("/login/code")
  String form(HttpServletRequest request, Model model) {
    return Halfway.current(clock.instant()).isEmpty()
        ? "redirect:/login"
        : page(request, model, false);
  }

  @PostMapping("/login/code")
  String show(
      @RequestParam(defaultValue = "") String code,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    Optional<Halfway> half = Halfway.current(clock.instant());
    if (half.isEmpty()) {
      return "redirect:/login";
    }
    Account account = accounts.find(half.get().id()).orElseThrow();
    if (!proof.isCode(account, code, request)) {
      log.info("A code of user {} was refused", account.id());
      response.setStatus(422);
      return page(request, model, true);
    }
    log.info("User {} signed in with a second factor", account.id());
    return "redirect:" + entrance.complete(half.get(), request, response);
  }

  private String page(HttpServletRequest request, Model model, boolean failed) {
    model.addAttribute("frame", frames.withForm(request));
    model.addAttribute("failed", failed);
    return "accounts/code";
  }
}
