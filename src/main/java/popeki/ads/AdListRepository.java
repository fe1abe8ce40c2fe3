package popeki.ads;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.Money;
import popeki.kernel.WorkspaceId;

/** The catalogue as lists and pages show it, with what ads cost. */
@Repository
class AdListRepository {
  private static final String SELECT =
      """
      select ad.ad_id, ad.source, ad.name, ad.adset_id, ad.adset_name, ad.campaign_id, ad.campaign_name,
             ad.account_id, account.name as account_name, ad.status, ad.headline, campaign.objective,
             exists (select from ads.picture p
                     where p.workspace_id = ad.workspace_id and p.ad_id = ad.ad_id) as pictured,
             ad.wanted_at, ad.learnt_at, ad.refusal
      from ads.ad
      left join ads.account on account.workspace_id = ad.workspace_id and account.account_id = ad.account_id
      left join ads.campaign on campaign.workspace_id = ad.workspace_id and campaign.source = ad.source
        and campaign.campaign_id = ad.campaign_id
      """;

  private final JdbcClient jdbc;

  AdListRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** By id, after the last id of the page before. */
  List<AdDetail> page(WorkspaceId workspace, @Nullable String after, int fetch) {
    return jdbc.sql(
            SELECT
                + """
        where ad.workspace_id = :ws and (:after::text is null or ad.ad_id > :after)
        order by ad.ad_id limit :fetch""")
        .param("ws", workspace.value())
        .param("after", after)
        .param("fetch", fetch)
        .query(AdListRepository::detail)
        .list();
  }

  Optional<AdDetail> find(WorkspaceId workspace, String ad) {
    return jdbc.sql(SELECT + "where ad.workspace_id = :ws and ad.ad_id = :ad")
        .param("ws", workspace.value())
        .param("ad", ad)
        .query(AdListRepository::detail)
        .optional();
  }

  /** Those that cost most since that day first, of all accounts or of one. */
  List<AdDetail> dearest(
      WorkspaceId workspace, @Nullable String account, LocalDate since, int fetch) {
    return jdbc.sql(
            SELECT
                + """
        left join lateral (
          select sum(s.amount_minor) as spent from ads.spend s
          where s.workspace_id = ad.workspace_id and s.ad_id = ad.ad_id and s.ad_id <> '' and s.day >= :since
        ) recent on true
        where ad.workspace_id = :ws and (:account::text is null or ad.account_id = :account)
        order by recent.spent desc nulls last, ad.wanted_at desc nulls last, ad.ad_id
        limit :fetch""")
        .param("ws", workspace.value())
        .param("account", account)
        .param("since", since)
        .param("fetch", fetch)
        .query(AdListRepository::detail)
        .list();
  }

  long count(WorkspaceId workspace, @Nullable String account) {
    return jdbc.sql(
            """
        select count(*) from ads.ad
        where workspace_id = :ws and (:account::text is null or account_id = :account)""")
        .param("ws", workspace.value())
        .param("account", account)
        .query(Long.class)
        .single();
  }

  /**
   * What these ads cost.
   *
   * @param since the first day; null for all that are known
   */
  Map<String, AdTotals> totals(
      WorkspaceId workspace, Collection<String> ads, @Nullable LocalDate since) {
    Map<String, AdTotals> totals = new HashMap<>();
    jdbc.sql(
            """
        select ad_id, currency, sum(amount_minor)::bigint as amount, sum(impressions)::bigint as impressions,
               sum(clicks)::bigint as clicks, sum(started)::bigint as started
        from ads.spend
        where workspace_id = :ws and ad_id = any(:ads) and ad_id <> ''
          and (:since::date is null or day >= :since)
        group by ad_id, currency order by ad_id, currency""")
        .param("ws", workspace.value())
        .param("ads", ads.toArray(String[]::new))
        .param("since", since)
        .query(
            row -> {
              totals.merge(
                  row.getString("ad_id"),
                  new AdTotals(
                      List.of(new Money(row.getLong("amount"), row.getString("currency"))),
                      whole(row, "impressions"),
                      whole(row, "clicks"),
                      whole(row, "started")),
                  AdTotals::plus);
            });
    return totals;
  }

  /** A day of an ad, and who told of it. */
  record Day(
      LocalDate day,
      Money amount,
      @Nullable Long impressions,
      @Nullable Long clicks,
      @Nullable Long started,
      String origin) {}

  /** The days of an ad, the latest first. */
  List<Day> days(WorkspaceId workspace, String ad, int most) {
    return jdbc.sql(
            """
        select day, amount_minor, currency, impressions, clicks, started, origin from ads.spend
        where workspace_id = :ws and ad_id = :ad and ad_id <> '' order by day desc, source limit :most""")
        .param("ws", workspace.value())
        .param("ad", ad)
        .param("most", most)
        .query(
            (row, index) ->
                new Day(
                    row.getObject("day", LocalDate.class),
                    new Money(row.getLong("amount_minor"), row.getString("currency")),
                    whole(row, "impressions"),
                    whole(row, "clicks"),
                    whole(row, "started"),
                    row.getString("origin")))
        .list();
  }

  private static @Nullable Long whole(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }

  private static AdDetail detail(ResultSet row, int index) throws SQLException {
    return new AdDetail(
        AdRepository.ad(row, index),
        row.getString("account_id"),
        row.getString("account_name"),
        row.getString("status"),
        row.getString("headline"),
        row.getString("objective"),
        row.getBoolean("pictured"),
        AdAccountRepository.instant(row, "wanted_at"),
        AdAccountRepository.instant(row, "learnt_at"),
        row.getString("refusal"));
  }
}
