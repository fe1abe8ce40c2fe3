package popeki.reports;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.WorkspaceId;

/** A workspace's figures by source, campaign, ad set, ad or link, with names. */
@Repository
class CampaignRepository {
  private static final Comparator<CampaignRow> LARGEST_FIRST =
      Comparator.comparingLong((CampaignRow row) -> row.sum().conversations())
          .thenComparingLong(row -> row.sum().clicks())
          .reversed()
          .thenComparing(row -> row.key() == null ? "" : row.key());

  private final JdbcClient jdbc;

  CampaignRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Largest first; the row without a key is always there, also when it is empty. */
  List<CampaignRow> rows(WorkspaceId workspace, Span span, GroupBy group, Filter filter) {
    Map<String, Measures> sums =
        new HashMap<>(CreditedFacts.byKey(jdbc, workspace, span, group, filter));
    spend(workspace, span, group, filter)
        .forEach((key, sum) -> sums.merge(key, sum, Measures::plus));
    sums.values().removeIf(Measures::isNothing);
    sums.putIfAbsent("", Measures.NONE);
    return named(workspace, group, sums);
  }

  private List<CampaignRow> named(
      WorkspaceId workspace, GroupBy group, Map<String, Measures> sums) {
    Map<String, String> names = names(workspace, group, sums.keySet());
    List<CampaignRow> rows = new ArrayList<>();
    sums.forEach(
        (key, sum) ->
            rows.add(
                key.isEmpty()
                    ? new CampaignRow(null, "Unattributed", sum)
                    : new CampaignRow(key, names.get(key), sum)));
    rows.sort(LARGEST_FIRST);
    return rows;
  }

  private static final String SPEND =
      """
      select case :group
          when 'source' then source
          when 'campaign' then campaign_id
          when 'adset' then adset_id
          when 'ad' then ad_id
          else ''
        end as key, currency, sum(amount_minor)::bigint as amount
      from ads.report_spend
      where workspace_id = :ws and day >= :first and day <= :last
        and (:source::text is null or source = :source)
        and (:campaign::text is null or campaign_id = :campaign)
      group by 1, 2""";

  private Map<String, Measures> spend(
      WorkspaceId workspace, Span span, GroupBy group, Filter filter) {
    Map<String, Measures> keys = new HashMap<>();
    jdbc.sql(SPEND)
        .param("ws", workspace.value())
        .param("group", group.wire())
        .param("first", span.firstDay())
        .param("last", span.lastDay())
        .param("source", filter.storedSource())
        .param("campaign", filter.storedCampaign())
        .query(
            row -> {
              keys.merge(
                  row.getString("key"),
                  Measures.ofSpend(row.getString("currency"), row.getLong("amount")),
                  Measures::plus);
            });
    return keys;
  }

  private Map<String, String> names(WorkspaceId workspace, GroupBy group, Set<String> keys) {
    return switch (group) {
      case SOURCE -> SourceName.of(keys);
      case CAMPAIGN -> campaigns(workspace, keys);
      case ADSET -> named(ADSETS, workspace, keys);
      case AD -> named(ADS, workspace, keys);
      case LINK -> links(workspace, keys);
    };
  }

  private static final String CAMPAIGNS =
      """
      select campaign_id as key, max(campaign_name) as name from ads.report_ad
      where workspace_id = :ws and campaign_id = any(:keys) group by 1""";

  private static final String ADSETS =
      """
      select adset_id as key, max(adset_name) as name from ads.report_ad
      where workspace_id = :ws and adset_id = any(:keys) group by 1""";

  private static final String ADS =
      """
      select ad_id as key, name from ads.report_ad
      where workspace_id = :ws and ad_id = any(:keys)""";

  /** A campaign that is no ad platform's was named by the person who made the link. */
  private Map<String, String> campaigns(WorkspaceId workspace, Set<String> keys) {
    Map<String, String> names = new HashMap<>();
    for (String key : keys) {
      if (!key.matches("[0-9]{10,}")) {
        names.put(key, key);
      }
    }
    names.putAll(named(CAMPAIGNS, workspace, keys));
    return names;
  }

  private Map<String, String> named(String sql, WorkspaceId workspace, Set<String> keys) {
    Map<String, String> names = new HashMap<>();
    jdbc.sql(sql)
        .param("ws", workspace.value())
        .param("keys", keys.toArray(String[]::new))
        .query(
            row -> {
              String name = row.getString("name");
              if (name != null) {
                names.put(row.getString("key"), name);
              }
            });
    return names;
  }

  private Map<String, String> links(WorkspaceId workspace, Set<String> keys) {
    Map<String, String> names = new HashMap<>();
    jdbc.sql(
            """
        select id, name from links.report_link where workspace_id = :ws and id = any(:keys)""")
        .param("ws", workspace.value())
        .param(
            "keys",
            keys.stream().filter(key -> !key.isEmpty()).map(UUID::fromString).toArray(UUID[]::new))
        .query(
            row -> {
              names.put(row.getString("id"), row.getString("name"));
            });
    return names;
  }
}
