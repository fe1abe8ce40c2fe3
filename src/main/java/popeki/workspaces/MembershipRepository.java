package popeki.workspaces;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.UserId;
import popeki.kernel.WorkspaceId;

/** Who belongs where, and as what. Directory tables. */
@Repository
class MembershipRepository {
  private final JdbcClient jdbc;

  /** Somebody somewhere. */
  record Membership(
      UserId user,
      WorkspaceId workspace,
      Role role,
      Instant joinedAt,
      @Nullable Instant lastSeenAt) {}

  /** Where somebody has been. */
  record Past(WorkspaceId workspace, Role role, Instant joinedAt, Instant leftAt) {}

  MembershipRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Joins a workspace; a role that the person already has stays. False when it stayed. */
  boolean join(UserId user, WorkspaceId workspace, Role role, Instant now) {
    return jdbc.sql(
                """
                insert into workspaces.membership (user_id, workspace_id, role, created_at)
                values (:user, :ws, :role, :now) on conflict do nothing\
                """)
            .param("user", user.value())
            .param("ws", workspace.value())
            .param("role", role.wire())
            .param("now", now.atOffset(ZoneOffset.UTC))
            .update()
        == 1;
  }

  /** The workspaces of a person, in the order of joining. */
  List<Membership> membershipsOf(UserId user) {
    return jdbc.sql(
            """
            select user_id, workspace_id, role, created_at, last_seen_at from workspaces.membership
            where user_id = :user order by created_at, workspace_id\
            """)
        .param("user", user.value())
        .query((row, index) -> membership(row))
        .list();
  }

  /** The people of a workspace, in the order of joining. */
  List<Membership> membersOf(WorkspaceId workspace) {
    return jdbc.sql(
            """
            select user_id, workspace_id, role, created_at, last_seen_at from workspaces.membership
            where workspace_id = :ws order by created_at, user_id\
            """)
        .param("ws", workspace.value())
        .query((row, index) -> membership(row))
        .list();
  }

  /** Everyone's role, with nobody else changing any until the transaction is over. */
  Map<UserId, Role> lock(WorkspaceId workspace) {
    var roles = new LinkedHashMap<UserId, Role>();
    jdbc.sql(
            """
            select user_id, workspace_id, role, created_at, last_seen_at from workspaces.membership
            where workspace_id = :ws order by user_id for update\
            """)
        .param("ws", workspace.value())
        .query((row, index) -> membership(row))
        .list()
        .forEach(one -> roles.put(one.user(), one.role()));
    return roles;
  }

  void setRole(WorkspaceId workspace, UserId user, Role role) {
    jdbc.sql(
            """
            update workspaces.membership set role = :role where workspace_id = :ws and user_id = :user\
            """)
        .param("ws", workspace.value())
        .param("user", user.value())
        .param("role", role.wire())
        .update();
  }

  void seen(WorkspaceId workspace, UserId user, Instant now) {
    jdbc.sql(
            """
            update workspaces.membership set last_seen_at = :now
            where workspace_id = :ws and user_id = :user\
            """)
        .param("ws", workspace.value())
        .param("user", user.value())
        .param("now", now.atOffset(ZoneOffset.UTC))
        .update();
  }

  /** When a second person joined; empty while there is one. */
  Optional<Instant> secondJoined(WorkspaceId workspace) {
    return jdbc.sql(
            """
            select created_at from workspaces.membership where workspace_id = :ws
            order by created_at, user_id offset 1 limit 1\
            """)
        .param("ws", workspace.value())
        .query((row, index) -> row.getTimestamp("created_at").toInstant())
        .optional();
  }

  /** Ends a membership and remembers that it was. */
  void end(WorkspaceId workspace, UserId user, Instant now) {
    jdbc.sql(
            """
            with gone as (delete from workspaces.membership
                          where workspace_id = :ws and user_id = :user returning role, created_at)
            insert into workspaces.past_membership (user_id, workspace_id, role, joined_at, left_at)
            select :user, :ws, role, created_at, :now from gone
            on conflict (user_id, workspace_id) do update
              set role = excluded.role, joined_at = excluded.joined_at, left_at = excluded.left_at\
            """)
        .param("ws", workspace.value())
        .param("user", user.value())
        .param("now", now.atOffset(ZoneOffset.UTC))
        .update();
  }

  List<Past> pastOf(UserId user) {
    return jdbc.sql(
            """
            select workspace_id, role, joined_at, left_at from workspaces.past_membership
            where user_id = :user order by left_at, workspace_id\
            """)
        .param("user", user.value())
        .query(
            (row, index) ->
                new Past(
                    new WorkspaceId(row.getObject("workspace_id", UUID.class)),
                    Role.of(row.getString("role")),
                    row.getTimestamp("joined_at").toInstant(),
                    row.getTimestamp("left_at").toInstant()))
        .list();
  }

  void forgetPast(UserId user) {
    jdbc.sql("delete from workspaces.past_membership where user_id = :user")
        .param("user", user.value())
        .update();
  }

  private static Membership membership(ResultSet row) throws SQLException {
    Timestamp seen = row.getTimestamp("last_seen_at");
    return new Membership(
        new UserId(row.getObject("user_id", UUID.class)),
        new WorkspaceId(row.getObject("workspace_id", UUID.class)),
        Role.of(row.getString("role")),
        row.getTimestamp("created_at").toInstant(),
        seen == null ? null : seen.toInstant());
  }
}
