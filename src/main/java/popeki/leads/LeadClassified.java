package popeki.leads;

import java.time.Instant;
import popeki.kernel.ContactId;
import popeki.kernel.ConversationId;
import popeki.kernel.WorkspaceId;

/**
 * A conversation has a score, a new one or one set by a person. Published in the transaction that
 * stored it; a machine's answer beside a person's is not told.
 *
 * @param injectionSuspected the person tried to steer the label; do not act on it alone
 * @param leadMessages how many messages the person had written; one is little to act on
 */
public record LeadClassified(
    WorkspaceId workspace,
    ConversationId conversation,
    ContactId contact,
    int score,
    LeadCategory category,
    LeadIntent intent,
    boolean byPerson,
    boolean injectionSuspected,
    int leadMessages,
    Instant at) {}
