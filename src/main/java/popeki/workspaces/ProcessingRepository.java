package popeki.workspaces;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.WorkspaceId;
import popeki.platform.Actor;

/** Rows of instructions. */
@Repository
class ProcessingRepository {
  private final JdbcClient jdbc;

  ProcessingRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  boolean isOn(WorkspaceId workspace, Purpose purpose) {
    return jdbc.sql(
            """
        select exists (select from workspaces.processing
                       where workspace_id = :ws and purpose = :purpose and enabled)""")
        .param("ws", workspace.value())
        .param("purpose", purpose.wire())
        .query(Boolean.class)
        .single();
  }

  List<Instruction> all(WorkspaceId workspace) {
    return jdbc.sql(
            "select purpose, enabled, since, source from workspaces.processing where workspace_id = :ws")
        .param("ws", workspace.value())
        .query(
            (row, index) ->
                new Instruction(
                    Purpose.of(row.getString("purpose")).orElseThrow(),
                    row.getBoolean("enabled"),
                    row.getTimestamp("since").toInstant(),
                    row.getString("source")))
        .list();
  }

  /** Turns a purpose on; false when it is. */
  boolean turnOn(WorkspaceId workspace, Purpose purpose, Instant now, String source, Actor actor) {
    return jdbc.sql(
                """
        insert into workspaces.processing
          (workspace_id, purpose, enabled, since, source, actor_type, actor_id)
        values (:ws, :purpose, true, :now, :source, :type, :actor)
        on conflict (workspace_id, purpose) do update
        set enabled = true, since = excluded.since, source = excluded.source,
            actor_type = excluded.actor_type, actor_id = excluded.actor_id
        where not processing.enabled""")
            .param("ws", workspace.value())
            .param("purpose", purpose.wire())
            .param("now", now.atOffset(ZoneOffset.UTC))
            .param("source", source)
            .param("type", actor.type())
            .param("actor", actor.id())
            .update()
        == 1;
  }

  /** Turns a purpose off; false when it is not on. */
  boolean turnOff(WorkspaceId workspace, Purpose purpose, Instant now, Actor actor) {
    return jdbc.sql(
                """
        update workspaces.processing
        set enabled = false, since = :now, source = 'switch', actor_type = :type, actor_id = :actor
        where workspace_id = :ws and purpose = :purpose and enabled""")
            .param("ws", workspace.value())
            .param("purpose", purpose.wire())
            .param("now", now.atOffset(ZoneOffset.UTC))
            .param("type", actor.type())
            .param("actor", actor.id())
            .update()
        == 1;
  }
}
