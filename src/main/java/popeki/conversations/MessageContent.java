package popeki.conversations;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one message says, whoever wrote it and however it reached us.
 *
 * @param wamid the provider's id; opaque
 * @param typeName Meta's own word for the type, also when we don't know it
 * @param text what a person would read: body, caption, button or list title, emoji, new text of an
 *     edit; null when there is nothing to read
 * @param replyTo wamid of the quoted message
 * @param target wamid that a reaction, edit or revoke is about
 * @param groupId only in group chats
 */
record MessageContent(
    String wamid,
    MessageType type,
    String typeName,
    @Nullable String text,
    @Nullable Media media,
    @Nullable Referral referral,
    @Nullable String replyTo,
    boolean forwarded,
    @Nullable String target,
    @Nullable String groupId,
    List<Problem> problems) {

  /** A file at Meta, to be fetched by id within seven days. */
  record Media(
      String id,
      @Nullable String mimeType,
      @Nullable String sha256,
      @Nullable String filename,
      boolean voice) {}

  /** An error as Meta reports it, on a message, a status or an account. */
  record Problem(
      int code,
      @Nullable String title,
      @Nullable String message,
      @Nullable String details,
      @Nullable String href) {}

  /** The emoji was taken back. */
  boolean isRemovedReaction() {
    return type == MessageType.REACTION && text == null;
  }

  /**
   * May this message, from a customer, begin a conversation? A group chat is no lead. A welcome
   * request has no words, yet begins one when it carries the tapped ad, which is never said again.
   */
  boolean opensConversation() {
    if (groupId != null) {
      return false;
    }
    return type.opensConversation() || (type == MessageType.REQUEST_WELCOME && referral != null);
  }

  /** Logs get the type: not the words, and not the id, in which the phone number is legible. */
  @Override
  public String toString() {
    return "MessageContent[" + type + "]";
  }
}
