package popeki.workspaces;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What a business may have done with its contacts' data; each runs on an instruction of its own.
 */
public enum Purpose {
  /** Clicks, conversations and what started them: the service itself. Ends with the workspace. */
  ATTRIBUTION,
  /** Reading conversations to tell how likely a sale is. */
  LEAD_SCORING,
  /** Telling an ad platform about qualified leads and sales; switched where it is set up. */
  CONVERSION_DELIVERY;

  /** As the database, the API and the log have it. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Purpose> of(String wire) {
    return Arrays.stream(values()).filter(purpose -> purpose.wire().equals(wire)).findFirst();
  }

  /** Whether a switch alone turns it on and off. */
  boolean hasSwitch() {
    return this == LEAD_SCORING;
  }
}
