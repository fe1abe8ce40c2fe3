package popeki.ads;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.WorkspaceId;

/** The catalogue's rows. */
@Repository
class AdRepository {
  private final JdbcClient jdbc;
  private final Clock clock;

  AdRepository(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  List<Ad> find(WorkspaceId workspace, Collection<String> adIds) {
    return jdbc.sql(
            """
        select ad_id, source, name, adset_id, adset_name, campaign_id, campaign_name
        from ads.ad where workspace_id = :ws and ad_id = any(:ids)""")
        .param("ws", workspace.value())
        .param("ids", adIds.toArray(String[]::new))
        .query(AdRepository::ad)
        .list();
  }

  /** The catalogue by campaign, ad set and ad; after the last id of the page before. */
  List<Ad> list(WorkspaceId workspace, @Nullable String after, int fetch) {
    return jdbc.sql(
            """
        select ad_id, source, name, adset_id, adset_name, campaign_id, campaign_name
        from ads.ad where workspace_id = :ws and (:after::text is null or ad_id > :after)
        order by ad_id limit :fetch""")
        .param("ws", workspace.value())
        .param("after", after)
        .param("fetch", fetch)
        .query(AdRepository::ad)
        .list();
  }

  private static Ad ad(ResultSet row, int index) throws SQLException {
    return new Ad(
        row.getString("ad_id"),
        row.getString("source"),
        row.getString("name"),
        row.getString("adset_id"),
        row.getString("adset_name"),
        row.getString("campaign_id"),
        row.getString("campaign_name"));
  }

  void remember(WorkspaceId workspace, List<Ad> learnt) {
    for (Ad ad : learnt) {
      jdbc.sql(
              """
          insert into ads.ad
            (workspace_id, ad_id, source, name, adset_id, adset_name, campaign_id, campaign_name, refreshed_at)
          values (:ws, :ad, :source, :name, :adset, :adset_name, :campaign, :campaign_name, :at)
          on conflict (workspace_id, ad_id) do update set
            source = excluded.source,
            name = coalesce(excluded.name, ad.name),
            adset_id = coalesce(excluded.adset_id, ad.adset_id),
            adset_name = coalesce(excluded.adset_name, ad.adset_name),
            campaign_id = coalesce(excluded.campaign_id, ad.campaign_id),
            campaign_name = coalesce(excluded.campaign_name, ad.campaign_name),
            refreshed_at = excluded.refreshed_at""")
          .param("ws", workspace.value())
          .param("ad", ad.adId())
          .param("source", ad.source())
          .param("name", ad.name())
          .param("adset", ad.adsetId())
          .param("adset_name", ad.adsetName())
          .param("campaign", ad.campaignId())
          .param("campaign_name", ad.campaignName())
          .param("at", clock.instant().atOffset(ZoneOffset.UTC))
          .update();
    }
  }
}
