package popeki.links;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import popeki.kernel.ClickId;
import popeki.kernel.ConversationId;
import popeki.kernel.LinkId;

/**
 * A counted visit, as far as it says who may have come from it.
 *
 * @param coded a reference code was made for it
 * @param country two letters; null when unknown or withheld
 * @param conversation the one that told its code; null when none did
 */
public record VisitSeen(
    ClickId id,
    LinkId link,
    Instant at,
    boolean coded,
    boolean gpc,
    boolean desktop,
    @Nullable String country,
    @Nullable ConversationId conversation) {}
