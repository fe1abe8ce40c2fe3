package popeki.conversations;

import java.time.Instant;
import popeki.kernel.ContactId;
import popeki.kernel.ConversationId;
import popeki.kernel.NumberId;
import popeki.kernel.WorkspaceId;

/** A conversation began. Published in the transaction that stored it, before its first message. */
public record ConversationStarted(
    WorkspaceId workspace,
    ConversationId conversation,
    ContactId contact,
    NumberId number,
    Instant startedAt) {}
