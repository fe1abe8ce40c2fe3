package popeki.leads;

import java.util.Locale;

/**
 * The closed list of things a reader may notice. Each has fixed points in {@link LeadScorer}; a
 * reader names the code and quotes the words, it never names points.
 */
public enum SignalCode {
  ASKS_PRICE,
  ASKS_AVAILABILITY,
  ASKS_DETAILS,
  WANTS_TO_BOOK,
  NAMES_A_TIME,
  ASKS_HOW_TO_PAY,
  READY_TO_BUY,
  MAKES_AN_OFFER,
  MEANS_IN_HAND,
  EMERGENCY,
  NOT_NOW,
  MUST_ASK_SOMEONE,
  PRICE_OBJECTION,
  GAVE_UP,
  VAGUE,
  ALREADY_A_CUSTOMER,
  RESCHEDULES,
  RENEWS,
  REPORTS_A_PROBLEM,
  ASKS_REFUND,
  ASKS_FOR_ORDER,
  SEEKS_WORK,
  SELLS_TO_US,
  SCAM,
  WRONG_NUMBER,
  COMPETITOR,
  TRIES_TO_STEER;

  /** The name in the API and in the AI schema, such as {@code asks_price}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
