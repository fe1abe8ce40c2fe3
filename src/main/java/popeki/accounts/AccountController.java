package popeki.accounts;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
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
import popeki.kernel.OneLine;
import popeki.kernel.UserId;
import popeki.platform.Frame;
import popeki.platform.Frames;
import popeki.platform.WorkspaceTx;

/** A person's own pages: the overview, the name, the password. */
@Controller
@ConditionalOnWebApplication
class AccountController {
  private static final Logger log = LoggerFactory.getLogger(AccountController.class);

  private final AccountRepository accounts;
  private final PasswordHashes hashes;
  private final PasswordJudge judge;
  private final Reauthentication proof;
  private final SecondFactors factors;
  private final OpenSessions sessions;
  private final AccountMails mails;
  private final Homes homes;
  private final WorkspaceTx tx;

  private final Clock clock;

  AccountController(
      AccountRepository accounts,
      PasswordHashes hashes,
      PasswordJudge judge,
      Reauthentication proof,
      SecondFactors factors,
      OpenSessions sessions,
      AccountMails mails,
      Homes homes,
      WorkspaceTx tx,
      Clock clock) {
    this.clock = clock;
    this.accounts = accounts;
    this.hashes = hashes;
    this.judge = judge;
    this.proof = proof;
    this.factors = factors;
    this.sessions = sessions;
    this.mails = mails;
    this.homes = homes;
    this.tx = tx;
  }

  @GetMapping("/account")
  String account(Frame frame, Model model, HttpServletRequest request) {
    return overview(frame, model, request, null);
  }

  @PostMapping("/account/name")
  String rename(
      @RequestParam(defaultValue = "") String name,
      Frame frame,
      Model model,
      RedirectAttributes next,
      HttpServletRequest request,
      HttpServletResponse response) {
    String given = OneLine.of(name);
    if (given.isEmpty() || given.length() > 200) {
      response.setStatus(422);
      return overview(frame, model, request, "accounts.name.invalid");
    }
    UserId user = me().id();
    tx.directory(
        () -> {
          accounts.setName(user, given);
          return user;
        });
    log.info("User {} corrected the name", user);
    next.addFlashAttribute(Frames.FLASH, frame.words().of("accounts.name.saved"));
    return "redirect:/account";
  }

  /**
   * The page to choose a password.
   *
   * @param breached told after a sign-in with one that is known from breaches
   * @param to where to go on
   */
  @GetMapping("/account/password")
  String password(
      @RequestParam @Nullable String breached,
      @RequestParam @Nullable String to,
      Frame frame,
      Model model) {
    return passwordPage(frame, model, to, breached != null, null);
  }

  /** A first password needs the session alone; another one needs the one before. */
  @PostMapping("/account/password")
  String setPassword(
      @RequestParam(defaultValue = "") String current,
      @RequestParam(defaultValue = "") String code,
      @RequestParam(defaultValue = "") String password,
      @RequestParam @Nullable String to,
      Frame frame,
      Model model,
      RedirectAttributes next,
      HttpServletRequest request,
      HttpServletResponse response) {
    Account account = me();
    Optional<String> objection =
        judge
            .objection(password, account)
            .or(() -> proof.objection(account, current, code, request));
    if (objection.isPresent()) {
      response.setStatus(422);
      return passwordPage(frame, model, to, false, objection.get());
    }
    String hash = hashes.hash(password);
    tx.directory(
        () -> {
          accounts.setPassword(account.id(), hash);
          // Whoever reads the mailbox shall not come in by an older link.
          accounts.endSignInTokens(account.id(), clock.instant());
          if (account.hasPassword()) {
            mails.tell(account, "password_changed");
          }
          return hash;
        });
    sessions.endOthers(account.id(), request);
    request.changeSessionId();
    log.info("User {} set a password; other sessions were ended", account.id());
    next.addFlashAttribute(
        Frames.FLASH,
        frame
            .words()
            .of(
                "accounts.password.saved",
                frame.words().of(judge.strengthWord(password, account))));
    String inside = LoginOutcomes.inside(to);
    return "redirect:" + (inside == null ? "/account" : inside);
  }

  private Account me() {
    return tx.directory(() -> accounts.find(SignedIn.current().orElseThrow())).orElseThrow();
  }

  private String overview(
      Frame frame, Model model, HttpServletRequest request, @Nullable String problem) {
    Account account = me();
    model.addAttribute("frame", frame);
    model.addAttribute("account", account);
    model.addAttribute("secondFactor", factors.isOn(account.id()));
    model.addAttribute("sessions", sessions.list(account.id(), request).size());
    model.addAttribute("problem", problem == null ? null : frame.words().of(problem));
    return "accounts/account";
  }

  private String passwordPage(
      Frame frame, Model model, @Nullable String to, boolean breached, @Nullable String problem) {
    Account account = me();
    String inside = LoginOutcomes.inside(to);
    model.addAttribute("frame", frame);
    model.addAttribute("hasPassword", account.hasPassword());
    model.addAttribute("codeDue", account.hasPassword() && factors.isOn(account.id()));
    model.addAttribute("breached", breached);
    model.addAttribute("to", inside);
    model.addAttribute("later", inside == null ? homes.homeOf(account.id()) : inside);
    model.addAttribute("problem", problem == null ? null : frame.words().of(problem));
    return "accounts/password";
  }
}
