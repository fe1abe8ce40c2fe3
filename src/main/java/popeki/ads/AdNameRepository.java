package popeki.ads;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.WorkspaceId;

/**
 * What campaigns, ad sets and ads are and were called. They are known by their ids; a new name is a
 * further row, and what shows a name shows the present one.
 */
@Repository
class AdNameRepository {
  private static final int BATCH = 500;

  private final JdbcClient jdbc;
  private final JdbcTemplate batches;

  AdNameRepository(JdbcClient jdbc, JdbcTemplate batches) {
    this.jdbc = jdbc;
    this.batches = batches;
  }

  /** Something and what it is called now; {@code kind} is campaign, adset or ad. */
  record Named(String source, String kind, String id, String name) {}

  /** A name from when it was first seen. */
  record Once(Instant since, String name) {}

  /** Writes down names that are new; one that was known before is no news. */
  void note(WorkspaceId workspace, Collection<Named> names, Instant now) {
    batches.batchUpdate(
        """
        insert into ads.name (workspace_id, source, kind, id, since, name)
        select v.* from (values (?::uuid, ?, ?, ?, ?::timestamptz, ?)) as v (ws, source, kind, id, since, name)
        where v.name is distinct from (
          select n.name from ads.name n
          where n.workspace_id = v.ws and n.source = v.source and n.kind = v.kind and n.id = v.id
          order by n.since desc limit 1)
        on conflict (workspace_id, source, kind, id, since) do update set name = excluded.name""",
        new LinkedHashSet<>(names),
        BATCH,
        (statement, each) -> fill(statement, workspace, each, now));
  }

  private static void fill(
      PreparedStatement statement, WorkspaceId workspace, Named each, Instant now)
      throws SQLException {
    statement.setObject(1, workspace.value());
    statement.setString(2, each.source());
    statement.setString(3, each.kind());
    statement.setString(4, each.id());
    statement.setObject(5, now.atOffset(ZoneOffset.UTC));
    statement.setString(6, each.name());
  }

  /** All names of one thing, the present one first. */
  List<Once> of(WorkspaceId workspace, String source, String kind, String id) {
    return jdbc.sql(
            """
        select since, name from ads.name
        where workspace_id = :ws and source = :source and kind = :kind and id = :id
        order by since desc limit 50""")
        .param("ws", workspace.value())
        .param("source", source)
        .param("kind", kind)
        .param("id", id)
        .query(
            (row, index) ->
                new Once(
                    row.getObject("since", OffsetDateTime.class).toInstant(),
                    row.getString("name")))
        .list();
  }
}
