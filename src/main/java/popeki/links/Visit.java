package popeki.links;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a request for a link said.
 *
 * @param country where the address is, in two letters
 * @param query as received, still encoded
 * @param gpc whether it carried {@code Sec-GPC: 1}
 */
record Visit(
    Instant at,
    String ip,
    @Nullable String country,
    @Nullable String query,
    boolean gpc,
    RequestFacts facts) {}
