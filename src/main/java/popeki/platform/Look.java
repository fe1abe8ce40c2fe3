package popeki.platform;

import java.io.Serializable;

/**
 * How a person wants pages to look. Kept with the account and, from sign-in on, in the session,
 * where the frame of a page finds it without asking anyone; a stranger's pages follow the system.
 *
 * @param compact rows of 36 px instead of 44
 */
public record Look(Theme theme, boolean compact) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The session attribute that holds it. */
  public static final String ATTRIBUTE = "popeki.look";

  public static final Look SYSTEM = new Look(Theme.SYSTEM, false);

  public Look with(Theme other) {
    return new Look(other, compact);
  }

  public Look withCompact(boolean rows) {
    return new Look(theme, rows);
  }
}
