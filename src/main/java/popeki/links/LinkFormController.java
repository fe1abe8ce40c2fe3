package popeki.links;

import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import popeki.kernel.LinkId;
import popeki.platform.ApiProblem;
import popeki.platform.Frames;
import popeki.platform.Shell;
import popeki.platform.Throttle;
import popeki.workspaces.Member;

/** Making and changing links, by forms that work without script. */
@Controller
@RequestMapping("/w/{workspace}/links")
class LinkFormController {
  /** How often a person may ask whether a slug is free; beyond, the preview goes on without it. */
  private static final Throttle.Limit LOOK_UPS =
      new Throttle.Limit("slug_look_ups", 120, Duration.ofMinutes(1));

  private final Links links;
  private final LinkEditor editor;
  private final LinkForms forms;
  private final Throttle throttle;

  LinkFormController(Links links, LinkEditor editor, LinkForms forms, Throttle throttle) {
    this.links = links;
    this.editor = editor;
    this.forms = forms;
    this.throttle = throttle;
  }

  @GetMapping("/new")
  String draft(Member member, Shell shell, Model model, @RequestParam Map<String, String> given) {
    return form(member, shell, model, null, given, Map.of());
  }

  @PostMapping
  String create(
      Member member,
      Shell shell,
      Model model,
      @RequestParam Map<String, String> form,
      RedirectAttributes redirect,
      HttpServletResponse response) {
    try {
      LinkDraft draft = LinkForm.draft(form, member.workspace().timezone());
      LinkSummary link = editor.create(member.workspaceId(), draft, member.actor());
      redirect.addFlashAttribute(Frames.FLASH, shell.words().of("links.made"));
      return "redirect:" + shell.path("links/" + link.id());
    } catch (ApiProblem problem) {
      response.setStatus(problem.status());
      return form(member, shell, model, null, form, LinkForms.errors(problem, shell.words()));
    }
  }

  /** Keeps nothing: what stands in the form, as it would look. With script, beside the form. */
  @PostMapping("/preview")
  String preview(
      Member member,
      Shell shell,
      Model model,
      @RequestParam Map<String, String> form,
      @RequestHeader(name = "HX-Request", required = false) @Nullable String fragment) {
    UUID id = LinkForm.id(form.get("id"));
    LinkSummary link = id == null ? null : find(member, id);
    if (fragment == null) {
      return form(member, shell, model, link, form, Map.of());
    }
    boolean looksUp = throttle.allow(LOOK_UPS, member.user().toString());
    model.addAttribute("w", shell.words());
    model.addAttribute("aside", forms.aside(member, shell, link, form, looksUp));
    return "links/_aside";
  }

  @GetMapping("/{id}/edit")
  String edit(Member member, Shell shell, Model model, @PathVariable UUID id) {
    LinkSummary link = find(member, id);
    var values = LinkForm.values(link, member.workspace().timezone());
    return form(member, shell, model, link, values, Map.of());
  }

  @PostMapping("/{id}")
  String change(
      Member member,
      Shell shell,
      Model model,
      @PathVariable UUID id,
      @RequestParam Map<String, String> form,
      RedirectAttributes redirect,
      HttpServletResponse response) {
    LinkSummary link = find(member, id);
    try {
      var fields = new HashMap<>(form);
      fields.remove("slug");
      LinkDraft draft = LinkForm.draft(fields, member.workspace().timezone());
      editor.change(member.workspaceId(), link.id(), draft, member.actor());
      redirect.addFlashAttribute(Frames.FLASH, shell.words().of("links.saved"));
      return "redirect:" + shell.path("links/" + id);
    } catch (ApiProblem problem) {
      response.setStatus(problem.status());
      return form(member, shell, model, link, form, LinkForms.errors(problem, shell.words()));
    }
  }

  @PostMapping("/{id}/pause")
  String pause(
      Member member,
      Shell shell,
      @PathVariable UUID id,
      @RequestParam(defaultValue = "true") boolean paused,
      RedirectAttributes redirect) {
    editor.pause(member.workspaceId(), new LinkId(id), paused, member.actor());
    redirect.addFlashAttribute(
        Frames.FLASH, shell.words().of(paused ? "links.paused.done" : "links.resumed.done"));
    return "redirect:" + shell.path("links/" + id);
  }

  @PostMapping("/{id}/archive")
  String archive(Member member, Shell shell, @PathVariable UUID id, RedirectAttributes redirect) {
    editor.archive(member.workspaceId(), new LinkId(id), member.actor());
    redirect.addFlashAttribute(Frames.FLASH, shell.words().of("links.archived.done"));
    return "redirect:" + shell.path("links");
  }

  private LinkSummary find(Member member, UUID id) {
    return links
        .link(member.workspaceId(), new LinkId(id))
        .orElseThrow(() -> ApiProblem.notFound("link"));
  }

  private String form(
      Member member,
      Shell shell,
      Model model,
      @Nullable LinkSummary link,
      Map<String, String> values,
      Map<String, String> errors) {
    model.addAttribute("shell", shell);
    model.addAttribute("form", forms.form(member, shell, link, values, errors));
    return "links/form";
  }
}
