package popeki.attribution;

import popeki.kernel.ConversationId;
import popeki.kernel.WorkspaceId;

/** A conversation's credit was decided, or decided anew. */
public record ConversationAttributed(
    WorkspaceId workspace, ConversationId conversation, String status, String method) {}
