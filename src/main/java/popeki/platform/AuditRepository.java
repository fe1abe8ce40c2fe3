package popeki.platform;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.UserId;
import popeki.kernel.WorkspaceId;

/** Rows of the audit log and of where it ends. */
@Repository
class AuditRepository {
  private static final String COLUMNS =
      "seq, id, at, channel, network, actor_type, actor_id, actor_name, action, subject, detail, person_hash, hash";

  /** How far back the choices of a filter are counted. */
  private static final int RECENT = 20_000;

  private final JdbcClient jdbc;

  /** An entry as stored; one from before the chain has no number and no hashes. */
  record Row(
      @Nullable Long seq, AuditLine line, byte @Nullable [] person, byte @Nullable [] hash) {}

  /** The end of the chain as stored. */
  record Head(Checkpoint end, byte[] seal) {}

  /** What there is, in one look: the end, the highest number, and what lies before the chain. */
  record Extent(@Nullable Head head, long last, long before) {}

  AuditRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The end of the chain, locked until the transaction is over; made when there is none. */
  Optional<Head> lockHead(WorkspaceId workspace) {
    return jdbc.sql(
            "select seq, hash, seal from platform.audit_head where workspace_id = :ws for update")
        .param("ws", workspace.value())
        .query((row, index) -> head(row))
        .optional();
  }

  /** Makes the first end, or waits for whoever is making it. */
  void plantHead(WorkspaceId workspace, Head head) {
    jdbc.sql(
            """
        insert into platform.audit_head (workspace_id, seq, hash, seal) values (:ws, :seq, :hash, :seal)
        on conflict do nothing""")
        .param("ws", workspace.value())
        .param("seq", head.end().seq())
        .param("hash", head.end().hash())
        .param("seal", head.seal())
        .update();
  }

  void moveHead(WorkspaceId workspace, Head head) {
    jdbc.sql(
            """
        update platform.audit_head set seq = :seq, hash = :hash, seal = :seal
        where workspace_id = :ws""")
        .param("ws", workspace.value())
        .param("seq", head.end().seq())
        .param("hash", head.end().hash())
        .param("seal", head.seal())
        .update();
  }

  /** The highest number that an entry has; 0 without one. */
  long last(WorkspaceId workspace) {
    return jdbc.sql(
            "select coalesce(max(seq), 0) from platform.audit_entry where workspace_id = :ws")
        .param("ws", workspace.value())
        .query(Long.class)
        .single();
  }

  void insert(WorkspaceId workspace, Row row) {
    AuditLine line = row.line();
    jdbc.sql(
            """
        insert into platform.audit_entry
          (workspace_id, seq, id, at, channel, network, actor_type, actor_id, actor_name, action,
           subject, detail, person_hash, hash)
        values (:ws, :seq, :id, :at, :channel, :network, :type, :actor, :name, :action,
                :subject, :detail::json, :person, :hash)""")
        .param("ws", workspace.value())
        .param("seq", row.seq())
        .param("id", line.id())
        .param("at", line.at().atOffset(ZoneOffset.UTC))
        .param("channel", line.origin().channel())
        .param("network", line.origin().network())
        .param("type", line.actor().type())
        .param("actor", line.actor().id())
        .param("name", line.actor().name())
        .param("action", line.action())
        .param("subject", line.subject())
        .param("detail", line.detail())
        .param("person", row.person())
        .param("hash", row.hash())
        .update();
  }

  Extent extent(WorkspaceId workspace) {
    return jdbc.sql(
            """
        select h.seq, h.hash, h.seal,
               (select coalesce(max(seq), 0) from platform.audit_entry where workspace_id = :ws) as last,
               (select count(*) from platform.audit_entry where workspace_id = :ws and seq is null) as before
        from (select) as one left join platform.audit_head h on h.workspace_id = :ws""")
        .param("ws", workspace.value())
        .query(
            (row, index) ->
                new Extent(
                    row.getBytes("hash") == null ? null : head(row),
                    row.getLong("last"),
                    row.getLong("before")))
        .single();
  }

  /** The entries of the chain after a number, in its order. */
  List<Row> after(WorkspaceId workspace, long seq, long last, int most) {
    return jdbc.sql(
            "select "
                + COLUMNS
                + """
                 from platform.audit_entry
                where workspace_id = :ws and seq > :seq and seq <= :last order by seq limit :most""")
        .param("ws", workspace.value())
        .param("seq", seq)
        .param("last", last)
        .param("most", most)
        .query(AuditRepository::row)
        .list();
  }

  Optional<Row> at(WorkspaceId workspace, long seq) {
    return after(workspace, seq - 1, seq, 1).stream().findFirst();
  }

  /** Entries from before the chain, oldest first, after a place among them. */
  List<Row> before(WorkspaceId workspace, @Nullable Cursor after, int most) {
    return jdbc.sql(
            "select "
                + COLUMNS
                + """
                 from platform.audit_entry
                where workspace_id = :ws and seq is null
                  and (:at::timestamptz is null or (at, id) > (:at, :id::uuid))
                order by at, id limit :most""")
        .param("ws", workspace.value())
        .param("at", after == null ? null : after.atUtc())
        .param("id", after == null ? null : after.id())
        .param("most", most)
        .query(AuditRepository::row)
        .list();
  }

  /** The log, newest first. */
  List<Row> list(WorkspaceId workspace, AuditFilter filter, Paging paging) {
    return jdbc.sql(
            "select "
                + COLUMNS
                + """
                 from platform.audit_entry
                where workspace_id = :ws
                  and (:from::timestamptz is null or at >= :from)
                  and (:to::timestamptz is null or at < :to)
                  and (:actor::text is null or actor_id = :actor or (actor_id is null and actor_name = :actor))
                  and (:action::text is null or action = :action or starts_with(action, :action::text || '.'))
                  and (:subject::text is null or subject = :subject)
                  and (:after_at::timestamptz is null or (at, id) < (:after_at, :after_id::uuid))
                order by at desc, id desc limit :fetch""")
        .param("ws", workspace.value())
        .param("from", filter.period().fromUtc())
        .param("to", filter.period().toUtc())
        .param("actor", filter.actor())
        .param("action", filter.action())
        .param("subject", filter.subject())
        .param("after_at", paging.afterAt())
        .param("after_id", paging.afterId())
        .param("fetch", paging.fetch())
        .query(AuditRepository::row)
        .list();
  }

  /** Who acted in a period, most first; of a long log its newest part counts. */
  List<Audit.Facet> actors(WorkspaceId workspace, Period period) {
    return jdbc.sql(
            """
        with recent as (
          select coalesce(actor_id, actor_name) as key, actor_name from platform.audit_entry
          where workspace_id = :ws
            and (:from::timestamptz is null or at >= :from) and (:to::timestamptz is null or at < :to)
          order by at desc, id desc limit :most)
        select key, max(actor_name) as name, count(*) as count from recent
        where key is not null group by key order by count(*) desc, key limit 20""")
        .param("ws", workspace.value())
        .param("from", period.fromUtc())
        .param("to", period.toUtc())
        .param("most", RECENT)
        .query(AuditRepository::facet)
        .list();
  }

  /** What kinds of things were done in a period, most first. */
  List<Audit.Facet> groups(WorkspaceId workspace, Period period) {
    return jdbc.sql(
            """
        with recent as (
          select split_part(action, '.', 1) as key from platform.audit_entry
          where workspace_id = :ws
            and (:from::timestamptz is null or at >= :from) and (:to::timestamptz is null or at < :to)
          order by at desc, id desc limit :most)
        select key, null::text as name, count(*) as count from recent
        group by key order by count(*) desc, key limit 20""")
        .param("ws", workspace.value())
        .param("from", period.fromUtc())
        .param("to", period.toUtc())
        .param("most", RECENT)
        .query(AuditRepository::facet)
        .list();
  }

  /** Where the chain ends now. */
  Optional<Checkpoint> end(WorkspaceId workspace) {
    return jdbc.sql("select seq, hash, seal from platform.audit_head where workspace_id = :ws")
        .param("ws", workspace.value())
        .query((row, index) -> head(row).end())
        .optional();
  }

  /** Takes a person's name and networks out of their entries; how many. */
  int forget(WorkspaceId workspace, UserId user) {
    return jdbc.sql(
            """
        update platform.audit_entry set actor_name = null, network = null
        where workspace_id = :ws and actor_type = 'user' and actor_id = :user
          and (actor_name is not null or network is not null)""")
        .param("ws", workspace.value())
        .param("user", user.toString())
        .update();
  }

  private static Audit.Facet facet(ResultSet row, int index) throws SQLException {
    return new Audit.Facet(row.getString("key"), row.getString("name"), row.getLong("count"));
  }

  private static Head head(ResultSet row) throws SQLException {
    return new Head(new Checkpoint(row.getLong("seq"), row.getBytes("hash")), row.getBytes("seal"));
  }

  private static Row row(ResultSet row, int index) throws SQLException {
    long seq = row.getLong("seq");
    Long number = row.wasNull() ? null : seq;
    Instant at = row.getTimestamp("at").toInstant();
    return new Row(
        number,
        new AuditLine(
            row.getObject("id", UUID.class),
            at,
            new AuditLine.Origin(row.getString("channel"), row.getString("network")),
            new Actor(
                row.getString("actor_type"),
                row.getString("actor_id"),
                row.getString("actor_name")),
            row.getString("action"),
            row.getString("subject"),
            row.getString("detail")),
        row.getBytes("person_hash"),
        row.getBytes("hash"));
  }
}
