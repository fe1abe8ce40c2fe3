package popeki.leads;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import popeki.kernel.ConversationId;
import popeki.platform.ApiProblem;
import popeki.platform.Audit;
import popeki.platform.Frames;
import popeki.platform.Shell;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.Member;

/** Takes a person's disagreement with a score, from the panel beside the conversation. */
@Controller
class LeadController {
  private static final int LONGEST_REASON = 500;

  private final Leads leads;
  private final Audit audit;
  private final WorkspaceTx tx;

  LeadController(Leads leads, Audit audit, WorkspaceTx tx) {
    this.leads = leads;
    this.audit = audit;
    this.tx = tx;
  }

  /** Sets category and score by hand. */
  @PostMapping("/w/{workspace}/conversations/{id}/lead")
  String disagree(
      Member member,
      Shell shell,
      RedirectAttributes redirect,
      @PathVariable UUID id,
      @RequestParam String category,
      @RequestParam(defaultValue = "") String score,
      @RequestParam(defaultValue = "") String reason) {
    String why = reason.strip();
    if (why.isEmpty() || why.length() > LONGEST_REASON) {
      throw ApiProblem.invalid("reason", "must say why, in 1 to 500 characters");
    }
    Correction correction = Correction.ofForm(category, score);
    tx.run(
        member.workspaceId(),
        () -> {
          leads.correct(
              member.workspaceId(), new ConversationId(id), correction, member.actor(), why);
          audit.append(
              member.workspaceId(),
              member.actor(),
              "conversation.corrected",
              id.toString(),
              Map.of("fields", List.of("lead")));
        });
    redirect.addFlashAttribute(Frames.FLASH, shell.words().of("leads.done"));
    return "redirect:" + shell.path("conversations/" + id);
  }
}
