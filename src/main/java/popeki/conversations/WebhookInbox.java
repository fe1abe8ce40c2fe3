package popeki.conversations;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import popeki.kernel.Uuid7;
import popeki.platform.DatabaseConfiguration;
import popeki.platform.DatabaseRole;
import popeki.platform.GroupCommit;
import popeki.platform.Lanes;
import popeki.platform.Vault;

/**
 * What Meta sent, on disk before it is answered. The row is the job: it holds the raw body, sealed
 * by the day's key, and how often it was tried. Bodies that wait share a commit.
 */
@Component
class WebhookInbox implements DisposableBean {
  static final int MAX_ATTEMPTS = 8;

  /** The name of the environment's app in the column app; others go by the end of their address. */
  static final String ENVIRONMENT = "default";

  private static final String INSERT =
      """
      insert into conversations.webhook_inbox (id, app, day, body_sealed, received_at, due_at)
      values (?, ?, ?, ?, ?, ?)""";

  private final JdbcTemplate rows;
  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Vault vault;
  private final Lanes lanes;
  private final GroupCommit<Arrived> writer;

  private record Arrived(UUID id, String app, LocalDate day, byte[] sealed, OffsetDateTime at) {}

  /** A body to be worked off. */
  record Item(
      UUID id,
      String app,
      LocalDate day,
      byte[] bodySealed,
      OffsetDateTime receivedAt,
      int attempts) {}

  WebhookInbox(
      JdbcTemplate rows,
      JdbcClient jdbc,
      PlatformTransactionManager transactions,
      Clock clock,
      Vault vault,
      Lanes lanes) {
    this.rows = rows;
    this.jdbc = jdbc;
    this.transaction = new TransactionTemplate(transactions);
    this.clock = clock;
    this.vault = vault;
    this.lanes = lanes;
    this.writer = new GroupCommit<>("webhook-inbox", this::write, 200, 4_000);
    vault.prepareDay(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
  }

  /**
   * Stores a verified body and returns after the commit.
   *
   * @throws GroupCommit.NotWritten when it is not on disk; the sender must try again
   */
  void store(String app, byte[] body) {
    Instant now = clock.instant();
    LocalDate day = LocalDate.ofInstant(now, ZoneOffset.UTC);
    UUID id = Uuid7.at(now);
    writer.submit(
        new Arrived(
            id, app, day, vault.sealOfDay(day, place(id), body), now.atOffset(ZoneOffset.UTC)));
    lanes.nudge(WebhookLane.KIND);
  }

  /** Takes due bodies for a while, so that no other worker does. */
  List<Item> claim(int most) {
    return jdbc.sql(
            """
        update conversations.webhook_inbox
        set lease_until = now() + interval '60 seconds', attempts = attempts + 1
        where id in (
          select id from conversations.webhook_inbox
          where state = 'pending' and due_at <= :now
            and (lease_until is null or lease_until < now())
          order by due_at limit :most for update skip locked)
        returning id, app, day, body_sealed, received_at, attempts""")
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .param("most", most)
        .query(DataClassRowMapper.newInstance(Item.class))
        .list();
  }

  byte[] open(Item item) {
    return vault.openOfDay(item.day(), place(item.id()), item.bodySealed());
  }

  /**
   * @param reason what of it was put aside, for a person to read; null when all was taken in
   */
  void done(Item item, @Nullable String reason) {
    finish(item, "done", reason);
  }

  /** Nothing more will be tried by itself; the body stays, to be read and re-run. */
  void dead(Item item, String reason) {
    finish(item, "dead", reason);
  }

  /** Tries again, after 2, 4, 8 … seconds. */
  void later(Item item, String reason) {
    Instant due = clock.instant().plusSeconds(1L << Math.min(item.attempts(), 10));
    jdbc.sql(
            """
        update conversations.webhook_inbox
        set lease_until = null, due_at = :due, reason = :reason where id = :id""")
        .param("due", due.atOffset(ZoneOffset.UTC))
        .param("reason", reason)
        .param("id", item.id())
        .update();
  }

  private void finish(Item item, String state, @Nullable String reason) {
    jdbc.sql(
            """
        update conversations.webhook_inbox
        set state = :state, reason = :reason, lease_until = null where id = :id""")
        .param("state", state)
        .param("reason", reason)
        .param("id", item.id())
        .update();
  }

  private void write(List<Arrived> batch) {
    DatabaseConfiguration.as(
        DatabaseRole.INGEST,
        () ->
            transaction.execute(
                status ->
                    rows.batchUpdate(
                        INSERT,
                        batch,
                        batch.size(),
                        (row, arrived) -> {
                          row.setObject(1, arrived.id());
                          row.setString(2, arrived.app());
                          row.setObject(3, arrived.day());
                          row.setBytes(4, arrived.sealed());
                          row.setObject(5, arrived.at());
                          row.setObject(6, arrived.at());
                        })));
  }

  private static Vault.Place place(UUID id) {
    return new Vault.Place("conversations.webhook_inbox", "body", id);
  }

  @Override
  public void destroy() {
    writer.close();
  }
}
