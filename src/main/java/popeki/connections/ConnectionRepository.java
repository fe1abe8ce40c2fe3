package popeki.connections;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.NumberId;
import popeki.kernel.WorkspaceId;

/** How it stands with the tokens of numbers. */
@Repository
class ConnectionRepository {
  private static final String SELECT =
      """
      select number_id, trouble, trouble_at, app_id, scopes, expires_at, data_access_expires_at,
             subscribed, listed, neighbours, quality, status, verified_name, hindrance, token_at,
             checked_at, check_at
      from connections.connection
      """;

  private final JdbcClient jdbc;

  ConnectionRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A new token: what was known of the old one no longer counts. */
  void begin(WorkspaceId workspace, NumberId number, Instant at, Instant checkAt) {
    jdbc.sql(
            """
        insert into connections.connection (workspace_id, number_id, token_at, check_at)
        values (:ws, :number, :at, :check)
        on conflict (workspace_id, number_id) do update
        set token_at = excluded.token_at, check_at = excluded.check_at, trouble = null,
            trouble_at = null, app_id = null, scopes = '{}', expires_at = null,
            data_access_expires_at = null, subscribed = null, listed = null, neighbours = '{}',
            hindrance = null, checked_at = null""")
        .param("ws", workspace.value())
        .param("number", number.value())
        .param("at", utc(at))
        .param("check", utc(checkAt))
        .update();
  }

  void remove(WorkspaceId workspace, NumberId number) {
    jdbc.sql(
            """
        delete from connections.connection where workspace_id = :ws and number_id = :number""")
        .param("ws", workspace.value())
        .param("number", number.value())
        .update();
  }

  Optional<Connection> find(WorkspaceId workspace, NumberId number) {
    return jdbc.sql(SELECT + "where workspace_id = :ws and number_id = :number")
        .param("ws", workspace.value())
        .param("number", number.value())
        .query((row, index) -> connection(row))
        .optional();
  }

  List<Connection> list(WorkspaceId workspace) {
    return jdbc.sql(SELECT + "where workspace_id = :ws order by number_id")
        .param("ws", workspace.value())
        .query((row, index) -> connection(row))
        .list();
  }

  /** Those that are to be looked at now. */
  List<Connection> due(WorkspaceId workspace, Instant now, int most) {
    return jdbc.sql(
            SELECT + "where workspace_id = :ws and check_at <= :now order by check_at limit :most")
        .param("ws", workspace.value())
        .param("now", utc(now))
        .param("most", most)
        .query((row, index) -> connection(row))
        .list();
  }

  /** When the next is to be looked at. */
  Optional<Instant> next(WorkspaceId workspace) {
    return jdbc.sql(
            """
        select min(check_at) from connections.connection
        where workspace_id = :ws and check_at is not null having min(check_at) is not null""")
        .param("ws", workspace.value())
        .query(OffsetDateTime.class)
        .optional()
        .map(OffsetDateTime::toInstant);
  }

  /** Writes down a token that works; false when it was replaced meanwhile. */
  boolean works(
      WorkspaceId workspace, Connection seen, Examined examined, Instant now, Instant checkAt) {
    TokenFacts facts = java.util.Objects.requireNonNull(examined.facts());
    FoundNumber found = examined.found();
    return jdbc.sql(
                """
        update connections.connection
        set trouble = case when trouble = 'offboarded' then trouble end,
            trouble_at = case when trouble = 'offboarded' then trouble_at end,
            app_id = :app, scopes = :scopes, expires_at = :expires,
            data_access_expires_at = :access, subscribed = :subscribed, listed = :listed,
            neighbours = :neighbours, quality = coalesce(:quality, quality),
            status = coalesce(:status, status), verified_name = coalesce(:name, verified_name),
            hindrance = :hindrance, checked_at = :now, check_at = :check
        where workspace_id = :ws and number_id = :number and token_at = :token_at""")
            .param("app", facts.appId())
            .param("scopes", facts.scopes().toArray(String[]::new))
            .param("expires", utc(facts.expiresAt()))
            .param("access", utc(facts.dataAccessExpiresAt()))
            .param("subscribed", examined.subscribed())
            .param("listed", examined.listed())
            .param("neighbours", examined.neighbours().toArray(String[]::new))
            .param("quality", found == null ? null : found.quality())
            .param("status", found == null ? null : found.status())
            .param("name", found == null ? null : found.name())
            .param("hindrance", examined.hindrance() == null ? null : examined.hindrance().wire())
            .param("now", utc(now))
            .param("check", utc(checkAt))
            .param("ws", workspace.value())
            .param("number", seen.number().value())
            .param("token_at", utc(seen.tokenAt()))
            .update()
        == 1;
  }

  /** Meta was away; another look later. */
  void later(WorkspaceId workspace, Connection seen, Instant checkAt) {
    jdbc.sql(
            """
        update connections.connection set check_at = :check
        where workspace_id = :ws and number_id = :number and token_at = :token_at""")
        .param("check", utc(checkAt))
        .param("ws", workspace.value())
        .param("number", seen.number().value())
        .param("token_at", utc(seen.tokenAt()))
        .update();
  }

  /**
   * Notes trouble; what needs a new token is not looked at again. True when it is news.
   *
   * @param tokenAt whose token it is about; null for whichever is there
   */
  boolean broken(
      WorkspaceId workspace,
      NumberId number,
      Trouble trouble,
      Instant now,
      @Nullable Instant tokenAt) {
    return jdbc.sql(
                """
        insert into connections.connection as known
          (workspace_id, number_id, token_at, trouble, trouble_at, checked_at)
        values (:ws, :number, :now, :trouble, :now, :now)
        on conflict (workspace_id, number_id) do update
        set trouble = excluded.trouble, trouble_at = excluded.trouble_at,
            checked_at = excluded.checked_at,
            check_at = case when :ends then null else known.check_at end
        where known.trouble is distinct from excluded.trouble
          and (:token_at::timestamptz is null or known.token_at = :token_at)""")
            .param("ws", workspace.value())
            .param("number", number.value())
            .param("trouble", trouble.wire())
            .param("now", utc(now))
            .param("ends", trouble.needsToken())
            .param("token_at", utc(tokenAt))
            .update()
        == 1;
  }

  boolean recovered(WorkspaceId workspace, NumberId number, Trouble from) {
    return jdbc.sql(
                """
        update connections.connection set trouble = null, trouble_at = null
        where workspace_id = :ws and number_id = :number and trouble = :trouble""")
            .param("ws", workspace.value())
            .param("number", number.value())
            .param("trouble", from.wire())
            .update()
        == 1;
  }

  private static Connection connection(ResultSet row) throws SQLException {
    String trouble = row.getString("trouble");
    String hindrance = row.getString("hindrance");
    return new Connection(
        new NumberId(row.getObject("number_id", UUID.class)),
        trouble == null ? null : Trouble.of(trouble),
        at(row, "trouble_at"),
        row.getString("app_id"),
        words(row.getArray("scopes")),
        at(row, "expires_at"),
        at(row, "data_access_expires_at"),
        (Boolean) row.getObject("subscribed"),
        (Boolean) row.getObject("listed"),
        words(row.getArray("neighbours")),
        row.getString("quality"),
        row.getString("status"),
        row.getString("verified_name"),
        hindrance == null ? null : Trouble.of(hindrance),
        java.util.Objects.requireNonNull(at(row, "token_at")),
        at(row, "checked_at"),
        at(row, "check_at"));
  }

  private static Set<String> words(Array array) throws SQLException {
    return Set.of((String[]) array.getArray());
  }

  private static @Nullable Instant at(ResultSet row, String column) throws SQLException {
    Timestamp at = row.getTimestamp(column);
    return at == null ? null : at.toInstant();
  }

  private static @Nullable OffsetDateTime utc(@Nullable Instant at) {
    return at == null ? null : at.atOffset(ZoneOffset.UTC);
  }
}
