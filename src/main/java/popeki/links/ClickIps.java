package popeki.links;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.WorkspaceId;

/**
 * Cuts addresses of clicks to their network, /24 or /48. A mark remembers up to when everything is
 * cut, so that no index is needed and no click is looked at twice; a click that arrives late moves
 * the mark back.
 */
@Repository
class ClickIps {
  private final JdbcClient jdbc;

  ClickIps(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Cuts the oldest ones from before that instant, at most so many; says how many. */
  int cut(WorkspaceId workspace, Instant before, int most) {
    return jdbc.sql(
            """
        with due as (
          select occurred_at, id from links.click
          where workspace_id = :ws and occurred_at < :before and occurred_at >= coalesce(
              (select cut_before from links.ip_cut where workspace_id = :ws), '-infinity')
            and masklen(ip) = case family(ip) when 4 then 32 else 128 end
          order by occurred_at limit :most)
        update links.click c
        set ip = network(set_masklen(c.ip, case family(c.ip) when 4 then 24 else 48 end))
        from due where c.workspace_id = :ws and c.occurred_at = due.occurred_at and c.id = due.id""")
        .param("ws", workspace.value())
        .param("before", utc(before))
        .param("most", most)
        .update();
  }

  /** Everything from before that instant is cut. */
  void done(WorkspaceId workspace, Instant before) {
    jdbc.sql(
            """
        insert into links.ip_cut (workspace_id, cut_before) values (:ws, :before)
        on conflict (workspace_id) do update set cut_before = excluded.cut_before""")
        .param("ws", workspace.value())
        .param("before", utc(before))
        .update();
  }

  /** A click of that instant has arrived only now. */
  void late(WorkspaceId workspace, Instant occurredAt) {
    jdbc.sql(
            """
        update links.ip_cut set cut_before = :at where workspace_id = :ws and cut_before > :at""")
        .param("ws", workspace.value())
        .param("at", utc(occurredAt))
        .update();
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}
