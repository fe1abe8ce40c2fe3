package popeki.links;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import popeki.kernel.ClickId;
import popeki.kernel.ConversationId;
import popeki.kernel.LinkId;
import popeki.platform.Delta;

/**
 * A recorded visit, as the next step sees it.
 *
 * @param counted false for robots, previews, prefetches and double taps; a code may still come from
 *     one: a browser that prefetched the page shows the prefetched answer
 * @param credit what the visit counts for; the link's own source and campaign before the address
 *     line's
 * @param conversation the first conversation that redeemed it
 */
public record ClickSeen(
    ClickId id,
    LinkId link,
    Instant occurredAt,
    boolean counted,
    boolean gpc,
    @Nullable String code,
    Delta.Credit credit,
    Map<String, String> utm,
    Map<String, String> clickIds,
    Map<String, String> params,
    @Nullable String ip,
    @Nullable String userAgent,
    @Nullable ConversationId conversation) {}
