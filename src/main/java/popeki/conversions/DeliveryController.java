package popeki.conversions;

import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import popeki.conversions.DeliveryPageViews.Notice;
import popeki.conversions.DeliveryPageViews.Tab;
import popeki.kernel.ConversionId;
import popeki.platform.ApiProblem;
import popeki.platform.Cursor;
import popeki.platform.FigureView;
import popeki.platform.Frames;
import popeki.platform.Paging;
import popeki.platform.Shell;
import popeki.platform.Tone;
import popeki.platform.Words;
import popeki.workspaces.Member;
import popeki.workspaces.Permission;

/** The pages about what Meta was told. */
@Controller
@RequestMapping("/w/{workspace}/deliveries")
class DeliveryController {
  private final Conversions conversions;
  private final Destinations destinations;
  private final Payloads payloads;
  private final Clock clock;

  DeliveryController(
      Conversions conversions, Destinations destinations, Payloads payloads, Clock clock) {
    this.conversions = conversions;
    this.destinations = destinations;
    this.payloads = payloads;
    this.clock = clock;
  }

  @GetMapping
  String list(
      Member member,
      Shell shell,
      Model model,
      @RequestParam(required = false) @Nullable String status,
      @RequestParam(required = false) @Nullable String cursor) {
    Status wanted = status == null ? null : Status.parse(status).orElse(null);
    var after = cursor == null ? null : Cursor.decode(cursor).orElse(null);
    var page =
        conversions.list(
            member.workspaceId(),
            new ConversionRepository.Filter(null, wanted),
            new Paging(Paging.DEFAULT, after));
    var counts = conversions.counts(member.workspaceId());
    model.addAttribute("shell", shell);
    model.addAttribute(
        "log",
        new DeliveryPageViews.Log(
            figures(counts, shell.words()),
            states(shell, counts, wanted),
            page.data().stream().map(row -> row(row, shell)).toList(),
            notice(member, shell.words()),
            page.nextCursor() == null ? null : more(shell, wanted, page.nextCursor()),
            wanted != null,
            member.role().writes() && waiting(counts) > 0,
            clock.instant()));
    return "conversions/list";
  }

  @GetMapping("/{id}")
  String one(Member member, Shell shell, Model model, @PathVariable UUID id) {
    var story =
        conversions
            .story(member.workspaceId(), new ConversionId(id))
            .orElseThrow(() -> ApiProblem.notFound("delivery"));
    model.addAttribute("shell", shell);
    model.addAttribute("page", page(member, shell, story));
    return "conversions/one";
  }

  @PostMapping("/{id}/retry")
  String retry(Member member, Shell shell, @PathVariable UUID id, RedirectAttributes redirect) {
    requireWriter(member);
    conversions.retry(member.workspaceId(), new ConversionId(id), member.actor());
    redirect.addFlashAttribute(Frames.FLASH, shell.words().of("deliveries.retried", 1));
    return "redirect:" + shell.path("deliveries/" + id);
  }

  @PostMapping("/retry")
  String retryAll(Member member, Shell shell, RedirectAttributes redirect) {
    requireWriter(member);
    int queued = conversions.retryAll(member.workspaceId(), member.actor());
    String said = queued == 0 ? "deliveries.retried.none" : "deliveries.retried";
    redirect.addFlashAttribute(Frames.FLASH, shell.words().of(said, queued));
    return "redirect:" + shell.path("deliveries");
  }

  @GetMapping("/connection")
  String connection(Member member, Shell shell, Model model) {
    Destination stored = destinations.find(member.workspaceId()).orElse(null);
    return connection(
        member, shell, model, ConnectionForm.values(stored), Map.of(), stored, isOn(stored));
  }

  @PostMapping("/connection")
  String connect(
      Member member,
      Shell shell,
      Model model,
      @RequestParam Map<String, String> form,
      RedirectAttributes redirect,
      HttpServletResponse response) {
    requireAdministrator(member);
    Destination stored = destinations.find(member.workspaceId()).orElse(null);
    try {
      var draft = ConnectionForm.request(form, stored).read();
      destinations.save(member.workspaceId(), draft, member.actor());
      String said = draft.enabled() ? "deliveries.connection.on" : "deliveries.connection.off";
      redirect.addFlashAttribute(Frames.FLASH, shell.words().of(said));
      return "redirect:" + shell.path("deliveries/connection");
    } catch (ApiProblem problem) {
      response.setStatus(problem.status());
      var shown = new HashMap<>(form);
      shown.remove("access_token");
      return connection(
          member, shell, model, shown, errors(problem), stored, form.containsKey("enabled"));
    }
  }

  @PostMapping("/connection/remove")
  String disconnect(Member member, Shell shell, RedirectAttributes redirect) {
    requireAdministrator(member);
    destinations.remove(member.workspaceId(), member.actor());
    redirect.addFlashAttribute(Frames.FLASH, shell.words().of("deliveries.connection.removed"));
    return "redirect:" + shell.path("deliveries/connection");
  }

  private String connection(
      Member member,
      Shell shell,
      Model model,
      Map<String, String> values,
      Map<String, String> errors,
      @Nullable Destination stored,
      boolean enabled) {
    model.addAttribute("shell", shell);
    model.addAttribute(
        "connection",
        new DeliveryPageViews.Connection(
            values,
            errors,
            enabled,
            stored != null,
            member.role().administers(),
            stored == null ? List.of() : List.copyOf(stored.parked().keySet()),
            EventNames.suggested()));
    return "conversions/connection";
  }

  private static boolean isOn(@Nullable Destination stored) {
    return stored != null && stored.enabled();
  }

  private static Map<String, String> errors(ApiProblem problem) {
    var errors = new HashMap<String, String>();
    if (problem.extra().get("errors") instanceof List<?> list) {
      for (Object one : list) {
        if (one instanceof ApiProblem.FieldError error) {
          errors.putIfAbsent(ConnectionForm.field(error.field()), error.message());
        }
      }
    }
    return errors;
  }

  private static void requireWriter(Member member) {
    if (!member.role().writes()) {
      throw ApiProblem.forbidden("read_only", "Your role reads deliveries but does not send any.");
    }
  }

  private static void requireAdministrator(Member member) {
    if (!member.role().administers()) {
      throw ApiProblem.forbidden(
          "not_an_administrator", "Only owners and administrators change where data goes.");
    }
  }

  private @Nullable Notice notice(Member member, Words words) {
    Destination stored = destinations.find(member.workspaceId()).orElse(null);
    if (stored == null) {
      return new Notice(words.of("deliveries.notice.not_configured"), Tone.INFO);
    }
    if (!stored.enabled()) {
      return new Notice(words.of("deliveries.notice.disabled"), Tone.INFO);
    }
    if (!stored.parked().isEmpty()) {
      return new Notice(
          words.of("deliveries.notice.parked", String.join(", ", stored.parked().keySet())),
          Tone.NEGATIVE);
    }
    return stored.testEventCode() == null
        ? null
        : new Notice(words.of("deliveries.notice.testing", stored.testEventCode()), Tone.WARNING);
  }

  private static List<FigureView> figures(Map<Status, Long> counts, Words words) {
    long sent = count(counts, Status.SENT);
    long refused = count(counts, Status.REJECTED) + count(counts, Status.FAILED);
    FigureView accepted =
        sent + refused == 0
            ? FigureView.unknown(
                words.of("deliveries.figure.accepted"), words.of("deliveries.figure.none_yet"))
            : FigureView.of(
                    words.of("deliveries.figure.accepted"),
                    words.percentNumber((double) sent / (sent + refused)))
                .withUnit("%");
    return List.of(
        FigureView.of(words.of("deliveries.figure.sent"), words.number(sent)),
        accepted,
        FigureView.of(
            words.of("deliveries.figure.waiting"), words.number(count(counts, Status.PENDING))),
        FigureView.of(
            words.of("deliveries.figure.held"), words.number(count(counts, Status.HELD))));
  }

  private static List<Tab> states(Shell shell, Map<Status, Long> counts, @Nullable Status wanted) {
    var tabs = new ArrayList<Tab>();
    String base = shell.path("deliveries");
    tabs.add(new Tab(shell.words().of("deliveries.state.all"), base, wanted == null));
    for (Status status : Status.values()) {
      long count = count(counts, status);
      if (count > 0 || status == wanted) {
        String label =
            shell.words().of("deliveries.state." + status.wire())
                + " "
                + shell.words().number(count);
        tabs.add(new Tab(label, base + "?status=" + status.wire(), status == wanted));
      }
    }
    return tabs;
  }

  private static String more(Shell shell, @Nullable Status wanted, String cursor) {
    String filter = wanted == null ? "" : "status=" + wanted.wire() + "&";
    return shell.path("deliveries") + "?" + filter + "cursor=" + cursor;
  }

  private static DeliveryPageViews.Row row(Conversion row, Shell shell) {
    return new DeliveryPageViews.Row(
        shell.path("deliveries/" + row.id()),
        row.event().eventName(),
        row.event().occurredAt(),
        row.event().value(),
        DeliveryWords.state(shell.words(), row.status()),
        DeliveryWords.reason(shell.words(), row.reason()),
        row.attempts());
  }

  private DeliveryPageViews.Page page(Member member, Shell shell, Conversions.Story story) {
    Conversion row = story.conversion();
    Words words = shell.words();
    boolean open = row.status() != Status.SENT && row.status() != Status.PENDING;
    // With the last four digits at hand, a plain hash of a number is soon guessed.
    boolean seesPeople = member.role().may(Permission.REVEAL_PHONES);
    return new DeliveryPageViews.Page(
        row.id().toString(),
        row.event().eventName(),
        DeliveryWords.state(words, row.status()),
        DeliveryWords.reason(words, row.reason()),
        row.reason() == null ? null : row.reason().wire(),
        row.event().eventId(),
        words.of("deliveries.stage." + row.event().stage().wire()),
        row.event().value(),
        row.event().occurredAt(),
        row.sentAt(),
        row.conversation() == null ? null : shell.path("conversations/" + row.conversation()),
        story.event() == null || !seesPeople ? null : payloads.pretty(story.event()),
        seesPeople,
        story.went(),
        story.attempts().stream().map(attempt -> DeliveryWords.attempt(words, attempt)).toList(),
        open && story.hurdle() == null && member.role().writes(),
        open && story.hurdle() != row.reason() ? DeliveryWords.reason(words, story.hurdle()) : null,
        clock.instant());
  }

  private static long waiting(Map<Status, Long> counts) {
    return count(counts, Status.HELD) + count(counts, Status.FAILED);
  }

  private static long count(Map<Status, Long> counts, Status status) {
    return counts.getOrDefault(status, 0L);
  }
}
