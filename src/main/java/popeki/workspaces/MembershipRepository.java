package popeki.workspaces;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.UserId;
import popeki.kernel.WorkspaceId;

/** Who belongs where, and as what. A directory table. */
@Repository
class MembershipRepository {
  private final JdbcClient jdbc;

  /** Where a person belongs. */
  record Membership(WorkspaceId workspace, Role role) {}

  MembershipRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Joins a workspace; a role that the person already has stays. */
  void join(UserId user, WorkspaceId workspace, Role role, Instant now) {
    jdbc.sql(
            """
        insert into workspaces.membership (user_id, workspace_id, role, created_at)
        values (:user, :ws, :role, :now) on conflict do nothing""")
        .param("user", user.value())
        .param("ws", workspace.value())
        .param("role", role.wire())
        .param("now", now.atOffset(ZoneOffset.UTC))
        .update();
  }

  /** When a second person joined; empty while there is one. */
  Optional<Instant> secondJoined(WorkspaceId workspace) {
    return jdbc.sql(
            """
        select created_at from workspaces.membership where workspace_id = :ws
        order by created_at, user_id offset 1 limit 1""")
        .param("ws", workspace.value())
        .query((row, index) -> row.getTimestamp("created_at").toInstant())
        .optional();
  }

  Optional<Role> roleOf(UserId user, WorkspaceId workspace) {
    return jdbc.sql(
            "select role from workspaces.membership where user_id = :user and workspace_id = :ws")
        .param("user", user.value())
        .param("ws", workspace.value())
        .query(String.class)
        .optional()
        .map(Role::of);
  }

  List<Membership> membershipsOf(UserId user) {
    return jdbc.sql(
            """
        select workspace_id, role from workspaces.membership where user_id = :user
        order by created_at, workspace_id""")
        .param("user", user.value())
        .query(
            (row, index) ->
                new Membership(
                    new WorkspaceId(row.getObject("workspace_id", UUID.class)),
                    Role.of(row.getString("role"))))
        .list();
  }
}
