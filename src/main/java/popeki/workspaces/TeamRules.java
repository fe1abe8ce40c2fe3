package popeki.workspaces;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;
import popeki.kernel.UserId;

/**
 * Who may change whose place in a team. There is always an owner; owners are made by handing
 * ownership on and by nothing else; nobody can raise themselves, since only the role above all
 * others is above those who may change roles.
 */
@Pure
final class TeamRules {
  /** Why a change is refused. */
  enum Objection {
    NOT_A_MEMBER(404, "not_found", "There is no such person in this workspace."),
    NOT_ALLOWED(
        403,
        "people_not_managed",
        "Only owners and administrators invite people and change what they may do. Nothing was"
            + " changed."),
    OWNERS_ONLY(
        403, "owners_only", "Only an owner changes or removes an owner. Nothing was changed."),
    ONLY_TRANSFERRED(
        422,
        "ownership_is_transferred",
        "An owner is made under Ownership, with the password of an owner. Nothing was changed."),
    LAST_OWNER(
        422,
        "last_owner",
        "This is the only owner, and a workspace needs one. Make somebody else an owner first,"
            + " under Settings, Team."),
    ALREADY_OWNER(422, "already_owner", "This person is an owner already. Nothing was changed.");

    private final int status;
    private final String code;
    private final String detail;

    Objection(int status, String code, String detail) {
      this.status = status;
      this.code = code;
      this.detail = detail;
    }

    int status() {
      return status;
    }

    String code() {
      return code;
    }

    String detail() {
      return detail;
    }
  }

  private TeamRules() {}

  /** Giving somebody another role. */
  static Optional<Objection> toRole(Map<UserId, Role> team, UserId actor, UserId whom, Role to) {
    return first(
        managing(team, actor, whom),
        to == Role.OWNER ? Objection.ONLY_TRANSFERRED : null,
        to == team.get(whom) ? null : leaving(team, whom));
  }

  /** Taking somebody out. */
  static Optional<Objection> toRemoval(Map<UserId, Role> team, UserId actor, UserId whom) {
    return first(managing(team, actor, whom), leaving(team, whom), null);
  }

  /** Going oneself, whatever the role. */
  static Optional<Objection> toLeaving(Map<UserId, Role> team, UserId who) {
    return first(team.containsKey(who) ? null : Objection.NOT_A_MEMBER, leaving(team, who), null);
  }

  /** Making somebody an owner. */
  static Optional<Objection> toOwnership(Map<UserId, Role> team, UserId owner, UserId whom) {
    Role mine = team.get(owner);
    Role theirs = team.get(whom);
    return first(
        mine != null && mine.may(Permission.MANAGE_OWNERS) ? null : Objection.OWNERS_ONLY,
        theirs == null ? Objection.NOT_A_MEMBER : null,
        theirs == Role.OWNER ? Objection.ALREADY_OWNER : null);
  }

  private static @Nullable Objection managing(Map<UserId, Role> team, UserId actor, UserId whom) {
    Role mine = team.get(actor);
    Role theirs = team.get(whom);
    if (mine == null || !mine.may(Permission.MANAGE_PEOPLE)) {
      return Objection.NOT_ALLOWED;
    }
    if (theirs == null) {
      return Objection.NOT_A_MEMBER;
    }
    return theirs == Role.OWNER && !mine.may(Permission.MANAGE_OWNERS)
        ? Objection.OWNERS_ONLY
        : null;
  }

  private static @Nullable Objection leaving(Map<UserId, Role> team, UserId who) {
    boolean lastOwner =
        team.get(who) == Role.OWNER
            && team.values().stream().filter(role -> role == Role.OWNER).count() == 1;
    return lastOwner ? Objection.LAST_OWNER : null;
  }

  private static Optional<Objection> first(@Nullable Objection... objections) {
    for (var objection : objections) {
      if (objection != null) {
        return Optional.of(objection);
      }
    }
    return Optional.empty();
  }
}
