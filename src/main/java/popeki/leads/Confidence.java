package popeki.leads;

import java.util.Locale;

/** How sure a reader is of its reading. */
public enum Confidence {
  LOW,
  MEDIUM,
  HIGH;

  /** The name in the API and in the AI schema, such as {@code low}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
