package popeki.conversions;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import popeki.kernel.ConversionId;
import popeki.kernel.Money;

/**
 * One conversion as the conversation's page shows it.
 *
 * @param status pending, sent, held, expired, rejected, failed or cancelled
 * @param reason its code, or null when there is nothing to explain
 * @param event the event as Meta got it, or as it would get it now; null when nothing may be said
 *     about the person
 * @param went {@code event} is what went; otherwise it is what would
 */
public record DeliveryView(
    ConversionId id,
    String stage,
    String eventName,
    String eventId,
    String status,
    @Nullable String reason,
    @Nullable Money value,
    int attempts,
    Instant occurredAt,
    @Nullable Instant sentAt,
    @Nullable String event,
    boolean went,
    boolean canRetry) {}
