package popeki.conversations;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import popeki.kernel.ContactId;
import popeki.kernel.ConversationId;
import popeki.kernel.MessageId;
import popeki.kernel.NumberId;
import popeki.kernel.WorkspaceId;

/**
 * A person wrote, live. Published once for each wamid, in the transaction that stored the message.
 *
 * @param text the words of any type of message (caption, button title …); null when it has none
 * @param suppressed the contact opted out, was erased or restricted: store, but do not process
 */
public record MessageReceived(
    WorkspaceId workspace,
    ConversationId conversation,
    ContactId contact,
    NumberId number,
    MessageId message,
    String wamid,
    Instant sentAt,
    @Nullable String text,
    @Nullable Referral referral,
    boolean suppressed) {}
