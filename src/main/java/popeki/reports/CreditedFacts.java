package popeki.reports;

import static popeki.reports.OverviewRepository.utc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import popeki.kernel.WorkspaceId;
import popeki.platform.SqlZone;

/**
 * The SQL that reads facts with what they are credited to. Whole days come from the roll-up by day,
 * the ends of the span from the one by quarter hour; where the roll-up by day is counted in another
 * zone than asked for, everything comes from the quarters: slower, and just as exact.
 */
final class CreditedFacts {
  /** Facts of the span in one snapshot; a delta is either still there or already folded. */
  private static final String FACT =
      """
      with current as (
        select exists (select from reports.fold where workspace_id = :ws and zone = :zone) as days
      ), fact as (
        select day, source, campaign_id, adset_id, ad_id, link_id, currency, clicks, not_counted,
          conversations, attributed, ad_unknown, qualified, won, revenue_minor
        from reports.day
        where workspace_id = :ws and day >= :whole_from and day < :whole_to
          and (select days from current)
        union all
        select (bucket at time zone :zone)::date, source, campaign_id, adset_id, ad_id, link_id, currency,
          clicks, not_counted, conversations, attributed, ad_unknown, qualified, won, revenue_minor
        from reports.quarter_hour_credit
        where workspace_id = :ws and bucket >= :from and bucket < :head_to
        union all
        select (bucket at time zone :zone)::date, source, campaign_id, adset_id, ad_id, link_id, currency,
          clicks, not_counted, conversations, attributed, ad_unknown, qualified, won, revenue_minor
        from reports.quarter_hour_credit
        where workspace_id = :ws and bucket >= :head_to and bucket < :tail_from
          and not (select days from current)
        union all
        select (bucket at time zone :zone)::date, source, campaign_id, adset_id, ad_id, link_id, currency,
          clicks, not_counted, conversations, attributed, ad_unknown, qualified, won, revenue_minor
        from reports.quarter_hour_credit
        where workspace_id = :ws and bucket >= :tail_from and bucket < :to
        union all
        select (occurred_at at time zone :zone)::date, coalesce(source, ''), coalesce(campaign_id, ''),
          coalesce(adset_id, ''), coalesce(ad_id, ''),
          coalesce(link_id, '00000000-0000-0000-0000-000000000000'), coalesce(currency, '---'),
          clicks, not_counted, conversations, attributed, ad_unknown, qualified, won, revenue_minor
        from platform.open_delta
        where workspace_id = :ws and occurred_at >= :from and occurred_at < :to
      )
      """;

  private static final String SUMS =
      """
      , currency,
        sum(clicks)::bigint as clicks, sum(not_counted)::bigint as not_counted,
        sum(conversations)::bigint as conversations, sum(attributed)::bigint as attributed,
        sum(ad_unknown)::bigint as ad_unknown, sum(qualified)::bigint as qualified,
        sum(won)::bigint as won, sum(revenue_minor)::bigint as revenue_minor
      from fact
      where (:source::text is null or source = :source)
        and (:campaign::text is null or campaign_id = :campaign)
      group by 1, 2""";

  private static final String BY_DAY = FACT + "select day" + SUMS;

  private static final String BY_KEY =
      FACT
          + """
          select case :group
            when 'source' then source
            when 'campaign' then campaign_id
            when 'adset' then adset_id
            when 'ad' then ad_id
            else replace(link_id::text, '00000000-0000-0000-0000-000000000000', '')
          end as key"""
          + SUMS;

  private CreditedFacts() {}

  static Map<LocalDate, Measures> byDay(
      JdbcClient jdbc, WorkspaceId workspace, Span span, Filter filter) {
    Map<LocalDate, Measures> days = new HashMap<>();
    with(jdbc.sql(BY_DAY), workspace, span, filter)
        .query(
            row -> {
              days.merge(row.getObject("day", LocalDate.class), measures(row), Measures::plus);
            });
    return days;
  }

  /** By what is grouped; the empty key is what has none. */
  static Map<String, Measures> byKey(
      JdbcClient jdbc, WorkspaceId workspace, Span span, GroupBy group, Filter filter) {
    Map<String, Measures> keys = new HashMap<>();
    with(jdbc.sql(BY_KEY), workspace, span, filter)
        .param("group", group.wire())
        .query(
            row -> {
              keys.merge(row.getString("key"), measures(row), Measures::plus);
            });
    return keys;
  }

  private static StatementSpec with(
      StatementSpec statement, WorkspaceId workspace, Span span, Filter filter) {
    return statement
        .param("ws", workspace.value())
        .param("zone", SqlZone.of(span.zone()))
        .param("from", utc(span.from()))
        .param("to", utc(span.to()))
        .param("whole_from", span.wholeFrom())
        .param("whole_to", span.wholeTo())
        .param("head_to", utc(span.headTo()))
        .param("tail_from", utc(span.tailFrom()))
        .param("source", filter.storedSource())
        .param("campaign", filter.storedCampaign());
  }

  static Measures measures(ResultSet row) throws SQLException {
    var counts =
        new Measures(
            row.getLong("clicks"),
            row.getLong("not_counted"),
            row.getLong("conversations"),
            row.getLong("attributed"),
            row.getLong("ad_unknown"),
            row.getLong("qualified"),
            row.getLong("won"),
            Map.of(),
            Map.of());
    return counts.plus(Measures.ofRevenue(row.getString("currency"), row.getLong("revenue_minor")));
  }
}
