package popeki.workspaces;

import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
import popeki.platform.DoorLog;
import popeki.platform.DoorLog.Knock;
import popeki.platform.Frames;
import popeki.platform.Settings;
import popeki.platform.Shell;

/** The WhatsApp numbers: what is connected, whether it is heard from, and if not, why. */
@Controller
@RequestMapping("/w/{workspace}/settings/numbers")
class NumberController {
  /** So long is silence no reason to worry. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String DOOR = "whatsapp";

  private final Numbers numbers;
  private final Settings settings;
  private final DoorLog doors;
  private final Clock clock;

  NumberController(Numbers numbers, Settings settings, DoorLog doors, Clock clock) {
    this.numbers = numbers;
    this.settings = settings;
    this.doors = doors;
    this.clock = clock;
  }

  @GetMapping
  String list(Member member, Shell shell, Model model) {
    return page(member, shell, model, Map.of(), Map.of());
  }

  /** Connects a number, or gives a connected one a new token. The token is never shown again. */
  @PostMapping
  String connect(
      Member member,
      Shell shell,
      Model model,
      @RequestParam Map<String, String> typed,
      RedirectAttributes next,
      HttpServletResponse response) {
    try {
      ConnectedNumber number =
          numbers.connect(
              member.workspaceId(),
              new NumberDraft(
                  typed.get("phone_number_id"),
                  typed.get("waba_id"),
                  typed.get("display_phone_number"),
                  typed.get("access_token")),
              member.actor());
      next.addFlashAttribute(Frames.FLASH, shell.words().of("workspaces.numbers.connected"));
      return "redirect:" + shell.path("settings/numbers/" + number.id());
    } catch (ApiProblem problem) {
      Map<String, String> errors =
          problem.status() == 409
              ? Map.of("phone_number_id", shell.words().of("workspaces.numbers.elsewhere"))
              : SettingsForms.errors(problem, shell.words());
      response.setStatus(problem.status() == 409 ? 409 : 422);
      var kept = new java.util.HashMap<>(typed);
      kept.remove("access_token");
      return page(member, shell, model, kept, errors);
    }
  }

  @GetMapping("/{id}")
  String one(Member member, Shell shell, Model model, @PathVariable UUID id) {
    ConnectedNumber number = numbers.get(member.workspaceId(), new NumberId(id));
    model.addAttribute("shell", shell);
    model.addAttribute("page", view(member, shell, number));
    return "workspaces/settings_number";
  }

  /** Whether it was heard from; the page asks again by itself until it was. */
  @GetMapping("/{id}/listening")
  String listening(Member member, Shell shell, Model model, @PathVariable UUID id) {
    ConnectedNumber number = numbers.get(member.workspaceId(), new NumberId(id));
    model.addAttribute("shell", shell);
    model.addAttribute("page", view(member, shell, number));
    return "workspaces/_listening";
  }

  @PostMapping("/{id}/disconnect")
  String disconnect(Member member, Shell shell, @PathVariable UUID id, RedirectAttributes next) {
    numbers.disconnect(member.workspaceId(), new NumberId(id), member.actor());
    next.addFlashAttribute(Frames.FLASH, shell.words().of("workspaces.numbers.disconnected"));
    return "redirect:" + shell.path("settings/numbers");
  }

  private String page(
      Member member,
      Shell shell,
      Model model,
      Map<String, String> typed,
      Map<String, String> errors) {
    List<NumberViews.Row> rows =
        numbers.list(member.workspaceId()).stream().map(number -> row(shell, number)).toList();
    model.addAttribute("shell", shell);
    model.addAttribute(
        "page",
        new NumberViews.Listed(
            rows,
            new SettingsViews.Form(typed, Map.of(), errors, member.role().administers()),
            webhook(),
            clock.instant()));
    return "workspaces/settings_numbers";
  }

  private static NumberViews.Row row(Shell shell, ConnectedNumber number) {
    return new NumberViews.Row(
        number.displayPhoneNumber(),
        shell.path("settings/numbers/" + number.id()),
        number.phoneNumberId(),
        number.hasToken(),
        number.lastEventAt());
  }

  private NumberViews.One view(Member member, Shell shell, ConnectedNumber number) {
    Instant now = clock.instant();
    String path = shell.path("settings/numbers/" + number.id());
    boolean patient = now.isBefore(number.connectedAt().plus(PATIENCE));
    return new NumberViews.One(
        row(shell, number),
        number.wabaId(),
        number.connectedAt(),
        path + "/listening",
        path + "/disconnect",
        member.role().administers(),
        webhook(),
        number.lastEventAt() != null || patient ? List.of() : ListeningRules.causes(facts(number)),
        now);
  }

  private NumberViews.Webhook webhook() {
    return new NumberViews.Webhook(
        settings.publicUrl() + "/webhooks/whatsapp",
        settings.whatsAppVerifyToken() != null,
        settings.whatsAppAppSecret() != null,
        doors.seen(DOOR).latest().get(Knock.VERIFIED));
  }

  private ListeningRules.Facts facts(ConnectedNumber number) {
    DoorLog.Seen seen = doors.seen(DOOR);
    return new ListeningRules.Facts(
        settings.whatsAppAppSecret() != null,
        settings.whatsAppVerifyToken() != null,
        seen.latest().containsKey(Knock.VERIFIED),
        seen.since(Knock.VERIFY_REFUSED, number.connectedAt()),
        seen.since(Knock.REFUSED, number.connectedAt()),
        seen.since(Knock.ACCEPTED, number.connectedAt()));
  }
}
