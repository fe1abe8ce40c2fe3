package popeki.accounts;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import popeki.kernel.UserId;
import popeki.platform.Frame;
import popeki.platform.Frames;
import popeki.platform.WorkspaceTx;

/** A person's own pages. */
@Controller
@ConditionalOnWebApplication
class AccountController {
  private static final Logger log = LoggerFactory.getLogger(AccountController.class);

  private final AccountRepository accounts;
  private final PasswordLogin passwords;
  private final OpenSessions sessions;
  private final WorkspaceTx tx;

  AccountController(
      AccountRepository accounts, PasswordLogin passwords, OpenSessions sessions, WorkspaceTx tx) {
    this.accounts = accounts;
    this.passwords = passwords;
    this.sessions = sessions;
    this.tx = tx;
  }

  @GetMapping("/account")
  String account(Frame frame, Model model) {
    return page(frame, model, null);
  }

  /** A first password needs the session alone; another one needs the one before. */
  @PostMapping("/account/password")
  String setPassword(
      @RequestParam(defaultValue = "") String current,
      @RequestParam(defaultValue = "") String password,
      Frame frame,
      Model model,
      RedirectAttributes next,
      HttpServletRequest request,
      HttpServletResponse response) {
    UserId user = SignedIn.current().orElseThrow();
    Account account = accountOf(user);
    Optional<String> objection =
        account.passwordHash() != null && !isCurrent(account, current)
            ? Optional.of("accounts.password.current_wrong")
            : PasswordRules.objection(password, account.email());
    if (objection.isPresent()) {
      response.setStatus(422);
      return page(frame, model, objection.get());
    }
    String hash = passwords.hash(password);
    tx.directory(
        () -> {
          accounts.setPassword(user, hash);
          return hash;
        });
    sessions.endOthers(user, request);
    log.info("User {} set a password; other sessions were ended", user);
    next.addFlashAttribute(Frames.FLASH, frame.words().of("accounts.password.saved"));
    return "redirect:/account";
  }

  private Account accountOf(UserId user) {
    return tx.directory(() -> accounts.find(user)).orElseThrow();
  }

  private boolean isCurrent(Account account, String current) {
    try {
      passwords.authenticate(
          UsernamePasswordAuthenticationToken.unauthenticated(account.email(), current));
      return true;
    } catch (BadCredentialsException e) {
      return false;
    }
  }

  private String page(Frame frame, Model model, @Nullable String problem) {
    Account account = accountOf(SignedIn.current().orElseThrow());
    model.addAttribute("frame", frame);
    model.addAttribute("name", account.name());
    model.addAttribute("email", account.email());
    model.addAttribute("hasPassword", account.passwordHash() != null);
    model.addAttribute("problem", problem == null ? null : frame.words().of(problem));
    return "accounts/account";
  }
}
