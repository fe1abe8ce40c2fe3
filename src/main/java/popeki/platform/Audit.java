package popeki.platform;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;
import tools.jackson.databind.json.JsonMapper;

/**
 * Who changed what, for the workspace to read. Entries are only ever added; the database role may
 * not change one. Details hold ids and settings, never message text, phone numbers or secrets.
 */
@Component
public class Audit {
  private final JdbcClient jdbc;
  private final WorkspaceTx tx;
  private final Clock clock;
  private final JsonMapper json;

  /** A line of the log. */
  public record Entry(
      UUID id, Instant at, Actor actor, String action, @Nullable String subject, Object detail) {}

  Audit(JdbcClient jdbc, WorkspaceTx tx, Clock clock, JsonMapper json) {
    this.jdbc = jdbc;
    this.tx = tx;
    this.clock = clock;
    this.json = json;
  }

  /**
   * Adds a line, in the surrounding transaction of the workspace or in one of its own.
   *
   * @param action what happened, as {@code thing.verb}: {@code api_key.created}
   * @param subject what it happened to, usually an id
   */
  public void append(
      WorkspaceId workspace,
      Actor actor,
      String action,
      @Nullable String subject,
      Map<String, ?> detail) {
    Instant at = clock.instant();
    tx.run(
        workspace,
        () ->
            jdbc.sql(
                    """
        insert into platform.audit_entry
          (workspace_id, id, at, actor_type, actor_id, actor_name, action, subject, detail)
        values (:ws, :id, :at, :type, :actor, :name, :action, :subject, :detail::jsonb)""")
                .param("ws", workspace.value())
                .param("id", Uuid7.at(at))
                .param("at", at.atOffset(ZoneOffset.UTC))
                .param("type", actor.type())
                .param("actor", actor.id())
                .param("name", actor.name())
                .param("action", action)
                .param("subject", subject)
                .param("detail", json.writeValueAsString(detail))
                .update());
  }

  /** The log, newest first. */
  public Page<Entry> list(WorkspaceId workspace, Period period, Paging paging) {
    List<Entry> rows =
        tx.in(
            workspace,
            () ->
                jdbc.sql(
                        """
        select id, at, actor_type, actor_id, actor_name, action, subject, detail
        from platform.audit_entry
        where workspace_id = :ws
          and (:from::timestamptz is null or at >= :from)
          and (:to::timestamptz is null or at < :to)
          and (:after_at::timestamptz is null or (at, id) < (:after_at, :after_id::uuid))
        order by at desc, id desc limit :fetch""")
                    .param("ws", workspace.value())
                    .param("from", period.fromUtc())
                    .param("to", period.toUtc())
                    .param("after_at", paging.afterAt())
                    .param("after_id", paging.afterId())
                    .param("fetch", paging.fetch())
                    .query(
                        (row, index) ->
                            new Entry(
                                row.getObject("id", UUID.class),
                                row.getTimestamp("at").toInstant(),
                                new Actor(
                                    row.getString("actor_type"),
                                    row.getString("actor_id"),
                                    row.getString("actor_name")),
                                row.getString("action"),
                                row.getString("subject"),
                                json.readTree(row.getString("detail"))))
                    .list());
    return paging.page(rows, entry -> new Cursor(entry.at(), entry.id()));
  }
}
