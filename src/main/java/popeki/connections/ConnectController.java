package popeki.connections;

import jakarta.servlet.http.HttpServletResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
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
import popeki.platform.Audit;
import popeki.platform.Frames;
import popeki.platform.Shell;
import popeki.workspaces.ConnectedNumber;
import popeki.workspaces.Member;
import popeki.workspaces.Numbers;

/** Connecting by a pasted token: what it shows, the choice, and later a new token or a new look. */
@Controller
@RequestMapping("/w/{workspace}/settings/numbers")
class ConnectController {
  private static final int LONGEST_TOKEN = 2_000;

  private final Connecting connecting;
  private final Numbers numbers;
  private final NumberPages pages;
  private final Audit audit;

  ConnectController(Connecting connecting, Numbers numbers, NumberPages pages, Audit audit) {
    this.audit = audit;
    this.connecting = connecting;
    this.numbers = numbers;
    this.pages = pages;
  }

  /** A pasted token; Meta is asked what it shows while the person waits. */
  @PostMapping("/token")
  String paste(
      Member member,
      Shell shell,
      Model model,
      @RequestParam Map<String, String> typed,
      HttpServletResponse response) {
    String token = token(typed);
    String waba = typed.getOrDefault("account", "").strip();
    String cause = malformed(token);
    if (cause == null && !waba.matches("[0-9]{0,30}")) {
      cause = "account_digits";
    }
    if (cause == null) {
      switch (connecting.paste(member.workspaceId(), token, waba)) {
        case Connecting.Pasted.Offered offered -> {
          return "redirect:" + shell.path("settings/numbers/offers/" + offered.offer().id());
        }
        case Connecting.Pasted.NotTaken refused -> cause = refused.cause();
      }
    }
    response.setStatus(422);
    Map<String, String> kept = new HashMap<>();
    kept.put("account", waba);
    String field = Set.of("no_account", "account_digits").contains(cause) ? "account" : "token";
    model.addAttribute("shell", shell);
    model.addAttribute(
        "page",
        pages.list(
            member,
            shell,
            kept,
            Map.of(field, shell.words().of("connections.refused." + cause)),
            false));
    return "connections/numbers";
  }

  @GetMapping("/offers/{offer}")
  String offer(Member member, Shell shell, Model model, @PathVariable UUID offer) {
    administers(member);
    return choice(member, shell, model, found(member, offer), List.of(), false);
  }

  /** Connects what was chosen. */
  @PostMapping("/offers/{offer}")
  String take(
      Member member,
      Shell shell,
      Model model,
      @PathVariable UUID offer,
      @RequestParam(name = "number", required = false) @Nullable List<String> chosen,
      RedirectAttributes next,
      HttpServletResponse response) {
    Offer found = found(member, offer);
    if (chosen == null) {
      response.setStatus(422);
      return choice(member, shell, model, found, List.of(), true);
    }
    List<Connecting.Taken> taken =
        connecting.take(member.workspaceId(), found, Set.copyOf(chosen), member.actor());
    if (taken.isEmpty() || taken.stream().anyMatch(Connecting.Taken::elsewhere)) {
      response.setStatus(taken.isEmpty() ? 422 : 409);
      return choice(member, shell, model, found, taken, taken.isEmpty());
    }
    next.addFlashAttribute(Frames.FLASH, shell.words().of("connections.connected"));
    ConnectedNumber first = taken.getFirst().number();
    return "redirect:"
        + shell.path(
            taken.size() == 1 && first != null
                ? "settings/numbers/" + first.id()
                : "settings/numbers");
  }

  /** A new token for a number that is connected. */
  @PostMapping("/{id}/token")
  String repair(
      Member member,
      Shell shell,
      Model model,
      @PathVariable UUID id,
      @RequestParam Map<String, String> typed,
      RedirectAttributes next,
      HttpServletResponse response) {
    ConnectedNumber number = numbers.get(member.workspaceId(), new NumberId(id));
    String token = token(typed);
    String malformed = malformed(token);
    Optional<String> cause =
        malformed != null
            ? Optional.of(malformed)
            : connecting.repair(member.workspaceId(), number.id(), token, member.actor());
    if (cause.isEmpty()) {
      next.addFlashAttribute(Frames.FLASH, shell.words().of("connections.repaired"));
      return "redirect:" + shell.path("settings/numbers/" + id);
    }
    response.setStatus(422);
    model.addAttribute("shell", shell);
    model.addAttribute(
        "page",
        pages.one(
            member,
            shell,
            number,
            shell.words().of("connections.refused." + cause.get(), number.displayPhoneNumber())));
    return "connections/number";
  }

  /** Asks Meta again how it stands. */
  @PostMapping("/{id}/check")
  String check(Member member, Shell shell, @PathVariable UUID id, RedirectAttributes next) {
    ConnectedNumber number = numbers.get(member.workspaceId(), new NumberId(id));
    connecting.look(member.workspaceId(), number.id());
    next.addFlashAttribute(Frames.FLASH, shell.words().of("connections.checked"));
    return "redirect:" + shell.path("settings/numbers/" + id);
  }

  /** Asks Meta to send the account's events to the token's app. */
  @PostMapping("/{id}/subscribe")
  String subscribe(Member member, Shell shell, @PathVariable UUID id, RedirectAttributes next) {
    ConnectedNumber number = numbers.get(member.workspaceId(), new NumberId(id));
    Optional<Trouble> trouble = connecting.subscribe(member.workspaceId(), number);
    if (trouble.isEmpty()) {
      audit.append(
          member.workspaceId(),
          member.actor(),
          "number.subscribed",
          number.id().toString(),
          Map.of("waba_id", number.wabaId()));
    }
    next.addFlashAttribute(
        Frames.FLASH,
        shell
            .words()
            .of(
                trouble
                    .map(why -> "connections.refused." + why.wire())
                    .orElse("connections.subscribed")));
    return "redirect:" + shell.path("settings/numbers/" + id);
  }

  private String choice(
      Member member,
      Shell shell,
      Model model,
      Offer offer,
      List<Connecting.Taken> taken,
      boolean nothingChosen) {
    Set<String> here =
        numbers.list(member.workspaceId()).stream()
            .map(ConnectedNumber::phoneNumberId)
            .collect(Collectors.toSet());
    Set<String> elsewhere =
        taken.stream()
            .filter(Connecting.Taken::elsewhere)
            .map(each -> each.chosen().phoneNumberId())
            .collect(Collectors.toSet());
    boolean only = offer.numbers().size() == 1;
    model.addAttribute("shell", shell);
    model.addAttribute(
        "page",
        new NumberViews.Choices(
            shell.path("settings/numbers/offers/" + offer.id()),
            offer.numbers().stream()
                .map(
                    each ->
                        new NumberViews.Choice(
                            each.phoneNumberId(),
                            each.wabaId(),
                            each.display(),
                            each.name(),
                            each.quality(),
                            here.contains(each.phoneNumberId()),
                            elsewhere.contains(each.phoneNumberId()),
                            only && elsewhere.isEmpty()))
                .toList(),
            warnings(offer.facts()),
            offer.facts().expiresAt(),
            nothingChosen));
    return "connections/choice";
  }

  private static List<String> warnings(TokenFacts facts) {
    return facts.scopes().isEmpty() || facts.scopes().contains(TokenFacts.MESSAGES)
        ? List.of()
        : List.of("scope_messaging");
  }

  private Offer found(Member member, UUID id) {
    return connecting
        .offer(member.workspaceId(), id)
        .orElseThrow(() -> ApiProblem.notFound("choice of numbers; paste the token again"));
  }

  private static String token(Map<String, String> typed) {
    return typed.getOrDefault("access_token", "").strip();
  }

  private static @Nullable String malformed(String token) {
    if (token.isEmpty()) {
      return "empty";
    }
    return token.length() > LONGEST_TOKEN || !token.matches("[A-Za-z0-9._|-]+")
        ? "malformed"
        : null;
  }

  private static void administers(Member member) {
    if (!member.role().administers()) {
      throw ApiProblem.forbidden(
          "role_does_not_administer", "Owners and admins connect numbers; ask one of them.");
    }
  }
}
