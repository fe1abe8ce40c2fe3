package popeki.workspaces;

import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import popeki.accounts.SignedIn;
import popeki.kernel.OneLine;
import popeki.kernel.UserId;
import popeki.platform.Frame;
import popeki.platform.Frames;
import popeki.platform.Words;

/** Where a person lands: the choice of a workspace, and each workspace's first page. */
@Controller
@ConditionalOnWebApplication
class HomeController {
  /** From so many workspaces on a list is searched rather than read. */
  private static final int SEARCHED = 8;

  private final Members members;
  private final Workspaces workspaces;
  private final Team team;
  private final Clock clock;

  HomeController(Members members, Workspaces workspaces, Team team, Clock clock) {
    this.members = members;
    this.workspaces = workspaces;
    this.team = team;
    this.clock = clock;
  }

  @GetMapping({"/w/{workspace}", "/w/{workspace}/"})
  String home(@PathVariable String workspace) {
    return "redirect:/w/" + workspace + "/overview";
  }

  @GetMapping("/workspaces")
  String choose(@RequestParam(defaultValue = "") String q, Frame frame, Model model) {
    UserId user = SignedIn.current().orElseThrow();
    List<Members.Belonging> mine = members.placesOf(user);
    String wanted = q.strip().toLowerCase(Locale.ROOT);
    model.addAttribute("frame", frame);
    model.addAttribute(
        "page",
        new ChoiceView.Page(
            mine.stream()
                .filter(
                    place ->
                        place.workspace().businessName().toLowerCase(Locale.ROOT).contains(wanted))
                .map(place -> row(place, user, frame.words()))
                .toList(),
            mine.size(),
            mine.size() > SEARCHED,
            q.strip(),
            clock.instant()));
    return "workspaces/choose";
  }

  @GetMapping("/workspaces/new")
  String form(Frame frame, Model model) {
    return form(frame, model, "", Map.of());
  }

  /** A further business of a person who is signed in. */
  @PostMapping("/workspaces")
  String make(
      @RequestParam(name = "business", defaultValue = "") String typed,
      @RequestParam(defaultValue = "false") boolean agreement,
      Frame frame,
      Model model,
      RedirectAttributes next,
      HttpServletResponse response) {
    Words words = frame.words();
    String business = OneLine.of(typed);
    var errors = new LinkedHashMap<String, String>();
    if (business.isEmpty() || business.length() > 200) {
      errors.put("business", words.of("people.new.business.missing"));
    }
    if (!agreement) {
      errors.put("agreement", words.of("people.new.agreement.missing"));
    }
    if (!errors.isEmpty()) {
      response.setStatus(422);
      return form(frame, model, business, errors);
    }
    Workspace made = workspaces.open(SignedIn.current().orElseThrow(), business);
    next.addFlashAttribute(Frames.FLASH, words.of("people.done.made"));
    return "redirect:/w/" + made.slug() + "/overview";
  }

  /** Outside of {@code /w/…}, where roles that only read may change nothing: all may leave. */
  @PostMapping("/workspaces/{workspace}/leave")
  String leave(@PathVariable String workspace, Frame frame, RedirectAttributes next) {
    Member member = members.require(SignedIn.current().orElseThrow(), workspace).member();
    team.leave(member.workspaceId(), member.user());
    next.addFlashAttribute(Frames.FLASH, frame.words().of("people.done.left"));
    return "redirect:/workspaces";
  }

  private ChoiceView.Row row(Members.Belonging place, UserId user, Words words) {
    Workspace workspace = place.workspace();
    return new ChoiceView.Row(
        workspace.slug(),
        workspace.businessName(),
        workspace.timezone().getId() + " · " + workspace.currency(),
        words.of("people.role." + place.role().wire()),
        place.lastSeenAt(),
        team.mayLeave(workspace.id(), user));
  }

  private static String form(
      Frame frame, Model model, String business, Map<String, String> errors) {
    model.addAttribute("frame", frame);
    model.addAttribute("business", business);
    model.addAttribute("errors", errors);
    return "workspaces/new";
  }
}
