package popeki.leads;

/**
 * One thing noticed, with the lead's own words. {@code new Signal(ASKS_HOW_TO_PAY, 2, "me passa o
 * pix")}
 *
 * @param messageNumber the {@link LeadMessage#n()} of the quoted message
 * @param quote a literal piece of that message; a quote not found there is dropped
 */
public record Signal(SignalCode code, int messageNumber, String quote) {}
