package popeki.attribution;

import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.WorkspaceId;
import popeki.workspaces.Workspaces;

/** How long visits count, by source. */
@Repository
class SourceWindows {
  static final int MOST = 50;

  private final JdbcClient jdbc;
  private final Workspaces workspaces;

  SourceWindows(JdbcClient jdbc, Workspaces workspaces) {
    this.jdbc = jdbc;
    this.workspaces = workspaces;
  }

  Windows of(WorkspaceId workspace) {
    Map<String, Integer> bySource = new HashMap<>();
    jdbc.sql("select source, days from attribution.source_window where workspace_id = :ws")
        .param("ws", workspace.value())
        .query(
            row -> {
              bySource.put(row.getString(1), row.getInt(2));
            });
    return new Windows(workspaces.get(workspace).settings().attribution().windowDays(), bySource);
  }

  void set(WorkspaceId workspace, String source, int days) {
    jdbc.sql(
            """
        insert into attribution.source_window (workspace_id, source, days) values (:ws, :source, :days)
        on conflict (workspace_id, source) do update set days = excluded.days""")
        .param("ws", workspace.value())
        .param("source", source)
        .param("days", days)
        .update();
  }

  boolean remove(WorkspaceId workspace, String source) {
    return jdbc.sql(
                "delete from attribution.source_window where workspace_id = :ws and source = :source")
            .param("ws", workspace.value())
            .param("source", source)
            .update()
        == 1;
  }
}
