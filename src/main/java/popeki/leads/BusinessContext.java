package popeki.leads;

/**
 * What the workspace says of itself; trusted, unlike the messages.
 *
 * @param type the trade, such as {@code dental_clinic}; empty when not told
 * @param offers what it sells, in its own words
 * @param country ISO 3166 alpha-2; empty when not told
 * @param currency ISO 4217, of amounts that name none; empty falls back to the country's
 */
public record BusinessContext(String type, String offers, String country, String currency) {}
