package popeki.conversations;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import popeki.kernel.ContactId;
import popeki.kernel.NumberId;

/**
 * How a conversation began.
 *
 * @param country ISO 3166-1 alpha-2, of the person; null when unknown
 */
public record Beginning(
    ContactId contact, NumberId number, Instant startedAt, @Nullable String country) {}
