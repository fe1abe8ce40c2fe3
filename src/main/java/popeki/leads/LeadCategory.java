package popeki.leads;

import java.util.Locale;

/**
 * What kind of conversation this is, each with the range its score may take. The order is the order
 * of decision in the label guide: the first that fits wins.
 */
public enum LeadCategory {
  SPAM(0, 10),
  JOB_SEEKER(0, 15),
  SUPPORT(0, 35),
  EXISTING_CUSTOMER(10, 60),
  OTHER(0, 25),
  HOT(75, 100),
  WARM(45, 79),
  COLD(10, 44);

  private static final int RENEWAL_LOWEST = 30;
  private static final int RENEWAL_HIGHEST = 85;

  private final int lowest;
  private final int highest;

  LeadCategory(int lowest, int highest) {
    this.lowest = lowest;
    this.highest = highest;
  }

  /** The name in the API and in the AI schema, such as {@code job_seeker}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The least score of this category; a customer who renews starts higher. */
  public int lowest(LeadIntent intent) {
    return renews(intent) ? RENEWAL_LOWEST : lowest;
  }

  /** The greatest score of this category; a customer who renews may reach higher. */
  public int highest(LeadIntent intent) {
    return renews(intent) ? RENEWAL_HIGHEST : highest;
  }

  /** Whether a salesperson should see it: hot, warm or cold. */
  public boolean isLead() {
    return this == HOT || this == WARM || this == COLD;
  }

  private boolean renews(LeadIntent intent) {
    return this == EXISTING_CUSTOMER && intent == LeadIntent.RENEWAL_UPSELL;
  }
}
