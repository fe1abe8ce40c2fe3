package popeki.conversations;

import org.springframework.stereotype.Component;
import popeki.kernel.ConversationId;
import popeki.kernel.WorkspaceId;
import popeki.workspaces.Workspace;
import popeki.workspaces.Workspaces;

/** The seller's own words may say that a sale was made; an edit of them does not. */
@Component
class StageReader {
  private final Workspaces workspaces;
  private final Conversations conversations;

  StageReader(Workspaces workspaces, Conversations conversations) {
    this.workspaces = workspaces;
    this.conversations = conversations;
  }

  /** Says whether a message of the business moved its conversation; the same one moves it once. */
  boolean read(WorkspaceId id, MessageRepository.Message message) {
    ConversationId conversation = message.conversation();
    if (conversation == null
        || message.text() == null
        || message.type().equals(MessageType.EDIT.wireName())) {
      return false;
    }
    Workspace workspace = workspaces.get(id);
    return StageWords.read(message.text(), KeyPhrases.of(workspace), workspace.currency())
        .map(
            word ->
                conversations.record(
                    id,
                    conversation,
                    new Conversations.Report(
                        word.stage(),
                        word.value(),
                        message.sentAt(),
                        externalId(message),
                        "key_phrase",
                        word.by().phrase())))
        .orElse(false);
  }

  /** Under which a message's outcome is known, so that it counts once. */
  static String externalId(MessageRepository.Message message) {
    return "wamid:" + message.wamid();
  }
}
