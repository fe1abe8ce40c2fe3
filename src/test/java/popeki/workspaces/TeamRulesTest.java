package popeki.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import popeki.accounts.EmailAddress;
import popeki.kernel.UserId;
import popeki.kernel.WorkspaceId;

class TeamRulesTest {
  private static final UserId ACTOR = new UserId(new UUID(0, 1));
  private static final UserId OTHER = new UserId(new UUID(0, 2));
  private static final UserId THIRD = new UserId(new UUID(0, 3));
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    // actor, other, to, objection; a third person is an owner, so nobody is the last one
    "OWNER, VIEWER, ADMIN,",
    "OWNER, OWNER, ADMIN,",
    "OWNER, ADMIN, OWNER, ONLY_TRANSFERRED",
    "ADMIN, VIEWER, ADMIN,",
    "ADMIN, ADMIN, VIEWER,",
    "ADMIN, OWNER, VIEWER, OWNERS_ONLY",
    "ADMIN, ADMIN, OWNER, ONLY_TRANSFERRED",
    "AGENT, VIEWER, ANALYST, NOT_ALLOWED",
    "ANALYST, VIEWER, ANALYST, NOT_ALLOWED",
    "VIEWER, VIEWER, AGENT, NOT_ALLOWED"
  })
  void says_who_may_give_whom_which_role(
      Role actor, Role other, Role to, TeamRules.@Nullable Objection objection) {
    var team = Map.of(ACTOR, actor, OTHER, other, THIRD, Role.OWNER);
    assertThat(TeamRules.toRole(team, ACTOR, OTHER, to)).isEqualTo(Optional.ofNullable(objection));
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void lets_nobody_raise_themselves(Role mine) {
    var team = Map.of(ACTOR, mine, THIRD, Role.OWNER);
    for (Role to : Role.values()) {
      boolean more = false;
      for (Permission permission : Permission.values()) {
        more |= to.may(permission) && !mine.may(permission);
      }
      if (more) {
        assertThat(TeamRules.toRole(team, ACTOR, ACTOR, to)).as(mine + " to " + to).isPresent();
      }
    }
  }

  @Test
  void keeps_the_last_owner() {
    var alone = Map.of(ACTOR, Role.OWNER, OTHER, Role.ADMIN);
    var last = Optional.of(TeamRules.Objection.LAST_OWNER);
    assertThat(TeamRules.toRole(alone, ACTOR, ACTOR, Role.ADMIN)).isEqualTo(last);
    assertThat(TeamRules.toRemoval(alone, ACTOR, ACTOR)).isEqualTo(last);
    assertThat(TeamRules.toLeaving(alone, ACTOR)).isEqualTo(last);
    assertThat(TeamRules.toLeaving(alone, OTHER)).isEmpty();
    var two = Map.of(ACTOR, Role.OWNER, OTHER, Role.OWNER);
    assertThat(TeamRules.toLeaving(two, ACTOR)).isEmpty();
    assertThat(TeamRules.toRemoval(two, ACTOR, OTHER)).isEmpty();
  }

  @Test
  void lets_only_owners_make_owners() {
    var team = Map.of(ACTOR, Role.ADMIN, OTHER, Role.VIEWER, THIRD, Role.OWNER);
    assertThat(TeamRules.toOwnership(team, ACTOR, OTHER)).contains(TeamRules.Objection.OWNERS_ONLY);
    assertThat(TeamRules.toOwnership(team, THIRD, OTHER)).isEmpty();
    assertThat(TeamRules.toOwnership(team, THIRD, THIRD))
        .contains(TeamRules.Objection.ALREADY_OWNER);
    assertThat(TeamRules.toOwnership(team, THIRD, new UserId(new UUID(0, 9))))
        .contains(TeamRules.Objection.NOT_A_MEMBER);
  }

  @Test
  void bounds_the_mails_that_an_invitation_causes() {
    var none = new InvitationRules.Sent(0, 0);
    assertThat(InvitationRules.toSending(null, none, NOW)).isEmpty();
    assertThat(InvitationRules.toSending(null, new InvitationRules.Sent(19, 59), NOW)).isEmpty();
    assertThat(InvitationRules.toSending(null, new InvitationRules.Sent(20, 0), NOW))
        .contains(InvitationRules.Objection.TOO_MANY_OPEN);
    assertThat(InvitationRules.toSending(null, new InvitationRules.Sent(0, 60), NOW))
        .contains(InvitationRules.Objection.TOO_MANY_TODAY);
    assertThat(InvitationRules.toSending(sent(Duration.ofSeconds(59), 1), none, NOW))
        .contains(InvitationRules.Objection.TOO_SOON);
    assertThat(InvitationRules.toSending(sent(Duration.ofMinutes(2), 4), none, NOW)).isEmpty();
    assertThat(InvitationRules.toSending(sent(Duration.ofMinutes(2), 5), none, NOW))
        .contains(InvitationRules.Objection.TOO_MANY_TO_ONE);
    assertThat(InvitationRules.toSending(sent(Duration.ofHours(25), 5), none, NOW)).isEmpty();
    assertThat(InvitationRules.sends(sent(Duration.ofHours(25), 5), NOW)).isEqualTo(1);
    assertThat(InvitationRules.sends(sent(Duration.ofHours(2), 3), NOW)).isEqualTo(4);
  }

  private static Invitation sent(Duration ago, int sends) {
    Instant at = NOW.minus(ago);
    return new Invitation(
        new WorkspaceId(new UUID(0, 7)),
        new UUID(0, 8),
        new EmailAddress("ana@example.com"),
        Role.AGENT,
        ACTOR,
        at,
        at,
        at.plus(InvitationRules.VALID),
        null,
        sends);
  }
}
