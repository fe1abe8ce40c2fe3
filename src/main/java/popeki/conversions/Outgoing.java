package popeki.conversions;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Money;

/**
 * A conversion as it stands in the ledger, ready to be judged and written down for Meta.
 *
 * @param eventName the name that the workspace chose
 * @param eventId the same for every attempt, so that Meta counts one
 * @param value of a sale; null for a qualified lead
 * @param route the way of the first attempt, which later ones keep; null before it
 */
record Outgoing(
    Stage stage,
    String eventName,
    String eventId,
    Instant occurredAt,
    @Nullable Money value,
    @Nullable Route route) {}
