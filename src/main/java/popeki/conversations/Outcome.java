package popeki.conversations;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Money;

/**
 * Something that was reported of a conversation.
 *
 * @param ordinal counts the outcomes of the conversation from 1
 * @param externalId the reporter's own id; the same one again changes nothing
 * @param actorType user, api_key, key_phrase or score
 */
record Outcome(
    UUID id,
    int ordinal,
    OutcomeKind kind,
    @Nullable Money value,
    Instant occurredAt,
    @Nullable String externalId,
    String actorType,
    @Nullable String actorName) {}
