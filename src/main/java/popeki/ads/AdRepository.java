package popeki.ads;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.WorkspaceId;

/** The catalogue's rows: what is known of ads, and which are to be asked for. */
@Repository
class AdRepository {
  private static final int BATCH = 500;

  private final JdbcClient jdbc;
  private final JdbcTemplate batches;

  AdRepository(JdbcClient jdbc, JdbcTemplate batches) {
    this.jdbc = jdbc;
    this.batches = batches;
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

  static Ad ad(ResultSet row, int index) throws SQLException {
    return new Ad(
        row.getString("ad_id"),
        row.getString("source"),
        row.getString("name"),
        row.getString("adset_id"),
        row.getString("adset_name"),
        row.getString("campaign_id"),
        row.getString("campaign_name"));
  }

  /**
   * Writes down that a conversation named the ad.
   *
   * @return whether that is new, so that it may have to be asked for
   */
  boolean want(WorkspaceId workspace, String ad, Instant now) {
    return jdbc.sql(
                """
            insert into ads.ad (workspace_id, ad_id, source, refreshed_at, wanted_at, ask_at)
            values (:ws, :ad, 'meta', :now, :now, :now)
            on conflict (workspace_id, ad_id) do update
            set wanted_at = excluded.wanted_at,
                ask_at = coalesce(ad.ask_at, ad.learnt_at + interval '1 day', excluded.ask_at)
            where ad.wanted_at is null""")
            .param("ws", workspace.value())
            .param("ad", ad)
            .param("now", utc(now))
            .update()
        > 0;
  }

  void learn(WorkspaceId workspace, List<LearntAd> learnt, Instant now, @Nullable Instant nextAsk) {
    batches.batchUpdate(
        """
        insert into ads.ad as ad
          (workspace_id, ad_id, source, name, adset_id, adset_name, campaign_id, campaign_name, refreshed_at,
           account_id, status, headline, creative_id, thumbnail, learnt_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?::timestamptz, ?, ?, ?, ?, ?,
                case when ?::timestamptz is null then null else ?::timestamptz end)
        on conflict (workspace_id, ad_id) do update set
          source = excluded.source,
          name = coalesce(excluded.name, ad.name),
          adset_id = coalesce(excluded.adset_id, ad.adset_id),
          adset_name = coalesce(excluded.adset_name, ad.adset_name),
          campaign_id = coalesce(excluded.campaign_id, ad.campaign_id),
          campaign_name = coalesce(excluded.campaign_name, ad.campaign_name),
          refreshed_at = excluded.refreshed_at,
          account_id = coalesce(excluded.account_id, ad.account_id),
          status = coalesce(excluded.status, ad.status),
          headline = coalesce(excluded.headline, ad.headline),
          creative_id = coalesce(excluded.creative_id, ad.creative_id),
          thumbnail = case
            when excluded.thumbnail is null then ad.thumbnail
            when exists (
              select from ads.picture p
              where p.workspace_id = ad.workspace_id and p.ad_id = ad.ad_id
                and p.creative_id = coalesce(excluded.creative_id, '')) then null
            else excluded.thumbnail end,
          learnt_at = coalesce(excluded.learnt_at, ad.learnt_at),
          ask_at = case when excluded.learnt_at is null then ad.ask_at
                        when ad.wanted_at is null then null
                        else ?::timestamptz end,
          ask_alone = ad.ask_alone and excluded.learnt_at is null,
          refusal = case when excluded.learnt_at is null then ad.refusal end""",
        learnt,
        BATCH,
        (statement, each) -> {
          Ad ad = each.ad();
          statement.setObject(1, workspace.value());
          statement.setString(2, ad.adId());
          statement.setString(3, ad.source());
          text(statement, 4, ad.name());
          text(statement, 5, ad.adsetId());
          text(statement, 6, ad.adsetName());
          text(statement, 7, ad.campaignId());
          text(statement, 8, ad.campaignName());
          statement.setObject(9, utc(now));
          text(statement, 10, each.accountId());
          text(statement, 11, each.status());
          text(statement, 12, each.headline());
          text(statement, 13, each.creativeId());
          text(statement, 14, each.thumbnail());
          OffsetDateTime next = nextAsk == null ? null : utc(nextAsk);
          statement.setObject(15, next, Types.TIMESTAMP_WITH_TIMEZONE);
          statement.setObject(16, utc(now));
          statement.setObject(17, next, Types.TIMESTAMP_WITH_TIMEZONE);
        });
  }

  private static void text(java.sql.PreparedStatement statement, int index, @Nullable String text)
      throws SQLException {
    statement.setObject(index, text, Types.VARCHAR);
  }

  /** Carries present names to all ads under them: one campaign never shows two. */
  void rename(WorkspaceId workspace, List<AdNameRepository.Named> names) {
    for (AdNameRepository.Named each : java.util.Set.copyOf(names)) {
      switch (each.kind()) {
        case "campaign" -> renameCampaign(workspace, each);
        case "adset" -> renameAdset(workspace, each);
        default -> {
          // an ad's own name stands in its one row
        }
      }
    }
  }

  private void renameCampaign(WorkspaceId workspace, AdNameRepository.Named campaign) {
    jdbc.sql(
            """
        update ads.ad set campaign_name = :name
        where workspace_id = :ws and campaign_id = :id and source = :source and campaign_name is distinct from :name""")
        .param("ws", workspace.value())
        .param("id", campaign.id())
        .param("source", campaign.source())
        .param("name", campaign.name())
        .update();
  }

  private void renameAdset(WorkspaceId workspace, AdNameRepository.Named adset) {
    jdbc.sql(
            """
        update ads.ad set adset_name = :name
        where workspace_id = :ws and adset_id = :id and source = :source and adset_name is distinct from :name""")
        .param("ws", workspace.value())
        .param("id", adset.id())
        .param("source", adset.source())
        .param("name", adset.name())
        .update();
  }

  /**
   * Ads to be asked for now.
   *
   * @param alone those that a call for many failed for, one by one
   */
  List<String> due(WorkspaceId workspace, Instant now, boolean alone, int most) {
    return jdbc.sql(
            """
        select ad_id from ads.ad
        where workspace_id = :ws and ask_at <= :now and ask_alone = :alone and source = 'meta'
        order by ask_at, ad_id limit :most""")
        .param("ws", workspace.value())
        .param("now", utc(now))
        .param("alone", alone)
        .param("most", most)
        .query((row, index) -> row.getString(1))
        .list();
  }

  Optional<Instant> nextAsk(WorkspaceId workspace) {
    return jdbc.sql(
            "select min(ask_at) from ads.ad where workspace_id = :ws and ask_at is not null")
        .param("ws", workspace.value())
        .query((row, index) -> Optional.ofNullable(row.getObject(1, OffsetDateTime.class)))
        .single()
        .map(OffsetDateTime::toInstant);
  }

  void askAlone(WorkspaceId workspace, Collection<String> ads) {
    jdbc.sql("update ads.ad set ask_alone = true where workspace_id = :ws and ad_id = any(:ids)")
        .param("ws", workspace.value())
        .param("ids", ads.toArray(String[]::new))
        .update();
  }

  /** No connected account shows it: kept for hours, so that nobody asks for it all the time. */
  void refused(WorkspaceId workspace, String ad, String why, Instant nextAsk) {
    jdbc.sql(
            """
        update ads.ad set refusal = :why, ask_at = :next, ask_alone = false
        where workspace_id = :ws and ad_id = :ad""")
        .param("ws", workspace.value())
        .param("ad", ad)
        .param("why", why)
        .param("next", utc(nextAsk))
        .update();
  }

  /** An account was connected: what nobody could tell may be told now. */
  void askAgain(WorkspaceId workspace, Instant now) {
    jdbc.sql(
            """
        update ads.ad set ask_at = :now, ask_alone = false
        where workspace_id = :ws and wanted_at is not null and learnt_at is null""")
        .param("ws", workspace.value())
        .param("now", utc(now))
        .update();
  }

  /** A picture to be fetched. */
  record Thumbnail(String adId, String creativeId, String url) {}

  Optional<Thumbnail> thumbnail(WorkspaceId workspace) {
    return jdbc.sql(
            """
        select ad_id, coalesce(creative_id, '') as creative_id, thumbnail as url from ads.ad
        where workspace_id = :ws and thumbnail is not null order by ad_id limit 1""")
        .param("ws", workspace.value())
        .query(Thumbnail.class)
        .optional();
  }

  /** Forgets where a picture was; the next answer about the ad names it again. */
  void thumbnailDone(WorkspaceId workspace, Thumbnail thumbnail) {
    jdbc.sql(
            """
        update ads.ad set thumbnail = null
        where workspace_id = :ws and ad_id = :ad and thumbnail = :url""")
        .param("ws", workspace.value())
        .param("ad", thumbnail.adId())
        .param("url", thumbnail.url())
        .update();
  }

  void picture(WorkspaceId workspace, Thumbnail of, byte[] image, Instant now) {
    jdbc.sql(
            """
        insert into ads.picture (workspace_id, ad_id, creative_id, image, fetched_at)
        values (:ws, :ad, :creative, :image, :now)
        on conflict (workspace_id, ad_id) do update
        set creative_id = excluded.creative_id, image = excluded.image, fetched_at = excluded.fetched_at""")
        .param("ws", workspace.value())
        .param("ad", of.adId())
        .param("creative", of.creativeId())
        .param("image", image)
        .param("now", utc(now))
        .update();
  }

  Optional<byte[]> picture(WorkspaceId workspace, String ad) {
    return jdbc.sql("select image from ads.picture where workspace_id = :ws and ad_id = :ad")
        .param("ws", workspace.value())
        .param("ad", ad)
        .query(byte[].class)
        .optional();
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}
