package popeki.conversations;

import java.util.Locale;

/** How far a conversation has come. A workspace's own stages map onto these six. */
public enum Stage {
  NEW,
  CONTACTED,
  QUALIFIED,
  QUOTED,
  WON,
  LOST;

  /** As the API and the database spell it. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Nothing more is expected: the next ad click begins a new conversation. */
  public boolean isClosed() {
    return this == WON || this == LOST;
  }
}
