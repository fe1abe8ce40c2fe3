package popeki.platform;

import java.util.Locale;

/** How sure we are of a source. Shown as a shape and a word, never as a colour alone. */
public enum Certainty {
  CERTAIN,
  LIKELY,
  UNATTRIBUTED;

  public String css() {
    return name().toLowerCase(Locale.ROOT);
  }
}
