package popeki.accounts;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import popeki.kernel.UserId;
import popeki.platform.ApiProblem;
import popeki.platform.Frames;
import popeki.platform.WorkspaceTx;

/** The ways in: the form, and a link that works once. */
@Controller
class SignInController {
  private static final Logger log = LoggerFactory.getLogger(SignInController.class);

  private final SignInLinks links;
  private final Homes homes;
  private final WorkspaceTx tx;
  private final Frames frames;
  private final Entrance entrance;

  SignInController(
      SignInLinks links, Homes homes, WorkspaceTx tx, Frames frames, Entrance entrance) {
    this.entrance = entrance;
    this.links = links;
    this.homes = homes;
    this.tx = tx;
    this.frames = frames;
  }

  @GetMapping("/login")
  String form(
      @RequestParam @Nullable String to,
      @RequestParam @Nullable String error,
      @RequestParam @Nullable String out,
      HttpServletRequest request,
      Model model) {
    Optional<UserId> user = SignedIn.current();
    if (user.isPresent()) {
      return "redirect:" + homes.homeOf(user.get());
    }
    model.addAttribute("frame", frames.withForm(request));
    model.addAttribute("to", LoginOutcomes.inside(to));
    model.addAttribute("failed", error != null);
    model.addAttribute("out", out != null);
    return "accounts/login";
  }

  /** A preview that only looks (HEAD) does not use the link up. */
  @RequestMapping(path = "/sign-in/{token}", method = RequestMethod.HEAD)
  void look(HttpServletResponse response) {
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
  }

  @GetMapping("/sign-in/{token}")
  String redeem(
      @PathVariable String token, HttpServletRequest request, HttpServletResponse response) {
    UserId user = tx.directory(() -> links.redeem(token)).orElseThrow(SignInController::spent);
    entrance.open(user, request, response);
    log.info("User {} signed in with a link", user);
    return "redirect:" + homes.homeOf(user);
  }

  private static ApiProblem spent() {
    return new ApiProblem(
        410,
        "link_spent",
        "This sign-in link no longer works",
        "It works once and for one hour. Sign in with your password, or ask for a new link from whoever sent you this one.",
        Map.of());
  }
}
