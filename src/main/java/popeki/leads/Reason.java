package popeki.leads;

import org.jspecify.annotations.Nullable;

/**
 * One part of a score: {@code +6 "Names a budget", "até 650 mil", message 2}.
 *
 * @param quote the lead's literal words, or null where the reason is the category itself
 * @param messageNumber the quoted message, or 0 without a quote
 */
public record Reason(int points, String words, @Nullable String quote, int messageNumber) {}
