package popeki.conversations;

import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import popeki.platform.Audit;
import popeki.platform.Shell;
import popeki.workspaces.Member;

/** The list that is looked at, as a file; that it left is logged, as a look at a number is. */
@Controller
class ConversationFileController {
  private final ConversationLists lists;
  private final ConversationFile files;
  private final ConversationPages pages;
  private final Audit audit;

  ConversationFileController(
      ConversationLists lists, ConversationFile files, ConversationPages pages, Audit audit) {
    this.lists = lists;
    this.files = files;
    this.pages = pages;
    this.audit = audit;
  }

  @GetMapping("/w/{workspace}/conversations.csv")
  ResponseEntity<String> file(Member member, Shell shell, @RequestParam Map<String, String> given) {
    var url = ConversationUrl.parse(shell.path("conversations"), given);
    ConversationRepository.Filter filter = lists.filter(member, url);
    ConversationFile.Made made = files.make(member.workspaceId(), filter, false);
    audit.append(
        member.workspaceId(),
        member.actor(),
        "conversations.exported",
        null,
        Map.of("conversations", made.lines()));
    return ConversationFile.answer(
        member.workspace().slug(),
        url.period(ConversationPages.zone(member), pages.now()),
        made.text());
  }
}
