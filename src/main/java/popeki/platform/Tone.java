package popeki.platform;

import java.util.Locale;

/** What a colour says. A badge or notice has a tone and always an icon and words beside it. */
public enum Tone {
  NEUTRAL,
  POSITIVE,
  WARNING,
  NEGATIVE,
  INFO,
  ACCENT;

  /** The suffix of the CSS class: {@code badge-positive}. */
  public String css() {
    return name().toLowerCase(Locale.ROOT);
  }
}
