package popeki.workspaces;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.WorkspaceId;
import popeki.platform.Scope;

/** API keys, and the directory that tells a key's workspace by its hash. */
@Repository
class ApiKeyRepository {
  private final JdbcClient jdbc;

  /** Which workspace a key opens. */
  record Location(WorkspaceId workspace, UUID apiKeyId) {}

  ApiKeyRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  void insert(ApiKey key, byte[] hash) {
    Instant expires = key.expiresAt();
    jdbc.sql(
            """
        insert into workspaces.api_key
          (workspace_id, id, name, prefix, scopes, created_at, expires_at)
        values (:ws, :id, :name, :prefix, :scopes, :created, :expires)""")
        .param("ws", key.workspace().value())
        .param("id", key.id())
        .param("name", key.name())
        .param("prefix", key.prefix())
        .param("scopes", key.scopes().stream().map(Scope::wire).toArray(String[]::new))
        .param("created", key.createdAt().atOffset(ZoneOffset.UTC))
        .param("expires", expires == null ? null : expires.atOffset(ZoneOffset.UTC))
        .update();
    jdbc.sql(
            """
        insert into workspaces.api_key_directory (key_hash, workspace_id, api_key_id)
        values (:hash, :ws, :id)""")
        .param("hash", hash)
        .param("ws", key.workspace().value())
        .param("id", key.id())
        .update();
  }

  Optional<Location> locate(byte[] hash) {
    return jdbc.sql(
            """
        select workspace_id, api_key_id from workspaces.api_key_directory where key_hash = :hash""")
        .param("hash", hash)
        .query(
            (row, index) ->
                new Location(
                    new WorkspaceId(row.getObject("workspace_id", UUID.class)),
                    row.getObject("api_key_id", UUID.class)))
        .optional();
  }

  Optional<ApiKey> find(WorkspaceId workspace, UUID id) {
    return jdbc.sql(
            """
        select workspace_id, id, name, prefix, scopes, created_at, expires_at, last_used_at,
          last_used_from, revoked_at, replaced_by
        from workspaces.api_key where workspace_id = :ws and id = :id""")
        .param("ws", workspace.value())
        .param("id", id)
        .query((row, index) -> key(row))
        .optional();
  }

  List<ApiKey> list(WorkspaceId workspace) {
    return jdbc.sql(
            """
        select workspace_id, id, name, prefix, scopes, created_at, expires_at, last_used_at,
          last_used_from, revoked_at, replaced_by
        from workspaces.api_key where workspace_id = :ws and revoked_at is null
        order by created_at desc, id desc""")
        .param("ws", workspace.value())
        .query((row, index) -> key(row))
        .list();
  }

  /** Holds the key against a second rotation at the same time. */
  Optional<ApiKey> lock(WorkspaceId workspace, UUID id) {
    return jdbc.sql(
            """
        select workspace_id, id, name, prefix, scopes, created_at, expires_at, last_used_at,
          last_used_from, revoked_at, replaced_by
        from workspaces.api_key where workspace_id = :ws and id = :id for update""")
        .param("ws", workspace.value())
        .param("id", id)
        .query((row, index) -> key(row))
        .optional();
  }

  /** The old key knows its successor and when it ends. */
  void replace(WorkspaceId workspace, UUID id, UUID successor, Instant ends) {
    jdbc.sql(
            """
        update workspaces.api_key set replaced_by = :successor, expires_at = :ends
        where workspace_id = :ws and id = :id""")
        .param("ws", workspace.value())
        .param("id", id)
        .param("successor", successor)
        .param("ends", ends.atOffset(ZoneOffset.UTC))
        .update();
  }

  /** False when there is no such key that still works. */
  boolean revoke(WorkspaceId workspace, UUID id, Instant now) {
    int revoked =
        jdbc.sql(
                """
        update workspaces.api_key set revoked_at = :now
        where workspace_id = :ws and id = :id and revoked_at is null""")
            .param("ws", workspace.value())
            .param("id", id)
            .param("now", now.atOffset(ZoneOffset.UTC))
            .update();
    jdbc.sql(
            """
        delete from workspaces.api_key_directory
        where workspace_id = :ws and api_key_id = :id""")
        .param("ws", workspace.value())
        .param("id", id)
        .update();
    return revoked == 1;
  }

  void touch(WorkspaceId workspace, UUID id, Instant now, String network) {
    jdbc.sql(
            """
        update workspaces.api_key
        set last_used_at = greatest(last_used_at, :now), last_used_from = :network
        where workspace_id = :ws and id = :id""")
        .param("ws", workspace.value())
        .param("id", id)
        .param("now", now.atOffset(ZoneOffset.UTC))
        .param("network", network)
        .update();
  }

  private static ApiKey key(ResultSet row) throws SQLException {
    return new ApiKey(
        new WorkspaceId(row.getObject("workspace_id", UUID.class)),
        row.getObject("id", UUID.class),
        row.getString("name"),
        row.getString("prefix"),
        scopes(row.getArray("scopes")),
        row.getTimestamp("created_at").toInstant(),
        instant(row.getTimestamp("expires_at")),
        instant(row.getTimestamp("last_used_at")),
        row.getString("last_used_from"),
        row.getTimestamp("revoked_at") != null,
        row.getObject("replaced_by", UUID.class));
  }

  private static Set<Scope> scopes(Array stored) throws SQLException {
    var scopes = EnumSet.noneOf(Scope.class);
    for (Object scope : (Object[]) stored.getArray()) {
      scopes.add(Scope.valueOf(String.valueOf(scope).toUpperCase(Locale.ROOT)));
    }
    return scopes;
  }

  private static @Nullable Instant instant(@Nullable Timestamp stored) {
    return stored == null ? null : stored.toInstant();
  }
}
