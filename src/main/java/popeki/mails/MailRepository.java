package popeki.mails;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.WorkspaceId;
import popeki.platform.SealedColumn;
import popeki.platform.SealedColumns;
import popeki.platform.Vault;
import tools.jackson.databind.json.JsonMapper;

/** Rows of mails. Recipient, words and link are sealed: a link in a mail opens something. */
@Repository
class MailRepository implements SealedColumns {
  private final JdbcClient jdbc;
  private final Vault vault;
  private final JsonMapper json;

  /** A stored mail. */
  record Row(
      WorkspaceId owner,
      UUID id,
      Mail mail,
      String status,
      int attempts,
      @Nullable String reason,
      Instant createdAt) {}

  private record Content(String to, List<String> arguments, @Nullable String link) {}

  MailRepository(JdbcClient jdbc, Vault vault, JsonMapper json) {
    this.jdbc = jdbc;
    this.vault = vault;
    this.json = json;
  }

  void insert(WorkspaceId owner, UUID id, Mail mail, String status, Instant now) {
    byte[] content = json.writeValueAsBytes(new Content(mail.to(), mail.arguments(), mail.link()));
    jdbc.sql(
            """
        insert into mails.mail
          (workspace_id, id, kind, to_index, sealed, status, due_at, created_at)
        values (:ws, :id, :kind, :to, :sealed, :status, :now, :now)""")
        .param("ws", owner.value())
        .param("id", id)
        .param("kind", mail.kind())
        .param("to", indexOf(owner, mail.to()))
        .param("sealed", vault.seal(owner, place(id), content))
        .param("status", status)
        .param("now", utc(now))
        .update();
  }

  /** Takes the next due mail and pushes its next try away, so that a crash repeats it later. */
  Optional<Row> claim(WorkspaceId owner, Instant now, Instant again) {
    return jdbc.sql(
            """
        update mails.mail set attempts = attempts + 1, due_at = :again
        where workspace_id = :ws and id = (
          select id from mails.mail
          where workspace_id = :ws and status = 'waiting' and due_at <= :now
          order by due_at, id limit 1 for update skip locked)
        returning id, kind, sealed, status, attempts, reason, created_at""")
        .param("ws", owner.value())
        .param("now", utc(now))
        .param("again", utc(again))
        .query((row, index) -> row(owner, row))
        .optional();
  }

  void waitUntil(WorkspaceId owner, UUID id, Instant due, String reason) {
    jdbc.sql(
            """
        update mails.mail set due_at = :due, reason = :reason
        where workspace_id = :ws and id = :id and status = 'waiting'""")
        .param("ws", owner.value())
        .param("id", id)
        .param("due", utc(due))
        .param("reason", reason)
        .update();
  }

  void end(WorkspaceId owner, UUID id, String status, @Nullable String reason, Instant now) {
    jdbc.sql(
            """
        update mails.mail set status = :status, reason = :reason, ended_at = :now
        where workspace_id = :ws and id = :id and status = 'waiting'""")
        .param("ws", owner.value())
        .param("id", id)
        .param("status", status)
        .param("reason", reason)
        .param("now", utc(now))
        .update();
  }

  Optional<Instant> nextDue(WorkspaceId owner) {
    return jdbc.sql(
            """
        select due_at from mails.mail where workspace_id = :ws and status = 'waiting'
        order by due_at limit 1""")
        .param("ws", owner.value())
        .query((row, index) -> row.getTimestamp("due_at").toInstant())
        .optional();
  }

  /** The newest first; all of them, or those to one address. */
  List<Row> latest(WorkspaceId owner, @Nullable String to, int most) {
    return jdbc.sql(
            """
        select id, kind, sealed, status, attempts, reason, created_at from mails.mail
        where workspace_id = :ws and (:to::bytea[] is null or to_index = any(:to))
        order by created_at desc, id desc limit :most""")
        .param("ws", owner.value())
        .param("to", to == null ? null : vault.blindIndexes(owner, "mail", normalised(to)))
        .param("most", most)
        .query((row, index) -> row(owner, row))
        .list();
  }

  Optional<Row> find(WorkspaceId owner, UUID id) {
    return jdbc.sql(
            """
        select id, kind, sealed, status, attempts, reason, created_at from mails.mail
        where workspace_id = :ws and id = :id""")
        .param("ws", owner.value())
        .param("id", id)
        .query((row, index) -> row(owner, row))
        .optional();
  }

  /** Mails are no archive: what is older goes, sent or not. */
  void forgetBefore(WorkspaceId owner, Instant oldest) {
    jdbc.sql("delete from mails.mail where workspace_id = :ws and created_at < :oldest")
        .param("ws", owner.value())
        .param("oldest", utc(oldest))
        .update();
  }

  private Row row(WorkspaceId owner, ResultSet row) throws SQLException {
    UUID id = row.getObject("id", UUID.class);
    Content content =
        json.readValue(vault.open(owner, place(id), row.getBytes("sealed")), Content.class);
    return new Row(
        owner,
        id,
        new Mail(
            owner.equals(Vault.INSTALLATION) ? null : owner,
            content.to(),
            row.getString("kind"),
            content.arguments(),
            content.link()),
        row.getString("status"),
        row.getInt("attempts"),
        row.getString("reason"),
        row.getTimestamp("created_at").toInstant());
  }

  private byte[] indexOf(WorkspaceId owner, String to) {
    return vault.blindIndex(owner, "mail", normalised(to));
  }

  private static String normalised(String to) {
    return to.strip().toLowerCase(Locale.ROOT);
  }

  @Override
  public List<SealedColumn> sealedColumns() {
    return List.of(
        SealedColumn.byId("mails.mail", "sealed", (_, id) -> place(UUID.fromString(id))));
  }

  private static Vault.Place place(UUID id) {
    return new Vault.Place("mail", "sealed", id);
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}
