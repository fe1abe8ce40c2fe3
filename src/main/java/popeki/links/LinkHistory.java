package popeki.links;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.LinkId;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;
import popeki.platform.Actor;

/** What was changed about a link: who, when, from what to what. */
@Repository
class LinkHistory {
  private final JdbcClient jdbc;

  LinkHistory(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * One change.
   *
   * @param field as the API calls it; {@code created} and {@code archived} besides
   * @param before as people read it; null when there was nothing
   */
  record Change(String field, @Nullable String before, @Nullable String after) {}

  /** A change that was made. */
  record Entry(Instant at, String actorType, @Nullable String actorId, Change change) {}

  void append(WorkspaceId workspace, LinkId link, Instant at, Actor actor, List<Change> changes) {
    for (Change change : changes) {
      jdbc.sql(
              """
          insert into links.link_history
            (workspace_id, link_id, id, at, actor_type, actor_id, field, before, after)
          values (:ws, :link, :id, :at, :type, :actor, :field, :before, :after)""")
          .param("ws", workspace.value())
          .param("link", link.value())
          .param("id", Uuid7.at(at))
          .param("at", at.atOffset(ZoneOffset.UTC))
          .param("type", actor.type())
          .param("actor", actor.id())
          .param("field", change.field())
          .param("before", change.before())
          .param("after", change.after())
          .update();
    }
  }

  /** Newest first. */
  List<Entry> latest(WorkspaceId workspace, LinkId link, int most) {
    return jdbc.sql(
            """
        select at, actor_type, actor_id, field, before, after
        from links.link_history where workspace_id = :ws and link_id = :link
        order by at desc, id desc limit :most""")
        .param("ws", workspace.value())
        .param("link", link.value())
        .param("most", most)
        .query(LinkHistory::entry)
        .list();
  }

  private static Entry entry(ResultSet row, int index) throws SQLException {
    return new Entry(
        row.getObject("at", OffsetDateTime.class).toInstant(),
        row.getString("actor_type"),
        row.getString("actor_id"),
        new Change(row.getString("field"), row.getString("before"), row.getString("after")));
  }
}
