package popeki.platform;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.WorkspaceId;

/**
 * The answers of writes by their key, for a day. They may hold a secret shown once, so are sealed.
 */
@Repository
class IdempotencyRepository implements SealedColumns {
  private static final Duration KEPT = Duration.ofHours(24);

  /** A request that has not answered by then died with its node. */
  private static final Duration LONGEST_WORK = Duration.ofMinutes(2);

  private final JdbcClient jdbc;
  private final WorkspaceTx tx;
  private final Vault vault;
  private final Clock clock;

  /** What the key means now. */
  sealed interface Begun {
    record First() implements Begun {}

    /** The answer of the first time. */
    final class Answered implements Begun {
      private final int status;
      private final @Nullable String contentType;
      private final byte[] body;

      Answered(int status, @Nullable String contentType, byte[] body) {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
      }

      int status() {
        return status;
      }

      @Nullable String contentType() {
        return contentType;
      }

      byte[] body() {
        return body;
      }
    }

    record AtWork() implements Begun {}

    record Other() implements Begun {}
  }

  IdempotencyRepository(JdbcClient jdbc, WorkspaceTx tx, Vault vault, Clock clock) {
    this.jdbc = jdbc;
    this.tx = tx;
    this.vault = vault;
    this.clock = clock;
  }

  Begun begin(WorkspaceId workspace, String key, byte[] hash) {
    return tx.in(
        workspace,
        () -> {
          Instant now = clock.instant();
          jdbc.sql(
                  """
              delete from platform.idempotency_key
              where workspace_id = :ws
                and (created_at < :old or (status is null and created_at < :dead))""")
              .param("ws", workspace.value())
              .param("old", utc(now.minus(KEPT)))
              .param("dead", utc(now.minus(LONGEST_WORK)))
              .update();
          int inserted =
              jdbc.sql(
                      """
              insert into platform.idempotency_key (workspace_id, key, request_hash, created_at)
              values (:ws, :key, :hash, :now)
              on conflict do nothing""")
                  .param("ws", workspace.value())
                  .param("key", key)
                  .param("hash", hash)
                  .param("now", utc(now))
                  .update();
          return inserted == 1 ? new Begun.First() : known(workspace, key, hash);
        });
  }

  private Begun known(WorkspaceId workspace, String key, byte[] hash) {
    return jdbc.sql(
            """
        select request_hash, coalesce(status, 0) as status, content_type, body
        from platform.idempotency_key
        where workspace_id = :ws and key = :key""")
        .param("ws", workspace.value())
        .param("key", key)
        .<Begun>query(
            (row, index) ->
                Arrays.equals(row.getBytes("request_hash"), hash)
                    ? answer(
                        workspace,
                        key,
                        row.getInt("status"),
                        row.getString("content_type"),
                        row.getBytes("body"))
                    : new Begun.Other())
        .optional()
        .orElseGet(Begun.AtWork::new);
  }

  private Begun answer(
      WorkspaceId workspace,
      String key,
      int status,
      @Nullable String contentType,
      byte @Nullable [] sealed) {
    return sealed == null
        ? new Begun.AtWork()
        : new Begun.Answered(status, contentType, vault.open(workspace, place(key), sealed));
  }

  void finish(
      WorkspaceId workspace, String key, int status, @Nullable String contentType, byte[] body) {
    tx.run(
        workspace,
        () ->
            jdbc.sql(
                    """
        update platform.idempotency_key set status = :status, content_type = :type, body = :body
        where workspace_id = :ws and key = :key""")
                .param("ws", workspace.value())
                .param("key", key)
                .param("status", status)
                .param("type", contentType)
                .param("body", vault.seal(workspace, place(key), body))
                .update());
  }

  void forget(WorkspaceId workspace, String key) {
    tx.run(
        workspace,
        () ->
            jdbc.sql(
                    """
        delete from platform.idempotency_key
        where workspace_id = :ws and key = :key and status is null""")
                .param("ws", workspace.value())
                .param("key", key)
                .update());
  }

  @Override
  public List<SealedColumn> sealedColumns() {
    return List.of(
        SealedColumn.byText("platform.idempotency_key", "key", "body", (_, key) -> place(key)));
  }

  private static Vault.Place place(String key) {
    return new Vault.Place(
        "idempotency_key", "body", UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)));
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}
