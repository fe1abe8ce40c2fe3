package popeki.accounts;

import java.time.Instant;

/**
 * A session as its owner sees it.
 *
 * @param handle names it on the page; the session's id itself is never shown
 * @param network the address cut to /24 or /48
 * @param mine the one that looks
 */
public record SessionView(
    String handle, String device, String network, Instant since, Instant seen, boolean mine) {}
