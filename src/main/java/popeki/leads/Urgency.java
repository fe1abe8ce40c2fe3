package popeki.leads;

import java.util.Locale;

/**
 * How soon: {@code NOW} within a day or an emergency, {@code THIS_WEEK} up to seven days, {@code
 * LATER} beyond.
 */
public enum Urgency {
  NOW,
  THIS_WEEK,
  LATER,
  UNKNOWN;

  /** The name in the API and in the AI schema, such as {@code this_week}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
