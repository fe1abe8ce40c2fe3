package popeki.workspaces;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.WorkspaceId;

/** What of the first steps was put off or sent away. */
@Repository
class StartChoiceRepository {
  /** In place of a step: all of them. */
  static final String ALL = "all";

  private final JdbcClient jdbc;

  StartChoiceRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Set<String> of(WorkspaceId workspace) {
    return Set.copyOf(
        jdbc.sql("select step from workspaces.start_choice where workspace_id = :ws")
            .param("ws", workspace.value())
            .query(String.class)
            .list());
  }

  /** False when it was chosen before. */
  boolean add(WorkspaceId workspace, String step, Instant at) {
    return jdbc.sql(
                """
            insert into workspaces.start_choice (workspace_id, step, later_at)
            values (:ws, :step, :at) on conflict do nothing""")
            .param("ws", workspace.value())
            .param("step", step)
            .param("at", at.atOffset(ZoneOffset.UTC))
            .update()
        == 1;
  }
}
