package popeki.conversations;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import popeki.kernel.ConversationId;
import popeki.kernel.NumberId;

/**
 * A file that came with a message. Meta has it for a week; here is only how to ask for it.
 *
 * @param mediaId Meta's id of the file
 * @param type of the message: {@code image}, {@code audio} …
 * @param voice spoken into the phone, not a sound file
 */
record Attachment(
    UUID message,
    ConversationId conversation,
    NumberId number,
    String mediaId,
    @Nullable String mimeType,
    String type,
    boolean voice,
    Instant sentAt) {

  /** The end of the key of its word. */
  String kind() {
    return voice || type.equals("voice") ? "voice" : type;
  }
}
