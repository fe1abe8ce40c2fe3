package popeki.workspaces;

import static popeki.workspaces.Permission.ADMINISTER;
import static popeki.workspaces.Permission.MANAGE_PEOPLE;
import static popeki.workspaces.Permission.READ_MESSAGES;
import static popeki.workspaces.Permission.REVEAL_PHONES;
import static popeki.workspaces.Permission.SEE_FIGURES;
import static popeki.workspaces.Permission.WORK;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a person may see and do in a workspace: the one table that gate, controllers and the page
 * that tells it in words all read.
 */
public enum Role {
  OWNER(Set.of(Permission.values())),
  ADMIN(Set.of(SEE_FIGURES, READ_MESSAGES, REVEAL_PHONES, WORK, ADMINISTER, MANAGE_PEOPLE)),
  /** Answers conversations: sees people, changes stages and links, not the settings. */
  AGENT(Set.of(SEE_FIGURES, READ_MESSAGES, REVEAL_PHONES, WORK)),
  /** Reads figures; the people behind them stay masked. */
  ANALYST(Set.of(SEE_FIGURES)),
  /** As an analyst, for people of other firms: a name that says "only looks". */
  VIEWER(Set.of(SEE_FIGURES));

  /** Made by {@code Set.of}, so nothing changes it. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final Set<Permission> permissions;

  Role(Set<Permission> permissions) {
    this.permissions = permissions;
  }

  static Role of(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }

  /** A role as a form names it. */
  static Optional<Role> parse(String wire) {
    return Arrays.stream(values()).filter(role -> role.wire().equals(wire)).findFirst();
  }

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  public boolean may(Permission permission) {
    return permissions.contains(permission);
  }

  /** What of a person this role sees. */
  public Sight sight() {
    return new Sight(may(REVEAL_PHONES), may(READ_MESSAGES));
  }

  /** May change anything at all. */
  public boolean writes() {
    return may(WORK);
  }

  /** May change settings, keys, destinations and people. */
  public boolean administers() {
    return may(ADMINISTER);
  }
}
