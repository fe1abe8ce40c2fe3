package popeki.ads;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An ad with all that is known of it.
 *
 * @param wantedAt when a conversation first named it
 * @param learntAt when Meta last told of it
 * @param refusal why Meta does not, as the keys of words have it
 */
record AdDetail(
    Ad ad,
    @Nullable String accountId,
    @Nullable String accountName,
    @Nullable String status,
    @Nullable String headline,
    @Nullable String objective,
    boolean pictured,
    @Nullable Instant wantedAt,
    @Nullable Instant learntAt,
    @Nullable String refusal) {}
