package popeki.workspaces;

import java.util.Locale;

/** What a person may do in a workspace. */
public enum Role {
  OWNER(true, true),
  ADMIN(true, true),
  /** Reads figures; the people behind them stay masked. */
  ANALYST(false, false),
  /** Answers conversations: sees people, changes stages and links, not the settings. */
  AGENT(true, false),
  VIEWER(false, false);

  private final boolean writes;
  private final boolean administers;

  Role(boolean writes, boolean administers) {
    this.writes = writes;
    this.administers = administers;
  }

  static Role of(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What of a person this role sees. */
  public Sight sight() {
    return switch (this) {
      case OWNER, ADMIN, AGENT -> Sight.ALL;
      case ANALYST, VIEWER -> Sight.MASKED;
    };
  }

  /** May change anything at all. */
  public boolean writes() {
    return writes;
  }

  /** May change settings, keys, destinations and people. */
  public boolean administers() {
    return administers;
  }
}
