package popeki.ads;

import java.sql.Types;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.WorkspaceId;

/** What ads cost, by day, and who said so: of one key the last who did. */
@Repository
class SpendRepository {
  private static final int BATCH = 500;

  private final JdbcTemplate jdbc;
  private final JdbcClient client;
  private final Clock clock;

  SpendRepository(JdbcTemplate jdbc, JdbcClient client, Clock clock) {
    this.jdbc = jdbc;
    this.client = client;
    this.clock = clock;
  }

  /** Who reported a row. */
  enum Origin {
    META,
    CSV,
    API;

    String wire() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** Stores or replaces; no two rows of the list have the same key. */
  void store(WorkspaceId workspace, Origin origin, List<SpendRow> rows) {
    var now = clock.instant().atOffset(ZoneOffset.UTC);
    jdbc.batchUpdate(
        """
        insert into ads.spend
          (workspace_id, day, source, campaign_id, ad_id, amount_minor, currency, impressions, clicks, updated_at, origin)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (workspace_id, day, source, campaign_id, ad_id) do update set
          amount_minor = excluded.amount_minor, currency = excluded.currency,
          impressions = excluded.impressions, clicks = excluded.clicks, updated_at = excluded.updated_at,
          origin = excluded.origin, started = null, pull_id = null""",
        rows,
        BATCH,
        (statement, row) -> {
          statement.setObject(1, workspace.value());
          statement.setObject(2, row.day());
          statement.setString(3, row.source());
          statement.setString(4, row.campaignId());
          statement.setString(5, row.adId() == null ? "" : row.adId());
          statement.setLong(6, row.amount().minor());
          statement.setString(7, row.amount().currency());
          statement.setObject(8, row.impressions(), Types.BIGINT);
          statement.setObject(9, row.clicks(), Types.BIGINT);
          statement.setObject(10, now);
          statement.setString(11, origin.wire());
        });
  }

  /** The same for what an ad account told. */
  void storeOfMeta(
      WorkspaceId workspace,
      String account,
      java.util.UUID pull,
      List<MarketingPayload.AdDay> rows) {
    var now = clock.instant().atOffset(ZoneOffset.UTC);
    jdbc.batchUpdate(
        """
        insert into ads.spend
          (workspace_id, day, source, campaign_id, ad_id, amount_minor, currency, impressions, clicks, updated_at,
           origin, account_id, started, pull_id)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'meta', ?, ?, ?)
        on conflict (workspace_id, day, source, campaign_id, ad_id) do update set
          amount_minor = excluded.amount_minor, currency = excluded.currency,
          impressions = excluded.impressions, clicks = excluded.clicks, updated_at = excluded.updated_at,
          origin = excluded.origin, account_id = excluded.account_id, started = excluded.started,
          pull_id = excluded.pull_id""",
        rows,
        BATCH,
        (statement, day) -> {
          SpendRow row = day.spend();
          statement.setObject(1, workspace.value());
          statement.setObject(2, row.day());
          statement.setString(3, row.source());
          statement.setString(4, row.campaignId());
          statement.setString(5, row.adId());
          statement.setLong(6, row.amount().minor());
          statement.setString(7, row.amount().currency());
          statement.setObject(8, row.impressions(), Types.BIGINT);
          statement.setObject(9, row.clicks(), Types.BIGINT);
          statement.setObject(10, now);
          statement.setString(11, account);
          statement.setObject(12, day.started(), Types.BIGINT);
          statement.setObject(13, pull);
        });
  }

  /** What Meta told of these days before and tells no more. */
  void dropRestated(WorkspaceId workspace, String account, AdAccount.Pull pull) {
    client
        .sql(
            """
        delete from ads.spend
        where workspace_id = :ws and account_id = :account and origin = 'meta'
          and day between :since and :until and pull_id is distinct from :pull""")
        .param("ws", workspace.value())
        .param("account", account)
        .param("since", pull.since())
        .param("until", pull.until())
        .param("pull", pull.id())
        .update();
  }

  /** How many of these sums of whole campaigns stand on days that Meta tells ad by ad. */
  long toldByMeta(WorkspaceId workspace, List<SpendRow> whole) {
    return client
        .sql(
            """
        select count(*) from unnest(:days::date[], :sources::text[], :campaigns::text[]) as t (day, source, campaign)
        where exists (
          select from ads.spend s
          where s.workspace_id = :ws and s.day = t.day and s.source = t.source and s.campaign_id = t.campaign
            and s.ad_id <> '' and s.origin = 'meta')""")
        .param("ws", workspace.value())
        .param("days", whole.stream().map(row -> row.day().toString()).toArray(String[]::new))
        .param("sources", whole.stream().map(SpendRow::source).toArray(String[]::new))
        .param("campaigns", whole.stream().map(SpendRow::campaignId).toArray(String[]::new))
        .query(Long.class)
        .single();
  }

  /** What is known of each source, by who told it. */
  List<SpendViews.Reported> reported(WorkspaceId workspace) {
    return client
        .sql(
            """
        select source, origin, currency, count(*) as rows, min(day) as first, max(day) as last,
               sum(amount_minor)::bigint as amount
        from ads.spend where workspace_id = :ws
        group by source, origin, currency order by max(day) desc, source, origin, currency limit 100""")
        .param("ws", workspace.value())
        .query(
            (row, index) ->
                new SpendViews.Reported(
                    row.getString("source"),
                    row.getString("origin"),
                    row.getLong("rows"),
                    row.getObject("first", java.time.LocalDate.class),
                    row.getObject("last", java.time.LocalDate.class),
                    new popeki.kernel.Money(row.getLong("amount"), row.getString("currency"))))
        .list();
  }
}
