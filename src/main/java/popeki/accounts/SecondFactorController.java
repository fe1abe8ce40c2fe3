package popeki.accounts;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import popeki.kernel.UserId;
import popeki.platform.Frame;
import popeki.platform.Frames;
import popeki.platform.QrCode;

/** Turning one's second factor on and off, and its recovery codes. */
@Controller
@ConditionalOnWebApplication
class SecondFactorController {
  private static final Logger log = LoggerFactory.getLogger(SecondFactorController.class);
  private static final String HERE = "redirect:/account/second-factor";

  private final Accounts accounts;
  private final SecondFactors factors;
  private final Reauthentication proof;
  private final OpenSessions sessions;
  private final Entrance entrance;
  private final Homes homes;

  SecondFactorController(
      Accounts accounts,
      SecondFactors factors,
      Reauthentication proof,
      OpenSessions sessions,
      Entrance entrance,
      Homes homes) {
    this.accounts = accounts;
    this.factors = factors;
    this.proof = proof;
    this.sessions = sessions;
    this.entrance = entrance;
    this.homes = homes;
  }

  @GetMapping("/account/second-factor")
  String show(@RequestParam @Nullable String to, Frame frame, Model model) {
    return page(frame, model, to, null);
  }

  /** Makes a secret, which the page then shows as a picture and as letters. */
  @PostMapping("/account/second-factor/begin")
  String begin(
      @RequestParam(defaultValue = "") String current,
      @RequestParam @Nullable String to,
      Frame frame,
      Model model,
      HttpServletRequest request,
      HttpServletResponse response) {
    Account account = me();
    Optional<String> objection = proof.objection(account, current, "", request);
    if (objection.isPresent()) {
      response.setStatus(422);
      return page(frame, model, to, objection.get());
    }
    factors.begin(account.id());
    return HERE + query(to);
  }

  /** The app's first code turns it on. The recovery codes are on this answer and nowhere else. */
  @PostMapping("/account/second-factor/confirm")
  String confirm(
      @RequestParam(defaultValue = "") String code,
      @RequestParam @Nullable String to,
      Frame frame,
      Model model,
      HttpServletRequest request,
      HttpServletResponse response) {
    Account account = me();
    UserId user = account.id();
    Optional<List<String>> codes = factors.confirm(account, code);
    if (codes.isEmpty()) {
      response.setStatus(422);
      return page(frame, model, to, "accounts.code.wrong");
    }
    sessions.endOthers(user, request);
    entrance.renew(user, true, request, response);
    log.info("User {} turned the second factor on; other sessions were ended", user);
    return codes(frame, model, codes.get(), to);
  }

  @PostMapping("/account/second-factor/codes")
  String renew(
      @RequestParam(defaultValue = "") String current,
      @RequestParam(defaultValue = "") String code,
      Frame frame,
      Model model,
      HttpServletRequest request,
      HttpServletResponse response) {
    Account account = me();
    Optional<String> objection =
        off(account).or(() -> proof.objection(account, current, code, request));
    if (objection.isPresent()) {
      response.setStatus(422);
      return page(frame, model, null, objection.get());
    }
    log.info("User {} made new recovery codes", account.id());
    return codes(frame, model, factors.renewCodes(account.id()), null);
  }

  /** Not while a workspace of the person's asks for it. */
  @PostMapping("/account/second-factor/remove")
  String remove(
      @RequestParam(defaultValue = "") String current,
      @RequestParam(defaultValue = "") String code,
      Frame frame,
      Model model,
      HttpServletRequest request,
      HttpServletResponse response,
      RedirectAttributes next) {
    Account account = me();
    Optional<String> objection =
        off(account)
            .or(
                () ->
                    homes.demandsSecondFactor(account.id())
                        ? Optional.of("accounts.factor.demanded")
                        : Optional.empty())
            .or(() -> proof.objection(account, current, code, request));
    if (objection.isPresent()) {
      response.setStatus(422);
      return page(frame, model, null, objection.get());
    }
    factors.remove(account);
    sessions.endOthers(account.id(), request);
    entrance.renew(account.id(), false, request, response);
    log.info("User {} turned the second factor off; other sessions were ended", account.id());
    next.addFlashAttribute(Frames.FLASH, frame.words().of("accounts.factor.removed"));
    return HERE;
  }

  private Optional<String> off(Account account) {
    return factors.isOn(account.id()) ? Optional.empty() : Optional.of("accounts.factor.is_off");
  }

  private Account me() {
    return accounts.find(SignedIn.current().orElseThrow()).orElseThrow();
  }

  private String page(Frame frame, Model model, @Nullable String to, @Nullable String problem) {
    Account account = me();
    boolean on = factors.isOn(account.id());
    Optional<byte[]> secret = on ? Optional.empty() : factors.begun(account.id());
    model.addAttribute("frame", frame);
    model.addAttribute("on", on);
    model.addAttribute("hasPassword", account.hasPassword());
    model.addAttribute("demanded", homes.demandsSecondFactor(account.id()));
    model.addAttribute("left", on ? factors.codesLeft(account.id()) : 0);
    model.addAttribute(
        "picture", secret.map(key -> QrCode.of(Totp.uri(key, account.email())).svg()).orElse(null));
    model.addAttribute(
        "secret", secret.map(key -> Base32.grouped(Base32.encode(key))).orElse(null));
    model.addAttribute("to", LoginOutcomes.inside(to));
    model.addAttribute("problem", problem == null ? null : frame.words().of(problem));
    return "accounts/second_factor";
  }

  private static String codes(Frame frame, Model model, List<String> codes, @Nullable String to) {
    String inside = LoginOutcomes.inside(to);
    model.addAttribute("frame", frame);
    model.addAttribute("codes", codes);
    model.addAttribute("to", inside == null ? "/account/second-factor" : inside);
    return "accounts/recovery_codes";
  }

  private static String query(@Nullable String to) {
    String inside = LoginOutcomes.inside(to);
    return inside == null
        ? ""
        : "?to=" + java.net.URLEncoder.encode(inside, java.nio.charset.StandardCharsets.UTF_8);
  }
}
