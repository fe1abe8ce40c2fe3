package popeki.ads;

import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
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
import popeki.connections.Trouble;
import popeki.kernel.NumberId;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;
import popeki.platform.SealedColumn;
import popeki.platform.SealedColumns;
import popeki.platform.Vault;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Tokens that read ads, sealed. */
@Repository
class AdTokenRepository implements SealedColumns {
  /** So long a pasted token waits for the choice. */
  static final Duration OFFERED = Duration.ofMinutes(30);

  private static final TypeReference<List<FoundAccount>> FOUND = new TypeReference<>() {};

  private final JdbcClient jdbc;
  private final Vault vault;
  private final JsonMapper json;

  AdTokenRepository(JdbcClient jdbc, Vault vault, JsonMapper json) {
    this.jdbc = jdbc;
    this.vault = vault;
    this.json = json;
  }

  /** Where a token comes from. */
  sealed interface Origin {
    /** Pasted for ads. */
    record Pasted(String token) implements Origin {
      /** Logs get no token. */
      @Override
      public String toString() {
        return "Pasted";
      }
    }

    /** The one of a WhatsApp number, which stays there. */
    record OfNumber(NumberId number) implements Origin {}
  }

  UUID keep(
      WorkspaceId workspace,
      Origin origin,
      Set<String> scopes,
      List<FoundAccount> found,
      Instant now) {
    UUID id = Uuid7.at(now);
    jdbc.sql(
            """
        insert into ads.token (workspace_id, id, token_sealed, number_id, found, scopes, made_at)
        values (:ws, :id, :token, :number, :found::jsonb, :scopes, :now)""")
        .param("ws", workspace.value())
        .param("id", id)
        .param(
            "token",
            origin instanceof Origin.Pasted pasted
                ? vault.seal(workspace, place(id), pasted.token().getBytes(StandardCharsets.UTF_8))
                : null)
        .param("number", origin instanceof Origin.OfNumber of ? of.number().value() : null)
        .param("found", json.writeValueAsString(found))
        .param("scopes", scopes.toArray(String[]::new))
        .param("now", utc(now))
        .update();
    return id;
  }

  private static final String SELECT =
      """
      select id, number_id, found::text as found, scopes, usage_percent, paused_until, trouble, trouble_at
      from ads.token where workspace_id = :ws""";

  /** One that an account uses, or that was pasted just now. */
  Optional<AdToken> find(WorkspaceId workspace, UUID id) {
    return jdbc.sql(SELECT + " and id = :id")
        .param("ws", workspace.value())
        .param("id", id)
        .query((row, index) -> token(row))
        .optional();
  }

  /** A token that was pasted so lately that it may still be chosen from. */
  Optional<AdToken> offered(WorkspaceId workspace, UUID id, Instant now) {
    return jdbc.sql(SELECT + " and id = :id and made_at >= :since")
        .param("ws", workspace.value())
        .param("id", id)
        .param("since", utc(now.minus(OFFERED)))
        .query((row, index) -> token(row))
        .optional();
  }

  /** Those that connected accounts use and Meta takes, the newest first. */
  List<AdToken> usable(WorkspaceId workspace, Instant now) {
    return jdbc.sql(
            SELECT
                + """
         and trouble is null and (paused_until is null or paused_until <= :now)
          and exists (select from ads.account a where a.workspace_id = token.workspace_id and a.token_id = token.id)
        order by made_at desc, id""")
        .param("ws", workspace.value())
        .param("now", utc(now))
        .query((row, index) -> token(row))
        .list();
  }

  /** The secret of a pasted token; empty for one of a number. */
  Optional<String> secret(WorkspaceId workspace, UUID id) {
    return jdbc.sql(
            """
        select token_sealed from ads.token
        where workspace_id = :ws and id = :id and token_sealed is not null""")
        .param("ws", workspace.value())
        .param("id", id)
        .query(byte[].class)
        .optional()
        .map(bytes -> new String(vault.open(workspace, place(id), bytes), StandardCharsets.UTF_8));
  }

  void used(WorkspaceId workspace, UUID id, Usage usage, @Nullable Instant pausedUntil) {
    jdbc.sql(
            """
        update ads.token
        set usage_percent = coalesce(:percent, usage_percent), paused_until = :until
        where workspace_id = :ws and id = :id""")
        .param("ws", workspace.value())
        .param("id", id)
        .param("percent", usage.percent())
        .param("until", pausedUntil == null ? null : utc(pausedUntil))
        .update();
  }

  boolean broken(WorkspaceId workspace, UUID id, Trouble trouble, Instant now) {
    return jdbc.sql(
                """
            update ads.token set trouble = :trouble, trouble_at = :now
            where workspace_id = :ws and id = :id and trouble is null""")
            .param("ws", workspace.value())
            .param("id", id)
            .param("trouble", trouble.wire())
            .param("now", utc(now))
            .update()
        > 0;
  }

  /** A number's token may have been given anew: it is tried again. */
  void mend(WorkspaceId workspace, UUID id) {
    jdbc.sql(
            """
        update ads.token set trouble = null, trouble_at = null
        where workspace_id = :ws and id = :id and number_id is not null""")
        .param("ws", workspace.value())
        .param("id", id)
        .update();
  }

  /** Those that no account uses and nobody is choosing from. */
  void sweep(WorkspaceId workspace, Instant madeBefore) {
    jdbc.sql(
            """
        delete from ads.token t
        where workspace_id = :ws and made_at < :before
          and not exists (select from ads.account a where a.workspace_id = t.workspace_id and a.token_id = t.id)""")
        .param("ws", workspace.value())
        .param("before", utc(madeBefore))
        .update();
  }

  /** Forgets a token that nothing uses any more. */
  void drop(WorkspaceId workspace, UUID id) {
    jdbc.sql(
            """
        delete from ads.token t
        where workspace_id = :ws and id = :id
          and not exists (select from ads.account a where a.workspace_id = t.workspace_id and a.token_id = t.id)""")
        .param("ws", workspace.value())
        .param("id", id)
        .update();
  }

  private AdToken token(ResultSet row) throws SQLException {
    UUID number = row.getObject("number_id", UUID.class);
    Array scopes = row.getArray("scopes");
    String trouble = row.getString("trouble");
    int percent = row.getInt("usage_percent");
    boolean unused = row.wasNull();
    return new AdToken(
        row.getObject("id", UUID.class),
        number == null ? null : new NumberId(number),
        json.readValue(row.getString("found"), FOUND),
        Set.of((String[]) scopes.getArray()),
        unused ? null : percent,
        AdAccountRepository.instant(row, "paused_until"),
        trouble == null ? null : Trouble.of(trouble),
        AdAccountRepository.instant(row, "trouble_at"));
  }

  private static Vault.Place place(UUID id) {
    return new Vault.Place("ads.token", "token", id);
  }

  @Override
  public List<SealedColumn> sealedColumns() {
    return List.of(
        SealedColumn.byId("ads.token", "token_sealed", (_, id) -> place(UUID.fromString(id))));
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}
