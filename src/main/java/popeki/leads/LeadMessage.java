package popeki.leads;

/**
 * One message of the conversation, as typed.
 *
 * @param n its number in the conversation, from 1; quotes point at it
 */
public record LeadMessage(int n, From from, String text) {

  /** Who wrote it: the person, or the business. */
  public enum From {
    LEAD,
    BUSINESS
  }
}
