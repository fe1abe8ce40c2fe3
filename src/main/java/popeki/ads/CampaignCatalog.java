package popeki.ads;

import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.WorkspaceId;

/** Campaigns by id, with their present names; those that came with spend alone are among them. */
@Repository
class CampaignCatalog {
  private static final int BATCH = 500;

  private final JdbcClient jdbc;
  private final JdbcTemplate batches;

  CampaignCatalog(JdbcClient jdbc, JdbcTemplate batches) {
    this.jdbc = jdbc;
    this.batches = batches;
  }

  /** A campaign as it is called now. */
  record Known(
      String source,
      String id,
      String name,
      @Nullable String objective,
      @Nullable String accountId) {}

  void remember(WorkspaceId workspace, Collection<Known> campaigns, Instant now) {
    batches.batchUpdate(
        """
        insert into ads.campaign (workspace_id, source, campaign_id, name, objective, account_id, refreshed_at)
        values (?, ?, ?, ?, ?, ?, ?)
        on conflict (workspace_id, source, campaign_id) do update
        set name = excluded.name, objective = coalesce(excluded.objective, campaign.objective),
            account_id = coalesce(excluded.account_id, campaign.account_id), refreshed_at = excluded.refreshed_at""",
        campaigns,
        BATCH,
        (statement, each) -> {
          statement.setObject(1, workspace.value());
          statement.setString(2, each.source());
          statement.setString(3, each.id());
          statement.setString(4, each.name());
          statement.setObject(5, each.objective(), Types.VARCHAR);
          statement.setObject(6, each.accountId(), Types.VARCHAR);
          statement.setObject(7, now.atOffset(ZoneOffset.UTC));
        });
  }

  Optional<String> name(WorkspaceId workspace, String campaignId) {
    return jdbc.sql(
            """
        select name from ads.campaign where workspace_id = :ws and campaign_id = :id
        order by source limit 1""")
        .param("ws", workspace.value())
        .param("id", campaignId)
        .query(String.class)
        .optional();
  }

  /**
   * The one campaign that a text names: by its id, by its present name, by a former one; the first
   * of these that says anything. Two campaigns of one name are nobody's.
   */
  Optional<String> named(WorkspaceId workspace, String source, String text) {
    return only(
            """
            select campaign_id from ads.campaign
            where workspace_id = :ws and campaign_id = :text and (:source = '' or source = :source) limit 2""",
            workspace,
            source,
            text)
        .or(
            () ->
                only(
                    """
                    select campaign_id from ads.campaign
                    where workspace_id = :ws and lower(name) = lower(:text)
                      and (:source = '' or source = :source) limit 2""",
                    workspace,
                    source,
                    text))
        .or(
            () ->
                only(
                    """
                    select distinct n.id from ads.name n
                    where n.workspace_id = :ws and n.kind = 'campaign' and lower(n.name) = lower(:text)
                      and (:source = '' or n.source = :source)
                      and not exists (
                        select from ads.campaign c
                        where c.workspace_id = n.workspace_id and lower(c.name) = lower(:text)
                          and (:source = '' or c.source = :source))
                    limit 2""",
                    workspace,
                    source,
                    text));
  }

  private Optional<String> only(String sql, WorkspaceId workspace, String source, String text) {
    List<String> found =
        jdbc.sql(sql)
            .param("ws", workspace.value())
            .param("source", source)
            .param("text", text)
            .query((row, index) -> row.getString(1))
            .list();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }
}
