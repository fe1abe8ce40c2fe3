package popeki.reports;

import java.time.Instant;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;
import popeki.platform.WorkspaceTx;

/** A workspace with nothing but a zone, as far as reports care. */
final class TestWorkspaces {
  private TestWorkspaces() {}

  static WorkspaceId in(String zone, WorkspaceTx tx, JdbcClient jdbc) {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    var workspace = new WorkspaceId(Uuid7.at(now));
    tx.run(
        workspace,
        () ->
            jdbc.sql(
                    """
        insert into workspaces.workspace
          (workspace_id, slug, business_name, region, timezone, currency, created_at)
        values (:ws, :slug, 'Casa Aurora', 'us', :zone, 'BRL', :at)""")
                .param("ws", workspace.value())
                .param("slug", workspace.toString())
                .param("zone", zone)
                .param("at", now.atOffset(ZoneOffset.UTC))
                .update());
    return workspace;
  }

  static void move(WorkspaceId workspace, String zone, WorkspaceTx tx, JdbcClient jdbc) {
    tx.run(
        workspace,
        () ->
            jdbc.sql("update workspaces.workspace set timezone = :zone where workspace_id = :ws")
                .param("ws", workspace.value())
                .param("zone", zone)
                .update());
  }
}
