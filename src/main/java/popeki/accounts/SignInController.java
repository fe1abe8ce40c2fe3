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
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import popeki.kernel.UserId;
import popeki.platform.ApiProblem;
import popeki.platform.Frames;
import popeki.platform.Throttle;
import popeki.platform.Whereabouts;
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
  private final Throttle throttle;
  private final Whereabouts whereabouts;

  SignInController(
      SignInLinks links,
      Homes homes,
      WorkspaceTx tx,
      Frames frames,
      Entrance entrance,
      Throttle throttle,
      Whereabouts whereabouts) {
    this.throttle = throttle;
    this.whereabouts = whereabouts;
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
      @RequestParam @Nullable String reset,
      @RequestParam @Nullable String known,
      @RequestParam(name = "email") @Nullable String changed,
      HttpServletRequest request,
      Model model) {
    Optional<UserId> user = SignedIn.current();
    if (user.isPresent()) {
      return "redirect:" + homes.homeOf(user.get());
    }
    model.addAttribute("frame", frames.withForm(request));
    model.addAttribute("to", LoginOutcomes.inside(to));
    model.addAttribute("failed", error != null);
    model.addAttribute(
        "done",
        out != null
            ? "accounts.login.out"
            : reset != null
                ? "accounts.login.reset"
                : changed != null
                    ? "accounts.login.email_changed"
                    : known != null ? "accounts.login.known" : null);
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
    log.info("User {} showed a sign-in link", user);
    return "redirect:" + entrance.enter(user, Entrance.LINK, null, request, response);
  }

  /** The link of a mail: scanners open it, so looking does not use it up. */
  @GetMapping("/sign-in/mail/{token}")
  String answer(@PathVariable String token, HttpServletRequest request, Model model) {
    throttle.require(Limits.TOKEN_PLACE, whereabouts.place(request));
    if (!tx.directory(() -> links.isGood(token))) {
      throw spent();
    }
    model.addAttribute("frame", frames.withForm(request));
    model.addAttribute("token", token);
    model.addAttribute("action", "/sign-in/mail");
    model.addAttribute("kind", "sign_in");
    return "accounts/answer";
  }

  @PostMapping("/sign-in/mail")
  String enter(
      @RequestParam(defaultValue = "") String token,
      HttpServletRequest request,
      HttpServletResponse response) {
    throttle.require(Limits.TOKEN_PLACE, whereabouts.place(request));
    UserId user = tx.directory(() -> links.redeem(token)).orElseThrow(SignInController::spent);
    log.info("User {} showed a mailed sign-in link", user);
    return "redirect:" + entrance.byMail(user, null, request, response);
  }

  static ApiProblem spent() {
    return new ApiProblem(
        410,
        "link_spent",
        "This link no longer works",
        "A link works once, and not for long: its mail says until when. Sign in with your password, or ask for a new link where you got this one.",
        Map.of());
  }
}
