package popeki.reports;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.WorkspaceId;

/** Moves deltas into the roll-ups. Every method runs in a transaction of the workspace. */
@Repository
class FoldRepository {
  /** A batch stands for some tens of clicks, so fewer of them are as much work. */
  private static final int DELTAS_PER_BATCH = 5;

  private final JdbcClient jdbc;

  FoldRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The zone that the workspace counts its days in. */
  Optional<String> zone(WorkspaceId workspace) {
    return jdbc.sql("select zone from workspaces.report_zone where workspace_id = :ws")
        .param("ws", workspace.value())
        .query(String.class)
        .optional();
  }

  /** Waits for the lock of the workspace's folder; answers the zone its days are counted in. */
  String lock(WorkspaceId workspace, String zone) {
    jdbc.sql(
            """
        insert into reports.fold (workspace_id, zone) values (:ws, :zone)
        on conflict (workspace_id) do nothing""")
        .param("ws", workspace.value())
        .param("zone", zone)
        .update();
    return jdbc.sql("select zone from reports.fold where workspace_id = :ws for update")
        .param("ws", workspace.value())
        .query(String.class)
        .single();
  }

  /**
   * Takes away at most so many deltas, and batches of clicks, and adds exactly those to the
   * roll-ups, in one statement: what is appended meanwhile is not seen and stays.
   *
   * @return whether there may be more
   */
  boolean fold(WorkspaceId workspace, String zone, int most) {
    int mostBatches = (most + DELTAS_PER_BATCH - 1) / DELTAS_PER_BATCH;
    // An array is made once. A join with the limited select may be planned as a loop that makes it
    // again for every row, where the statistics are older than the rows.
    return jdbc.sql(
            """
        with single as (
          delete from platform.delta
          where workspace_id = :ws and id = any(array(
            select id from platform.delta where workspace_id = :ws order by id limit :most))
          returning occurred_at, source, campaign_id, adset_id, ad_id, link_id, currency,
            clicks, not_counted, conversations, attributed, ad_unknown, qualified, won, revenue_minor, scans
        ), batch as (
          delete from platform.click_delta
          where workspace_id = :ws and id = any(array(
            select id from platform.click_delta where workspace_id = :ws order by id limit :most_batches))
          returning occurred_at, source, campaign_id, adset_id, ad_id, link_id, clicks, not_counted, scans
        ), taken as (
          select * from single
          union all
          select part.at, part.source, part.campaign_id, part.adset_id, part.ad_id, part.link_id, null,
            part.clicks, part.not_counted, 0, 0, 0, 0, 0, 0, part.scans
          from batch b, unnest(b.occurred_at, b.source, b.campaign_id, b.adset_id, b.ad_id, b.link_id,
              b.clicks, b.not_counted, b.scans)
            as part (at, source, campaign_id, adset_id, ad_id, link_id, clicks, not_counted, scans)
        ), named as (
          select
            date_bin('15 minutes', occurred_at, timestamptz '2000-01-01 00:00:00Z') as bucket,
            coalesce(source, '') as source, coalesce(campaign_id, '') as campaign_id,
            coalesce(adset_id, '') as adset_id, coalesce(ad_id, '') as ad_id,
            coalesce(link_id, '00000000-0000-0000-0000-000000000000') as link_id,
            coalesce(currency, '---') as currency,
            clicks, not_counted, conversations, attributed, ad_unknown, qualified, won, revenue_minor,
            scans
          from taken
        ), credited as (
          select bucket, source, campaign_id, adset_id, ad_id, link_id, currency,
            sum(clicks) as clicks, sum(not_counted) as not_counted,
            sum(conversations) as conversations, sum(attributed) as attributed,
            sum(ad_unknown) as ad_unknown, sum(qualified) as qualified, sum(won) as won,
            sum(revenue_minor) as revenue_minor, sum(scans) as scans
          from named group by 1, 2, 3, 4, 5, 6, 7
        ), totals as (
          insert into reports.quarter_hour as r
            (workspace_id, bucket, currency, clicks, not_counted, conversations, attributed, ad_unknown,
             qualified, won, revenue_minor)
          select :ws, bucket, currency, sum(clicks), sum(not_counted), sum(conversations),
            sum(attributed), sum(ad_unknown), sum(qualified), sum(won), sum(revenue_minor)
          from credited group by 2, 3
          on conflict (workspace_id, bucket, currency) do update set
            clicks = r.clicks + excluded.clicks,
            not_counted = r.not_counted + excluded.not_counted,
            conversations = r.conversations + excluded.conversations,
            attributed = r.attributed + excluded.attributed,
            ad_unknown = r.ad_unknown + excluded.ad_unknown,
            qualified = r.qualified + excluded.qualified,
            won = r.won + excluded.won,
            revenue_minor = r.revenue_minor + excluded.revenue_minor
        ), quarters as (
          insert into reports.quarter_hour_credit as r
            (workspace_id, bucket, source, campaign_id, adset_id, ad_id, link_id, currency, clicks,
             not_counted, conversations, attributed, ad_unknown, qualified, won, revenue_minor, scans)
          select :ws, credited.* from credited
          on conflict (workspace_id, bucket, source, campaign_id, adset_id, ad_id, link_id, currency)
          do update set
            clicks = r.clicks + excluded.clicks,
            not_counted = r.not_counted + excluded.not_counted,
            conversations = r.conversations + excluded.conversations,
            attributed = r.attributed + excluded.attributed,
            ad_unknown = r.ad_unknown + excluded.ad_unknown,
            qualified = r.qualified + excluded.qualified,
            won = r.won + excluded.won,
            revenue_minor = r.revenue_minor + excluded.revenue_minor,
            scans = r.scans + excluded.scans
        ), days as (
          insert into reports.day as r
            (workspace_id, day, source, campaign_id, adset_id, ad_id, link_id, currency, clicks,
             not_counted, conversations, attributed, ad_unknown, qualified, won, revenue_minor, scans)
          select :ws, (bucket at time zone :zone)::date, source, campaign_id, adset_id, ad_id, link_id,
            currency, sum(clicks), sum(not_counted), sum(conversations), sum(attributed),
            sum(ad_unknown), sum(qualified), sum(won), sum(revenue_minor), sum(scans)
          from credited group by 2, 3, 4, 5, 6, 7, 8
          on conflict (workspace_id, day, source, campaign_id, adset_id, ad_id, link_id, currency)
          do update set
            clicks = r.clicks + excluded.clicks,
            not_counted = r.not_counted + excluded.not_counted,
            conversations = r.conversations + excluded.conversations,
            attributed = r.attributed + excluded.attributed,
            ad_unknown = r.ad_unknown + excluded.ad_unknown,
            qualified = r.qualified + excluded.qualified,
            won = r.won + excluded.won,
            revenue_minor = r.revenue_minor + excluded.revenue_minor,
            scans = r.scans + excluded.scans
        )
        select (select count(*) from single) = :most or (select count(*) from batch) = :most_batches""")
        .param("ws", workspace.value())
        .param("zone", zone)
        .param("most", most)
        .param("most_batches", mostBatches)
        .query(Boolean.class)
        .single();
  }

  /** Counts every day again, in another zone. */
  void rebuildDays(WorkspaceId workspace, String zone) {
    jdbc.sql("delete from reports.day where workspace_id = :ws")
        .param("ws", workspace.value())
        .update();
    jdbc.sql(
            """
        insert into reports.day
          (workspace_id, day, source, campaign_id, adset_id, ad_id, link_id, currency, clicks,
           not_counted, conversations, attributed, ad_unknown, qualified, won, revenue_minor, scans)
        select workspace_id, (bucket at time zone :zone)::date, source, campaign_id, adset_id, ad_id,
          link_id, currency, sum(clicks), sum(not_counted), sum(conversations), sum(attributed),
          sum(ad_unknown), sum(qualified), sum(won), sum(revenue_minor), sum(scans)
        from reports.quarter_hour_credit where workspace_id = :ws
        group by 1, 2, 3, 4, 5, 6, 7, 8""")
        .param("ws", workspace.value())
        .param("zone", zone)
        .update();
    jdbc.sql("update reports.fold set zone = :zone where workspace_id = :ws")
        .param("ws", workspace.value())
        .param("zone", zone)
        .update();
  }
}
