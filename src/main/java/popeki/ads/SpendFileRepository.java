package popeki.ads;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;
import popeki.platform.SealedColumn;
import popeki.platform.SealedColumns;
import popeki.platform.Vault;

/**
 * Files of costs between the upload and the yes, sealed, for an hour: nobody knows what else stands
 * in a file.
 */
@Repository
class SpendFileRepository implements SealedColumns {
  static final Duration KEPT = Duration.ofHours(1);

  private final JdbcClient jdbc;
  private final Vault vault;

  SpendFileRepository(JdbcClient jdbc, Vault vault) {
    this.jdbc = jdbc;
    this.vault = vault;
  }

  /** A file as it was uploaded. */
  record Upload(UUID id, String name, byte[] bytes) {}

  private record Row(UUID id, String name, byte[] contentSealed) {}

  UUID keep(WorkspaceId workspace, String name, byte[] bytes, Instant now) {
    jdbc.sql("delete from ads.upload where workspace_id = :ws and made_at < :before")
        .param("ws", workspace.value())
        .param("before", now.minus(KEPT).atOffset(ZoneOffset.UTC))
        .update();
    UUID id = Uuid7.at(now);
    jdbc.sql(
            """
        insert into ads.upload (workspace_id, id, name, content_sealed, made_at)
        values (:ws, :id, :name, :content, :now)""")
        .param("ws", workspace.value())
        .param("id", id)
        .param("name", name)
        .param("content", vault.seal(workspace, place(id), bytes))
        .param("now", now.atOffset(ZoneOffset.UTC))
        .update();
    return id;
  }

  Optional<Upload> find(WorkspaceId workspace, UUID id, Instant now) {
    return jdbc.sql(
            """
        select id, name, content_sealed from ads.upload
        where workspace_id = :ws and id = :id and made_at >= :since""")
        .param("ws", workspace.value())
        .param("id", id)
        .param("since", now.minus(KEPT).atOffset(ZoneOffset.UTC))
        .query(Row.class)
        .optional()
        .map(
            row ->
                new Upload(
                    row.id(),
                    row.name(),
                    vault.open(workspace, place(row.id()), row.contentSealed())));
  }

  boolean remove(WorkspaceId workspace, UUID id) {
    return jdbc.sql("delete from ads.upload where workspace_id = :ws and id = :id")
            .param("ws", workspace.value())
            .param("id", id)
            .update()
        > 0;
  }

  private static Vault.Place place(UUID id) {
    return new Vault.Place("ads.upload", "content", id);
  }

  @Override
  public List<SealedColumn> sealedColumns() {
    return List.of(
        SealedColumn.byId("ads.upload", "content_sealed", (_, id) -> place(UUID.fromString(id))));
  }
}
