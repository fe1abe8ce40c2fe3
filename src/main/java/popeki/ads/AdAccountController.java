package popeki.ads;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import popeki.kernel.NumberId;
import popeki.platform.ApiProblem;
import popeki.platform.Frames;
import popeki.platform.Shell;
import popeki.workspaces.Member;

/** The ad accounts of a business: which are read, how fresh they are, what is in the way. */
@Controller
@RequestMapping("/w/{workspace}/settings/ads")
class AdAccountController {
  private static final int LONGEST_TOKEN = 2_000;

  private final AdAccounts accounts;
  private final AdAccountPages pages;

  AdAccountController(AdAccounts accounts, AdAccountPages pages) {
    this.accounts = accounts;
    this.pages = pages;
  }

  @GetMapping
  String list(Member member, Shell shell, Model model) {
    return list(member, shell, model, null);
  }

  private String list(Member member, Shell shell, Model model, @Nullable String refused) {
    model.addAttribute("shell", shell);
    model.addAttribute("page", pages.list(member, shell, refused));
    return "ads/accounts";
  }

  /** A pasted token, or the one of a number; Meta is asked what it shows while the person waits. */
  @PostMapping("/token")
  String paste(
      Member member,
      Shell shell,
      Model model,
      @RequestParam Map<String, String> typed,
      HttpServletResponse response) {
    return switch (shown(member, typed)) {
      case AdAccounts.Shown.Offered offered ->
          "redirect:" + shell.path("settings/ads/tokens/" + offered.token());
      case AdAccounts.Shown.NotTaken refused -> {
        response.setStatus(422);
        yield list(member, shell, model, shell.words().of("ads.refused." + refused.cause()));
      }
    };
  }

  private AdAccounts.Shown shown(Member member, Map<String, String> typed) {
    String number = typed.getOrDefault("number", "");
    if (!number.isEmpty()) {
      return number.matches("[0-9a-f-]{36}")
          ? accounts.ofNumber(member.workspaceId(), NumberId.of(number))
          : new AdAccounts.Shown.NotTaken("number");
    }
    String token = typed.getOrDefault("access_token", "").strip();
    if (token.isEmpty()) {
      return new AdAccounts.Shown.NotTaken("empty");
    }
    return token.length() > LONGEST_TOKEN || !token.matches("[A-Za-z0-9._|-]+")
        ? new AdAccounts.Shown.NotTaken("malformed")
        : accounts.paste(member.workspaceId(), token);
  }

  @GetMapping("/tokens/{id}")
  String choice(Member member, Shell shell, Model model, @PathVariable("id") UUID token) {
    administers(member);
    return choice(member, shell, model, offered(member, token), false);
  }

  /** Connects what was chosen. */
  @PostMapping("/tokens/{id}")
  String choose(
      Member member,
      Shell shell,
      Model model,
      @PathVariable("id") UUID token,
      @RequestParam(name = "account", required = false) @Nullable List<String> chosen,
      RedirectAttributes next,
      HttpServletResponse response) {
    AdToken offered = offered(member, token);
    List<FoundAccount> taken =
        chosen == null
            ? List.of()
            : accounts.choose(member.workspaceId(), offered, Set.copyOf(chosen), member.actor());
    if (taken.isEmpty()) {
      response.setStatus(422);
      return choice(member, shell, model, offered, true);
    }
    next.addFlashAttribute(Frames.FLASH, shell.words().of("ads.connected"));
    return "redirect:" + shell.path("settings/ads");
  }

  private String choice(
      Member member, Shell shell, Model model, AdToken token, boolean nothingChosen) {
    model.addAttribute("shell", shell);
    model.addAttribute("page", pages.choice(member, shell, token, nothingChosen));
    return "ads/choice";
  }

  /** Reads the account now and not only tomorrow. */
  @PostMapping("/{account}/read")
  String read(Member member, Shell shell, @PathVariable String account, RedirectAttributes next) {
    accounts.readNow(member.workspaceId(), account);
    next.addFlashAttribute(Frames.FLASH, shell.words().of("ads.reading"));
    return "redirect:" + shell.path("settings/ads");
  }

  @PostMapping("/{account}/disconnect")
  String disconnect(
      Member member, Shell shell, @PathVariable String account, RedirectAttributes next) {
    accounts.disconnect(member.workspaceId(), account, member.actor());
    next.addFlashAttribute(Frames.FLASH, shell.words().of("ads.disconnected"));
    return "redirect:" + shell.path("settings/ads");
  }

  private AdToken offered(Member member, UUID token) {
    return accounts
        .offered(member.workspaceId(), token)
        .orElseThrow(() -> ApiProblem.notFound("choice of ad accounts; paste the token again"));
  }

  private static void administers(Member member) {
    if (!member.role().administers()) {
      throw ApiProblem.forbidden(
          "role_does_not_administer", "Owners and admins connect ad accounts; ask one of them.");
    }
  }
}
