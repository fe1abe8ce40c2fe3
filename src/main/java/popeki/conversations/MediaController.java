package popeki.conversations;

import jakarta.servlet.http.HttpServletResponse;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import popeki.connections.MediaFiles;
import popeki.platform.ApiProblem;
import popeki.platform.Shell;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.Member;
import popeki.workspaces.Permission;

/** A file that came with a message, passed on from Meta to whoever may read messages. */
@Controller
@RequestMapping("/w/{workspace}/conversations/media")
class MediaController {
  /** A stranger made this file: it shows itself and does nothing else. */
  private static final String POLICY =
      "default-src 'none'; img-src 'self'; media-src 'self'; frame-ancestors 'none'";

  private final AttachmentRepository attachments;
  private final MediaFiles files;
  private final WorkspaceTx tx;

  MediaController(AttachmentRepository attachments, MediaFiles files, WorkspaceTx tx) {
    this.attachments = attachments;
    this.files = files;
    this.tx = tx;
  }

  /** The file itself, or a page that says why it is not there and what to do. */
  @GetMapping("/{message}")
  Object show(
      Member member,
      Shell shell,
      Model model,
      @PathVariable UUID message,
      HttpServletResponse response) {
    if (!member.role().may(Permission.READ_MESSAGES)) {
      throw ApiProblem.forbidden("messages_hidden", "Your role does not see what people wrote.");
    }
    Attachment attachment =
        tx.in(member.workspaceId(), () -> attachments.find(member.workspaceId(), message))
            .orElseThrow(() -> ApiProblem.notFound("file"));
    return switch (files.fetch(
        member.workspaceId(),
        attachment.number(),
        attachment.mediaId(),
        attachment.mimeType(),
        attachment.sentAt())) {
      case MediaFiles.Fetched.Here here -> file(here);
      case MediaFiles.Fetched.NotHere not -> {
        response.setStatus(status(not.reason()));
        model.addAttribute("shell", shell);
        model.addAttribute("attachment", view(shell, attachment));
        model.addAttribute("reason", not.reason());
        model.addAttribute(
            "numberHref", shell.path("settings/numbers/" + attachment.number().value()));
        model.addAttribute(
            "backHref", shell.path("conversations/" + attachment.conversation().value()));
        yield "conversations/media";
      }
    };
  }

  private static ResponseEntity<byte[]> file(MediaFiles.Fetched.Here here) {
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType(here.served().type()))
        .header(HttpHeaders.CONTENT_DISPOSITION, here.served().disposition())
        .header("Content-Security-Policy", POLICY)
        .header("Cross-Origin-Resource-Policy", "same-origin")
        .body(here.bytes());
  }

  private ConversationView.Media view(Shell shell, Attachment attachment) {
    return ConversationPages.media(
        attachment, shell.words(), shell.path(""), files.stillThere(attachment.sentAt()));
  }

  private static int status(String reason) {
    return switch (reason) {
      case "too_old", "gone" -> 410;
      case "no_token", "reconnect", "no_permission", "too_large" -> 409;
      case "busy", "away" -> 503;
      default -> 502;
    };
  }
}
