package popeki.conversations;

import java.time.Instant;
import popeki.kernel.ConversationId;
import popeki.kernel.WorkspaceId;

/** An older message came late, so the conversation began earlier than it was counted. */
public record ConversationRedated(
    WorkspaceId workspace, ConversationId conversation, Instant startedAt) {}
