package popeki.connections;

import org.jspecify.annotations.Nullable;

/**
 * A number that a token shows.
 *
 * @param name as customers see it
 * @param quality Meta's word: {@code GREEN}, {@code YELLOW}, {@code RED}
 * @param status Meta's word: {@code CONNECTED}, {@code PENDING} …
 */
record FoundNumber(
    String phoneNumberId,
    String wabaId,
    String display,
    @Nullable String name,
    @Nullable String quality,
    @Nullable String status) {}
