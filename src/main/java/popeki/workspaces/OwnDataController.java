package popeki.workspaces;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import popeki.accounts.Account;
import popeki.accounts.Accounts;
import popeki.accounts.Proofs;
import popeki.accounts.SignedIn;
import popeki.kernel.UserId;
import popeki.platform.Frame;
import popeki.platform.Frames;
import popeki.platform.Words;

/** A person's own rights over what is held of them as somebody who signs in. */
@Controller
@ConditionalOnWebApplication
class OwnDataController {
  private static final Logger log = LoggerFactory.getLogger(OwnDataController.class);

  private final OwnData data;
  private final Members members;
  private final Proofs proofs;
  private final Accounts accounts;
  private final Frames frames;

  OwnDataController(
      OwnData data, Members members, Proofs proofs, Accounts accounts, Frames frames) {
    this.data = data;
    this.members = members;
    this.proofs = proofs;
    this.accounts = accounts;
    this.frames = frames;
  }

  @GetMapping("/account/data")
  String page(Frame frame, Model model) {
    return page(frame, model, null, null);
  }

  /** A download changes nothing, but it is logged, so it takes a form. */
  @PostMapping("/account/data/export")
  void export(HttpServletResponse response) throws IOException {
    UserId user = SignedIn.current().orElseThrow();
    response.setContentType("application/zip");
    response.setHeader("Content-Disposition", "attachment; filename=\"my-data.zip\"");
    data.export(user, response.getOutputStream());
    log.info("User {} took their data", user);
  }

  @PostMapping("/account/data/delete")
  String delete(
      @RequestParam(defaultValue = "") String email,
      @RequestParam(defaultValue = "") String password,
      @RequestParam(defaultValue = "") String code,
      Frame frame,
      Model model,
      HttpServletRequest request,
      HttpServletResponse response) {
    UserId user = SignedIn.current().orElseThrow();
    Account account = members.account(user);
    Words words = frame.words();
    if (!data.hindrances(user).isEmpty()) {
      return refused(response, frame, model, null, null);
    }
    if (!email.strip().toLowerCase(Locale.ROOT).equals(account.email())) {
      return refused(response, frame, model, words.of("people.data.delete.mistyped"), null);
    }
    Optional<String> objection = proofs.objection(user, password, code, request);
    if (objection.isPresent()) {
      return refused(response, frame, model, null, words.of(objection.get()));
    }
    data.delete(user);
    log.info("User {} deleted their account", user);
    HttpSession session = request.getSession(false);
    if (session != null) {
      session.invalidate();
    }
    SecurityContextHolder.clearContext();
    response.setHeader("Clear-Site-Data", "\"cache\", \"storage\"");
    model.addAttribute("frame", frames.plain(request));
    return "workspaces/account_deleted";
  }

  private String refused(
      HttpServletResponse response,
      Frame frame,
      Model model,
      @Nullable String mistyped,
      @Nullable String unproved) {
    response.setStatus(422);
    return page(frame, model, mistyped, unproved);
  }

  private String page(
      Frame frame, Model model, @Nullable String mistyped, @Nullable String unproved) {
    UserId user = SignedIn.current().orElseThrow();
    Words words = frame.words();
    List<String> hindrances =
        data.hindrances(user).stream()
            .map(
                one ->
                    words.of(
                        one.alone()
                            ? "people.data.delete.owner.alone"
                            : "people.data.delete.owner.others",
                        one.workspace().businessName()))
            .toList();
    model.addAttribute("frame", frame);
    model.addAttribute("email", members.account(user).email());
    model.addAttribute("hindrances", hindrances);
    model.addAttribute("mistyped", mistyped);
    model.addAttribute("unproved", unproved);
    model.addAttribute("secondFactor", accounts.hasSecondFactor(user));
    return "workspaces/own_data";
  }
}
