package popeki.ads;

import org.jspecify.annotations.Nullable;

/**
 * An ad account that a token can read.
 *
 * @param accountId digits, without {@code act_}
 * @param status Meta's number: 1 is active
 */
record FoundAccount(
    String accountId, String name, String currency, String timezone, @Nullable Integer status) {}
