package popeki.ads;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.connections.Trouble;
import popeki.kernel.WorkspaceId;

/** The ad accounts of a workspace, and how far each was read. */
@Repository
class AdAccountRepository {
  private static final String SELECT =
      """
      select a.account_id, a.name, a.currency, a.timezone, a.status, a.token_id, a.connected_at,
             a.disconnected_at, a.trouble, a.trouble_at, a.catalogue_after, a.catalogued_at, a.spent_at,
             a.spent_whole, a.pull_id, a.pull_since, a.pull_until, a.pull_run, a.pull_ready, a.pull_after,
             a.pull_failures
      from ads.account a
      """;

  /** An account that may be read now: its token is taken and not told to wait. */
  private static final String READABLE =
      """
      join ads.token t on t.workspace_id = a.workspace_id and t.id = a.token_id
      where a.workspace_id = :ws and t.trouble is null
      """;

  private final JdbcClient jdbc;

  AdAccountRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Connects an account, or gives a connected one another token; it is read from now on. */
  void connect(WorkspaceId workspace, FoundAccount found, UUID token, Instant now) {
    jdbc.sql(
            """
        insert into ads.account
          (workspace_id, account_id, name, currency, timezone, status, token_id, connected_at, catalogue_at, spend_at)
        values (:ws, :account, :name, :currency, :zone, :status, :token, :now, :now, :now)
        on conflict (workspace_id, account_id) do update
        set name = excluded.name, currency = excluded.currency, timezone = excluded.timezone,
            status = excluded.status, token_id = excluded.token_id,
            connected_at = case when account.token_id is null then excluded.connected_at else account.connected_at end,
            spent_whole = account.spent_whole and account.token_id is not null,
            disconnected_at = null, trouble = null, trouble_at = null, catalogue_at = excluded.catalogue_at,
            catalogue_after = null, spend_at = excluded.spend_at, pull_id = null, pull_since = null,
            pull_until = null, pull_run = null, pull_ready = false, pull_after = null, pull_failures = 0""")
        .param("ws", workspace.value())
        .param("account", found.accountId())
        .param("name", found.name())
        .param("currency", found.currency())
        .param("zone", found.timezone())
        .param("status", found.status())
        .param("token", token)
        .param("now", utc(now))
        .update();
  }

  boolean disconnect(WorkspaceId workspace, String account, Instant now) {
    return jdbc.sql(
                """
            update ads.account
            set token_id = null, disconnected_at = :now, trouble = null, trouble_at = null, pull_id = null,
                pull_since = null, pull_until = null, pull_run = null, pull_ready = false, pull_after = null,
                catalogue_after = null
            where workspace_id = :ws and account_id = :account and token_id is not null""")
            .param("ws", workspace.value())
            .param("account", account)
            .param("now", utc(now))
            .update()
        > 0;
  }

  List<AdAccount> list(WorkspaceId workspace) {
    return jdbc.sql(
            SELECT + "where a.workspace_id = :ws order by a.token_id is null, a.name, a.account_id")
        .param("ws", workspace.value())
        .query((row, index) -> account(row))
        .list();
  }

  Optional<AdAccount> find(WorkspaceId workspace, String account) {
    return jdbc.sql(SELECT + "where a.workspace_id = :ws and a.account_id = :account")
        .param("ws", workspace.value())
        .param("account", account)
        .query((row, index) -> account(row))
        .optional();
  }

  /** The same, held until the end of the transaction; empty when it was disconnected meanwhile. */
  Optional<AdAccount> hold(WorkspaceId workspace, AdAccount known) {
    return jdbc.sql(
            SELECT
                + "where a.workspace_id = :ws and a.account_id = :account and a.token_id = :token for update")
        .param("ws", workspace.value())
        .param("account", known.id())
        .param("token", known.tokenId())
        .query((row, index) -> account(row))
        .optional();
  }

  Optional<AdAccount> catalogueDue(WorkspaceId workspace, Instant now) {
    return due(workspace, now, "catalogue_at");
  }

  Optional<AdAccount> spendDue(WorkspaceId workspace, Instant now) {
    return due(workspace, now, "spend_at");
  }

  private Optional<AdAccount> due(WorkspaceId workspace, Instant now, String column) {
    return jdbc.sql(
            SELECT
                + READABLE
                + """
        and (t.paused_until is null or t.paused_until <= :now)
        and case :column when 'spend_at' then a.spend_at else a.catalogue_at end <= :now
        order by case :column when 'spend_at' then a.spend_at else a.catalogue_at end, a.account_id
        limit 1""")
        .param("ws", workspace.value())
        .param("now", utc(now))
        .param("column", column)
        .query((row, index) -> account(row))
        .optional();
  }

  Optional<Instant> nextSpend(WorkspaceId workspace) {
    return next(
        workspace,
        """
        select min(greatest(a.spend_at, coalesce(t.paused_until, '1970-01-01T00:00:00Z')))
        from ads.account a
        """);
  }

  Optional<Instant> nextCatalogue(WorkspaceId workspace) {
    return next(
        workspace,
        """
        select min(greatest(a.catalogue_at, coalesce(t.paused_until, '1970-01-01T00:00:00Z')))
        from ads.account a
        """);
  }

  /** When the first token may be used: in the past when one may now. */
  Optional<Instant> firstUsable(WorkspaceId workspace) {
    return next(
        workspace,
        """
        select min(coalesce(t.paused_until, '1970-01-01T00:00:00Z'))
        from ads.account a
        """);
  }

  private Optional<Instant> next(WorkspaceId workspace, String select) {
    return jdbc.sql(select + READABLE)
        .param("ws", workspace.value())
        .query((row, index) -> Optional.ofNullable(row.getObject(1, OffsetDateTime.class)))
        .single()
        .map(OffsetDateTime::toInstant);
  }

  void catalogueGoesOn(WorkspaceId workspace, AdAccount account, String after) {
    jdbc.sql(
            """
        update ads.account set catalogue_after = :after, trouble = null, trouble_at = null
        where workspace_id = :ws and account_id = :account""")
        .param("ws", workspace.value())
        .param("account", account.id())
        .param("after", after)
        .update();
  }

  void catalogueDone(WorkspaceId workspace, AdAccount account, Instant now, Instant next) {
    jdbc.sql(
            """
        update ads.account
        set catalogue_after = null, catalogued_at = :now, catalogue_at = :next, trouble = null, trouble_at = null
        where workspace_id = :ws and account_id = :account""")
        .param("ws", workspace.value())
        .param("account", account.id())
        .param("now", utc(now))
        .param("next", utc(next))
        .update();
  }

  void catalogueLater(WorkspaceId workspace, AdAccount account, Instant next) {
    jdbc.sql(
            """
        update ads.account set catalogue_at = :next, catalogue_after = null
        where workspace_id = :ws and account_id = :account""")
        .param("ws", workspace.value())
        .param("account", account.id())
        .param("next", utc(next))
        .update();
  }

  /** Begins to read spend, or goes on with it. */
  void pull(WorkspaceId workspace, AdAccount account, AdAccount.Pull pull, Instant next) {
    jdbc.sql(
            """
        update ads.account
        set pull_id = :pull, pull_since = :since, pull_until = :until, pull_run = :run, pull_ready = :ready,
            pull_after = :after, spend_at = :next
        where workspace_id = :ws and account_id = :account""")
        .param("ws", workspace.value())
        .param("account", account.id())
        .param("pull", pull.id())
        .param("since", pull.since())
        .param("until", pull.until())
        .param("run", pull.run())
        .param("ready", pull.ready())
        .param("after", pull.after())
        .param("next", utc(next))
        .update();
  }

  void pullDone(WorkspaceId workspace, AdAccount account, Instant now, Instant next) {
    jdbc.sql(
            """
        update ads.account
        set pull_id = null, pull_since = null, pull_until = null, pull_run = null, pull_ready = false,
            pull_after = null, pull_failures = 0, spent_at = :now, spent_whole = true, spend_at = :next,
            trouble = null, trouble_at = null
        where workspace_id = :ws and account_id = :account""")
        .param("ws", workspace.value())
        .param("account", account.id())
        .param("now", utc(now))
        .param("next", utc(next))
        .update();
  }

  /** Drops what was begun; it begins anew later. */
  void pullFailed(WorkspaceId workspace, AdAccount account, Instant next) {
    jdbc.sql(
            """
        update ads.account
        set pull_id = null, pull_since = null, pull_until = null, pull_run = null, pull_ready = false,
            pull_after = null, pull_failures = least(pull_failures + 1, 100), spend_at = :next
        where workspace_id = :ws and account_id = :account""")
        .param("ws", workspace.value())
        .param("account", account.id())
        .param("next", utc(next))
        .update();
  }

  boolean troubled(WorkspaceId workspace, AdAccount account, Trouble trouble, Instant now) {
    return jdbc.sql(
                """
            update ads.account
            set trouble = :trouble, trouble_at = case when trouble = :trouble then trouble_at else :now end
            where workspace_id = :ws and account_id = :account""")
            .param("ws", workspace.value())
            .param("account", account.id())
            .param("trouble", trouble.wire())
            .param("now", utc(now))
            .update()
        > 0;
  }

  /** Both readings begin now. */
  void readNow(WorkspaceId workspace, String account, Instant now) {
    jdbc.sql(
            """
        update ads.account set catalogue_at = least(catalogue_at, :now), spend_at = least(spend_at, :now)
        where workspace_id = :ws and account_id = :account and token_id is not null""")
        .param("ws", workspace.value())
        .param("account", account)
        .param("now", utc(now))
        .update();
  }

  private static AdAccount account(ResultSet row) throws SQLException {
    int status = row.getInt("status");
    boolean unknown = row.wasNull();
    var found =
        new FoundAccount(
            row.getString("account_id"),
            row.getString("name"),
            row.getString("currency"),
            row.getString("timezone"),
            unknown ? null : status);
    String trouble = row.getString("trouble");
    UUID pull = row.getObject("pull_id", UUID.class);
    return new AdAccount(
        found,
        row.getObject("token_id", UUID.class),
        row.getObject("connected_at", OffsetDateTime.class).toInstant(),
        instant(row, "disconnected_at"),
        trouble == null ? null : Trouble.of(trouble),
        instant(row, "trouble_at"),
        row.getString("catalogue_after"),
        instant(row, "catalogued_at"),
        instant(row, "spent_at"),
        row.getBoolean("spent_whole"),
        pull == null
            ? null
            : new AdAccount.Pull(
                pull,
                row.getObject("pull_since", LocalDate.class),
                row.getObject("pull_until", LocalDate.class),
                row.getString("pull_run"),
                row.getBoolean("pull_ready"),
                row.getString("pull_after")),
        row.getInt("pull_failures"));
  }

  static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}
