package popeki.conversations;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What can be reported of a conversation, by a person, the API or the seller's words. */
public enum OutcomeKind {
  CONTACTED,
  QUALIFIED,
  QUOTED,
  WON,
  LOST,
  REOPENED,
  REFUNDED;

  /** As the API and the database spell it. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<OutcomeKind> of(String wireName) {
    return Arrays.stream(values()).filter(kind -> kind.wireName().equals(wireName)).findFirst();
  }
}
