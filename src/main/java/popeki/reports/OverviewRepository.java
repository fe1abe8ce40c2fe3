package popeki.reports;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.WorkspaceId;
import popeki.platform.SqlZone;

/** A workspace's figures by day, exact at the moment of asking: roll-up plus unfolded deltas. */
@Repository
class OverviewRepository {
  private final JdbcClient jdbc;

  OverviewRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  // One statement, one snapshot: a delta is either still there or already in the roll-up.
  private static final String DAYS =
      """
      with fact as (
        select bucket as at, currency, clicks, not_counted, conversations, attributed, ad_unknown,
          qualified, won, revenue_minor
        from reports.quarter_hour
        where workspace_id = :ws and bucket >= :from and bucket < :to
        union all
        select occurred_at, coalesce(currency, '---'), clicks, not_counted, conversations, attributed,
          ad_unknown, qualified, won, revenue_minor
        from platform.open_delta
        where workspace_id = :ws and occurred_at >= :from and occurred_at < :to
      )
      select (at at time zone :zone)::date as day, currency,
        sum(clicks)::bigint as clicks, sum(not_counted)::bigint as not_counted,
        sum(conversations)::bigint as conversations, sum(attributed)::bigint as attributed,
        sum(ad_unknown)::bigint as ad_unknown, sum(qualified)::bigint as qualified,
        sum(won)::bigint as won, sum(revenue_minor)::bigint as revenue_minor
      from fact group by 1, 2""";

  private static final String SPEND =
      """
      select day, currency, sum(amount_minor)::bigint as amount
      from ads.report_spend
      where workspace_id = :ws and day >= :first and day <= :last
        and (:source::text is null or source = :source)
        and (:campaign::text is null or campaign_id = :campaign)
      group by 1, 2""";

  /** Every day of the span, those without anything too. */
  SortedMap<LocalDate, Measures> days(WorkspaceId workspace, Span span, Filter filter) {
    SortedMap<LocalDate, Measures> days = new TreeMap<>();
    span.days().forEach(day -> days.put(day, Measures.NONE));
    facts(workspace, span, filter).forEach((day, sum) -> days.merge(day, sum, Measures::plus));
    spend(workspace, span, filter).forEach((day, sum) -> days.merge(day, sum, Measures::plus));
    return days;
  }

  boolean hasAnything(WorkspaceId workspace) {
    return jdbc.sql(
            """
        select exists (select from reports.quarter_hour where workspace_id = :ws)
          or exists (select from platform.open_delta where workspace_id = :ws)""")
        .param("ws", workspace.value())
        .query(Boolean.class)
        .single();
  }

  private Map<LocalDate, Measures> facts(WorkspaceId workspace, Span span, Filter filter) {
    if (!filter.isNone()) {
      return CreditedFacts.byDay(jdbc, workspace, span, filter);
    }
    Map<LocalDate, Measures> days = new HashMap<>();
    jdbc.sql(DAYS)
        .param("ws", workspace.value())
        .param("zone", SqlZone.of(span.zone()))
        .param("from", utc(span.from()))
        .param("to", utc(span.to()))
        .query(
            row -> {
              days.merge(
                  row.getObject("day", LocalDate.class),
                  CreditedFacts.measures(row),
                  Measures::plus);
            });
    return days;
  }

  private Map<LocalDate, Measures> spend(WorkspaceId workspace, Span span, Filter filter) {
    Map<LocalDate, Measures> days = new HashMap<>();
    jdbc.sql(SPEND)
        .param("ws", workspace.value())
        .param("first", span.firstDay())
        .param("last", span.lastDay())
        .param("source", filter.storedSource())
        .param("campaign", filter.storedCampaign())
        .query(
            row -> {
              days.merge(
                  row.getObject("day", LocalDate.class),
                  Measures.ofSpend(row.getString("currency"), row.getLong("amount")),
                  Measures::plus);
            });
    return days;
  }

  static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}
