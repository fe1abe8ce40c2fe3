package popeki.privacy;

import java.util.Set;

/** What may not be done with a person's data. Nothing held against them is {@link #NONE}. */
public record Suppression(boolean optedOut, boolean erased, boolean restricted) {
  public static final Suppression NONE = new Suppression(false, false, false);

  static Suppression of(Set<String> kinds) {
    return new Suppression(
        kinds.contains("opted_out"), kinds.contains("erased"), kinds.contains("restricted"));
  }

  /** No scoring and no sending. */
  public boolean stopsProcessing() {
    return optedOut || erased || restricted;
  }
}
