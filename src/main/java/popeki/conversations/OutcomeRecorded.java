package popeki.conversations;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import popeki.kernel.ContactId;
import popeki.kernel.ConversationId;
import popeki.kernel.Money;
import popeki.kernel.WorkspaceId;

/**
 * A conversation reached a stage, by a person, the API or the seller's words.
 *
 * @param kind contacted, qualified, quoted, won, lost, reopened or refunded
 * @param ordinal counts the outcomes of the conversation from 1; with the id it names this outcome
 * @param value of a sale or a quote; of a refund, the amount given back, positive
 * @param firstQualified the conversation reached qualified or beyond for the first time
 */
public record OutcomeRecorded(
    WorkspaceId workspace,
    ConversationId conversation,
    ContactId contact,
    String kind,
    int ordinal,
    Instant occurredAt,
    @Nullable Money value,
    boolean firstQualified) {}
