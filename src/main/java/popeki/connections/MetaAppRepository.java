package popeki.connections;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.WorkspaceId;
import popeki.platform.SealedColumn;
import popeki.platform.SealedColumns;
import popeki.platform.Vault;

/** Meta apps of businesses, their secrets sealed, and the directory of their addresses. */
@Repository
class MetaAppRepository implements SealedColumns {
  private static final String TABLE = "connections.meta_app";

  private final JdbcClient jdbc;
  private final Vault vault;

  /** Whose an address is. */
  record Location(UUID workspaceId, UUID metaAppId) {}

  private record Row(
      UUID id,
      String appId,
      String appKey,
      byte[] secretSealed,
      byte[] verifyTokenSealed,
      OffsetDateTime createdAt) {}

  MetaAppRepository(JdbcClient jdbc, Vault vault) {
    this.jdbc = jdbc;
    this.vault = vault;
  }

  /** Stores an app; one that is there gets the new secret and keeps its address. */
  void save(WorkspaceId workspace, MetaApp app) {
    jdbc.sql(
            """
        insert into connections.meta_app
          (workspace_id, id, app_id, app_key, secret_sealed, verify_token_sealed, created_at)
        values (:ws, :id, :app, :key, :secret, :verify, :created)
        on conflict (workspace_id, id) do update set secret_sealed = excluded.secret_sealed""")
        .param("ws", workspace.value())
        .param("id", app.id())
        .param("app", app.appId())
        .param("key", app.key())
        .param("secret", seal(workspace, app.id(), "secret", app.secret()))
        .param("verify", seal(workspace, app.id(), "verify_token", app.verifyToken()))
        .param("created", app.createdAt().atOffset(ZoneOffset.UTC))
        .update();
    jdbc.sql(
            """
        insert into connections.app_directory (app_key, workspace_id, meta_app_id)
        values (:key, :ws, :id) on conflict do nothing""")
        .param("key", app.key())
        .param("ws", workspace.value())
        .param("id", app.id())
        .update();
  }

  void remove(WorkspaceId workspace, UUID id) {
    jdbc.sql("delete from connections.app_directory where workspace_id = :ws and meta_app_id = :id")
        .param("ws", workspace.value())
        .param("id", id)
        .update();
    jdbc.sql("delete from connections.meta_app where workspace_id = :ws and id = :id")
        .param("ws", workspace.value())
        .param("id", id)
        .update();
  }

  Optional<Location> locate(String key) {
    return jdbc.sql(
            """
        select workspace_id, meta_app_id from connections.app_directory where app_key = :key""")
        .param("key", key)
        .query(DataClassRowMapper.newInstance(Location.class))
        .optional();
  }

  Optional<MetaApp> find(WorkspaceId workspace, UUID id) {
    return list(workspace).stream().filter(app -> app.id().equals(id)).findFirst();
  }

  List<MetaApp> list(WorkspaceId workspace) {
    return jdbc
        .sql(
            """
        select id, app_id, app_key, secret_sealed, verify_token_sealed, created_at
        from connections.meta_app where workspace_id = :ws order by created_at, id""")
        .param("ws", workspace.value())
        .query(DataClassRowMapper.newInstance(Row.class))
        .list()
        .stream()
        .map(row -> open(workspace, row))
        .toList();
  }

  private MetaApp open(WorkspaceId workspace, Row row) {
    return new MetaApp(
        row.id(),
        row.appId(),
        row.appKey(),
        open(workspace, row.id(), "secret", row.secretSealed()),
        open(workspace, row.id(), "verify_token", row.verifyTokenSealed()),
        row.createdAt().toInstant());
  }

  private byte[] seal(WorkspaceId workspace, UUID id, String column, String plain) {
    return vault.seal(workspace, place(id, column), plain.getBytes(StandardCharsets.UTF_8));
  }

  private String open(WorkspaceId workspace, UUID id, String column, byte[] sealed) {
    return new String(vault.open(workspace, place(id, column), sealed), StandardCharsets.UTF_8);
  }

  private static Vault.Place place(UUID id, String column) {
    return new Vault.Place(TABLE, column, id);
  }

  @Override
  public List<SealedColumn> sealedColumns() {
    return List.of(
        SealedColumn.byId(TABLE, "secret_sealed", (_, id) -> place(UUID.fromString(id), "secret")),
        SealedColumn.byId(
            TABLE, "verify_token_sealed", (_, id) -> place(UUID.fromString(id), "verify_token")));
  }
}
