package popeki.conversations;

import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import popeki.kernel.ConversationId;
import popeki.platform.Frames;
import popeki.platform.Shell;
import popeki.workspaces.Member;

/** Forms of tags, notes and saved views; each leads back to the page it stands on. */
@Controller
@RequestMapping("/w/{workspace}/conversations")
class ConversationWorkController {
  private final ConversationWork work;

  ConversationWorkController(ConversationWork work) {
    this.work = work;
  }

  @PostMapping("/{id}/tags")
  String tag(
      Member member,
      Shell shell,
      RedirectAttributes next,
      @PathVariable UUID id,
      @RequestParam String tag) {
    Optional<String> refusal = work.tag(WorkAuthor.of(member), new ConversationId(id), tag);
    refusal.ifPresent(
        why -> {
          next.addFlashAttribute("tagTyped", tag);
          next.addFlashAttribute(
              "tagProblem", shell.words().of("conversations.tag.refused." + why));
        });
    return one(shell, id);
  }

  @PostMapping("/{id}/tags/remove")
  String untag(Member member, Shell shell, @PathVariable UUID id, @RequestParam String tag) {
    work.untag(WorkAuthor.of(member), new ConversationId(id), tag);
    return one(shell, id);
  }

  @PostMapping("/{id}/notes")
  String write(Member member, Shell shell, @PathVariable UUID id, @RequestParam String text) {
    work.write(WorkAuthor.of(member), new ConversationId(id), text);
    return one(shell, id) + "#notes";
  }

  @PostMapping("/{id}/notes/{note}")
  String rewrite(
      Member member,
      Shell shell,
      @PathVariable UUID id,
      @PathVariable UUID note,
      @RequestParam String text) {
    work.rewrite(member, new ConversationId(id), note, text);
    return one(shell, id) + "#notes";
  }

  @PostMapping("/{id}/notes/{note}/remove")
  String erase(Member member, Shell shell, @PathVariable UUID id, @PathVariable UUID note) {
    work.erase(member, new ConversationId(id), note);
    return one(shell, id) + "#notes";
  }

  @PostMapping("/views")
  String saveView(
      Member member,
      Shell shell,
      RedirectAttributes next,
      @RequestParam String name,
      @RequestParam String query,
      @RequestParam(required = false, defaultValue = "false") boolean shared) {
    work.saveView(member, name, query, shared);
    next.addFlashAttribute(Frames.FLASH, shell.words().of("conversations.view.saved"));
    return "redirect:" + ConversationUrl.ofQuery(shell.path("conversations"), query).href();
  }

  @PostMapping("/views/{view}/remove")
  String removeView(Member member, Shell shell, RedirectAttributes next, @PathVariable UUID view) {
    work.removeView(member, view);
    next.addFlashAttribute(Frames.FLASH, shell.words().of("conversations.view.removed"));
    return "redirect:" + shell.path("conversations");
  }

  private static String one(Shell shell, UUID id) {
    return "redirect:" + shell.path("conversations/" + id);
  }
}
