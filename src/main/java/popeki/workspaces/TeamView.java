package popeki.workspaces;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import popeki.platform.Words;

/** What the team page shows. */
public final class TeamView {
  private TeamView() {}

  /**
   * The page.
   *
   * @param manages whether this person may invite, change and remove
   * @param ownership null for those who cannot make an owner
   */
  public record Page(
      boolean manages,
      List<Person> people,
      List<Pending> pending,
      Invite invite,
      @Nullable Ownership ownership,
      RoleTable roles,
      boolean mailLeaves,
      Instant now) {}

  /**
   * A member. Address and last visit are shown to those who manage people, and to oneself.
   *
   * @param choices the roles this person can be given here; empty when none
   */
  public record Person(
      String id,
      String name,
      @Nullable String email,
      String roleWord,
      String role,
      boolean me,
      Instant joinedAt,
      @Nullable Instant lastSeenAt,
      boolean secondFactor,
      List<Choice> choices,
      boolean removable) {}

  /** An invitation that waits. */
  public record Pending(
      String id,
      String email,
      String roleWord,
      @Nullable String by,
      Instant sentAt,
      boolean expired) {}

  /** The form that invites, with what was typed. */
  public record Invite(String email, @Nullable String error, List<Choice> roles) {}

  /** The form that makes an owner; it asks for a code where a second factor is on. */
  public record Ownership(List<Choice> people, boolean secondFactor, @Nullable String error) {}

  /** Something to choose. */
  public record Choice(String value, String label, boolean selected) {}

  /** The table of what each role may, drawn from {@link Role} itself. */
  public record RoleTable(List<RoleColumn> roles, List<RightRow> rights) {
    static RoleTable of(Words words) {
      return new RoleTable(
          Arrays.stream(Role.values())
              .map(
                  role ->
                      new RoleColumn(
                          words.of("people.role." + role.wire()),
                          words.of("people.sees." + role.wire())))
              .toList(),
          Arrays.stream(Permission.values())
              .map(
                  right ->
                      new RightRow(
                          words.of("people.may." + right.wire()),
                          Arrays.stream(Role.values()).map(role -> role.may(right)).toList()))
              .toList());
    }
  }

  /** A role in words. */
  public record RoleColumn(String word, String sees) {}

  /** A right, and for each role whether it has it. */
  public record RightRow(String word, List<Boolean> has) {}

  /**
   * The page of an invitation.
   *
   * @param state whom the page meets
   * @param other the address of who is signed in, when it is another
   */
  public record Invited(
      String path,
      String inviter,
      String business,
      String role,
      String sees,
      String email,
      Meets state,
      @Nullable String other,
      String name,
      java.util.Map<String, String> errors) {}

  /** Whom the page of an invitation meets. */
  public enum Meets {
    /** Signed in with the invited address. */
    INVITED,
    /** Signed in as somebody else. */
    SOMEBODY_ELSE,
    /** Not signed in; the address has an account. */
    KNOWN,
    /** The address has no account yet. */
    NEW
  }
}
