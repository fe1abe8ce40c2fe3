package popeki.reports;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.ads.AdCatalog;
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
  private final AdCatalog catalog;

  CampaignRepository(JdbcClient jdbc, AdCatalog catalog) {
    this.jdbc = jdbc;
    this.catalog = catalog;
  }

  /** Largest first; the row without a key is always there, also when it is empty. */
  List<CampaignRow> rows(
      WorkspaceId workspace, Span span, GroupBy group, Filter filter, Model model) {
    Map<String, Measures> sums =
        new HashMap<>(CreditedFacts.byKey(jdbc, workspace, span, group, filter));
    Map<String, Parts> parts = new HashMap<>();
    if (model != Model.LAST) {
      shares(workspace, span, group, filter, model, sums, parts);
    }
    spend(workspace, span, group, filter)
        .forEach((key, sum) -> sums.merge(key, sum, Measures::plus));
    if (group == GroupBy.CAMPAIGN) {
      join(workspace, sums, parts);
    }
    sums.entrySet()
        .removeIf(
            sum ->
                sum.getValue().isNothing()
                    && parts.getOrDefault(sum.getKey(), Parts.NONE).isNothing());
    sums.putIfAbsent("", Measures.NONE);
    return named(workspace, group, sums, parts);
  }

  /** All that a filter leaves, by each model: what is counted is read once, the shares of each. */
  Map<Model, CampaignRow> totals(WorkspaceId workspace, Span span, Filter filter) {
    Measures last =
        sum(CreditedFacts.byKey(jdbc, workspace, span, GroupBy.SOURCE, filter))
            .plus(sum(spend(workspace, span, GroupBy.SOURCE, filter)));
    Map<Model, CampaignRow> totals = new EnumMap<>(Model.class);
    for (Model model : Model.values()) {
      Map<String, Measures> moved = new HashMap<>();
      Map<String, Parts> parts = new HashMap<>();
      if (model != Model.LAST) {
        shares(workspace, span, GroupBy.SOURCE, filter, model, moved, parts);
      }
      totals.put(
          model,
          new CampaignRow(
              null,
              null,
              last.plus(sum(moved)),
              parts.values().stream().reduce(Parts.NONE, Parts::plus)));
    }
    return totals;
  }

  private static Measures sum(Map<String, Measures> sums) {
    return sums.values().stream().reduce(Measures.NONE, Measures::plus);
  }

  /** What visits call by its name and the catalogue by its id is one campaign, and one row. */
  private void join(WorkspaceId workspace, Map<String, Measures> sums, Map<String, Parts> parts) {
    for (String key : List.copyOf(sums.keySet())) {
      String id = key.isEmpty() ? key : catalog.campaignNamed(workspace, null, key).orElse(key);
      if (!id.equals(key)) {
        sums.merge(id, Objects.requireNonNull(sums.remove(key)), Measures::plus);
        Parts moved = parts.remove(key);
        if (moved != null) {
          parts.merge(id, moved, Parts::plus);
        }
      }
    }
  }

  private static final String SHARES =
      """
      select case :group
          when 'source' then coalesce(source, '')
          when 'campaign' then coalesce(campaign_id, '')
          when 'adset' then coalesce(adset_id, '')
          when 'ad' then coalesce(ad_id, '')
          else coalesce(link_id::text, '')
        end as key, kind, status, value_currency,
        sum(parts)::bigint as parts, sum(value_minor)::bigint as minor
      from attribution.report_share
      where workspace_id = :ws and model = :model and occurred_at >= :from and occurred_at < :to
        and (:source::text is null or coalesce(source, '') = :source)
        and (:campaign::text is null or coalesce(campaign_id, '') = :campaign)
      group by 1, 2, 3, 4""";

  /** What the model gives otherwise than the last touch does. */
  private void shares(
      WorkspaceId workspace,
      Span span,
      GroupBy group,
      Filter filter,
      Model model,
      Map<String, Measures> sums,
      Map<String, Parts> parts) {
    jdbc.sql(SHARES)
        .param("ws", workspace.value())
        .param("group", group.wire())
        .param("model", model.wire())
        .param("from", OverviewRepository.utc(span.from()))
        .param("to", OverviewRepository.utc(span.to()))
        .param("source", filter.storedSource())
        .param("campaign", filter.storedCampaign())
        .query(
            row -> {
              String key = row.getString("key");
              parts.merge(
                  key,
                  part(row.getString("kind"), row.getString("status"), row.getLong("parts")),
                  Parts::plus);
              String currency = row.getString("value_currency");
              sums.merge(
                  key,
                  currency == null
                      ? Measures.NONE
                      : Measures.ofRevenue(currency, row.getLong("minor")),
                  Measures::plus);
            });
  }

  private static Parts part(String kind, String status, long parts) {
    return switch (kind) {
      case "started" ->
          status.equals("ad_unknown")
              ? new Parts(parts, 0, parts, 0, 0)
              : new Parts(parts, parts, 0, 0, 0);
      case "qualified" -> new Parts(0, 0, 0, parts, 0);
      case "won" -> new Parts(0, 0, 0, 0, parts);
      default -> Parts.NONE;
    };
  }

  private List<CampaignRow> named(
      WorkspaceId workspace, GroupBy group, Map<String, Measures> sums, Map<String, Parts> parts) {
    Map<String, String> names = names(workspace, group, sums.keySet());
    List<CampaignRow> rows = new ArrayList<>();
    sums.forEach(
        (key, sum) ->
            rows.add(
                new CampaignRow(
                    key.isEmpty() ? null : key,
                    key.isEmpty() ? "Unattributed" : names.get(key),
                    sum,
                    parts.getOrDefault(key, Parts.NONE))));
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
