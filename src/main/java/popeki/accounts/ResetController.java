package popeki.accounts;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import popeki.kernel.UserId;
import popeki.mails.Mails;
import popeki.platform.Frame;
import popeki.platform.Frames;
import popeki.platform.Throttle;
import popeki.platform.Whereabouts;

/** The way back in for whoever has forgotten the password. */
@Controller
@ConditionalOnWebApplication
class ResetController {
  private final PasswordReset reset;
  private final PasswordJudge judge;
  private final OpenSessions sessions;
  private final Throttle throttle;
  private final Whereabouts whereabouts;
  private final Mails mails;
  private final Frames frames;

  ResetController(
      PasswordReset reset,
      PasswordJudge judge,
      OpenSessions sessions,
      Throttle throttle,
      Whereabouts whereabouts,
      Mails mails,
      Frames frames) {
    this.reset = reset;
    this.judge = judge;
    this.sessions = sessions;
    this.throttle = throttle;
    this.whereabouts = whereabouts;
    this.mails = mails;
    this.frames = frames;
  }

  @GetMapping("/forgot-password")
  String form(HttpServletRequest request, Model model) {
    return form(request, model, null, "");
  }

  /** One answer for every address. */
  @PostMapping("/forgot-password")
  String ask(
      @RequestParam(defaultValue = "") String email,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    String place = whereabouts.place(request);
    throttle.require(Limits.RESET_PLACE, place);
    Optional<EmailAddress> address = EmailAddress.parse(email);
    if (address.isEmpty()) {
      response.setStatus(422);
      return form(request, model, "accounts.email.invalid", email);
    }
    throttle.require(Limits.RESET_PAIR, place + " " + email);
    reset.ask(address.get());
    model.addAttribute("frame", frames.withForm(request));
    model.addAttribute("minutes", PasswordReset.VALID.toMinutes());
    model.addAttribute("leaves", mails.leaves());
    return "accounts/reset_sent";
  }

  /** Mail scanners open links: looking does not use it up. */
  @GetMapping("/reset-password/{token}")
  String look(@PathVariable String token, HttpServletRequest request, Model model) {
    throttle.require(Limits.TOKEN_PLACE, whereabouts.place(request));
    if (reset.look(token).isEmpty()) {
      throw SignInController.spent();
    }
    return page(token, request, model, null);
  }

  @PostMapping("/reset-password")
  String change(
      @RequestParam(defaultValue = "") String token,
      @RequestParam(defaultValue = "") String password,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    throttle.require(Limits.TOKEN_PLACE, whereabouts.place(request));
    Account account = reset.look(token).orElseThrow(SignInController::spent);
    Optional<String> objection = judge.objection(password, account);
    if (objection.isPresent()) {
      response.setStatus(422);
      return page(token, request, model, objection.get());
    }
    UserId user = reset.change(token, password).orElseThrow(SignInController::spent);
    sessions.endAll(user);
    return "redirect:/login?reset";
  }

  private String form(
      HttpServletRequest request, Model model, @Nullable String problem, String email) {
    Frame frame = frames.withForm(request);
    model.addAttribute("frame", frame);
    model.addAttribute("email", email);
    model.addAttribute("problem", problem == null ? null : frame.words().of(problem));
    return "accounts/forgot";
  }

  private String page(
      String token, HttpServletRequest request, Model model, @Nullable String problem) {
    Frame frame = frames.withForm(request);
    model.addAttribute("frame", frame);
    model.addAttribute("token", token);
    model.addAttribute("problem", problem == null ? null : frame.words().of(problem));
    return "accounts/reset";
  }
}
