package popeki.leads;

import java.math.BigDecimal;

/**
 * The most the lead says they can or will spend, in their units (per month stays per month).
 *
 * @param amount in whole units: 650 mil is 650000
 * @param currency ISO 4217
 * @param text the amount as written
 */
public record Budget(BigDecimal amount, String currency, String text) {}
