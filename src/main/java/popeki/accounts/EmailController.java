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
import popeki.mails.Mails;
import popeki.platform.Frame;
import popeki.platform.Frames;
import popeki.platform.Throttle;
import popeki.platform.Whereabouts;

/** Changing one's address: asked for inside, confirmed by whoever reads the new mailbox. */
@Controller
@ConditionalOnWebApplication
class EmailController {
  private final Accounts accounts;
  private final EmailChange change;
  private final Reauthentication proof;
  private final SecondFactors factors;
  private final Throttle throttle;
  private final Whereabouts whereabouts;
  private final Mails mails;
  private final Frames frames;

  EmailController(
      Accounts accounts,
      EmailChange change,
      Reauthentication proof,
      SecondFactors factors,
      Throttle throttle,
      Whereabouts whereabouts,
      Mails mails,
      Frames frames) {
    this.accounts = accounts;
    this.change = change;
    this.proof = proof;
    this.factors = factors;
    this.throttle = throttle;
    this.whereabouts = whereabouts;
    this.mails = mails;
    this.frames = frames;
  }

  @GetMapping("/account/email")
  String form(Frame frame, Model model) {
    return page(frame, model, "", null);
  }

  @PostMapping("/account/email")
  String ask(
      @RequestParam(defaultValue = "") String email,
      @RequestParam(defaultValue = "") String current,
      @RequestParam(defaultValue = "") String code,
      Frame frame,
      Model model,
      HttpServletRequest request,
      HttpServletResponse response) {
    Account account = me();
    throttle.require(Limits.EMAIL_CHANGE, account.id().toString());
    Optional<EmailAddress> wanted = EmailAddress.parse(email);
    Optional<String> objection =
        wanted.isEmpty()
            ? Optional.of("accounts.email.invalid")
            : proof.objection(account, current, code, request);
    if (objection.isPresent()) {
      response.setStatus(422);
      return page(frame, model, email, objection.get());
    }
    change.ask(account, wanted.orElseThrow());
    model.addAttribute("frame", frame);
    model.addAttribute("leaves", mails.leaves());
    return "accounts/email_sent";
  }

  /** Mail scanners open links: looking does not use it up. */
  @GetMapping("/confirm/{token}")
  String look(@PathVariable String token, HttpServletRequest request, Model model) {
    throttle.require(Limits.TOKEN_PLACE, whereabouts.place(request));
    if (!change.isGood(token)) {
      throw SignInController.spent();
    }
    model.addAttribute("frame", frames.withForm(request));
    model.addAttribute("token", token);
    model.addAttribute("action", "/confirm");
    model.addAttribute("kind", "email");
    return "accounts/answer";
  }

  @PostMapping("/confirm")
  String confirm(@RequestParam(defaultValue = "") String token, HttpServletRequest request) {
    throttle.require(Limits.TOKEN_PLACE, whereabouts.place(request));
    if (change.confirm(token).isEmpty()) {
      throw SignInController.spent();
    }
    return SignedIn.current().isPresent() ? "redirect:/account" : "redirect:/login?email";
  }

  private Account me() {
    return accounts.find(SignedIn.current().orElseThrow()).orElseThrow();
  }

  private String page(Frame frame, Model model, String email, @Nullable String problem) {
    Account account = me();
    model.addAttribute("frame", frame);
    model.addAttribute("now", account.email());
    model.addAttribute("email", email);
    model.addAttribute("hasPassword", account.hasPassword());
    model.addAttribute("codeDue", factors.isOn(account.id()));
    model.addAttribute("problem", problem == null ? null : frame.words().of(problem));
    return "accounts/email";
  }
}
