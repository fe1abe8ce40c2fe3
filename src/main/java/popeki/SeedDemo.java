package popeki;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.ads.AdCatalog;
import popeki.kernel.NumberId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Broadcast;
import popeki.platform.Deltas;
import popeki.platform.Lanes;
import popeki.platform.Vault;
import popeki.platform.WorkspaceTx;
import tools.jackson.databind.json.JsonMapper;

/**
 * Ninety days of a believable business, for people, screenshots and query plans. Written in one
 * transaction, so it is there as a whole or not at all; it ends at the moment it is written, and a
 * later start adds nothing but what the live visitors do.
 *
 * <p>Clicks come from one set-based statement. Countable facts are written as the steps write them,
 * with a delta each, and the folder makes the roll-ups of them: the reports are exact.
 */
final class SeedDemo {
  static final int DAYS = 90;

  /** Visits over the day: few at night, most after lunch and in the evening. */
  private static final String HOURS =
      "array[0,7,8,8,9,9,9,10,10,10,11,11,11,12,12,12,12,13,13,14,14,14,15,15,15,16,16,16,17,17,17,18,18,18,18,19,19,19,19,20,20,20,20,21,21,21,22,22,23]";

  /** Sunday to Saturday. */
  private static final String WEEK = "array[0.62,1.12,1.15,1.1,1.05,0.98,0.74]";

  /** An id of version 7 for the moment {@code at}, as the service makes them. */
  private static final String UUID7 =
      """
      (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7'
        || substr(md5(random()::text || at::text), 1, 3) || 'a' || substr(md5(random()::text), 1, 15))::uuid""";

  private final JdbcClient jdbc;
  private final JdbcTemplate batches;
  private final WorkspaceTx tx;
  private final Vault vault;
  private final AdCatalog catalog;
  private final Lanes lanes;
  private final Broadcast broadcast;
  private final Clock clock;
  private final JsonMapper json = JsonMapper.shared();

  SeedDemo(BeanFactory beans) {
    this.jdbc = beans.getBean(JdbcClient.class);
    this.batches = beans.getBean(JdbcTemplate.class);
    this.tx = beans.getBean(WorkspaceTx.class);
    this.vault = beans.getBean(Vault.class);
    this.catalog = beans.getBean(AdCatalog.class);
    this.lanes = beans.getBean(Lanes.class);
    this.broadcast = beans.getBean(Broadcast.class);
    this.clock = beans.getBean(Clock.class);
  }

  /** Writes the history unless it is there; true when it was written now. */
  boolean sow(WorkspaceId workspace, NumberId number) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return tx.in(
        workspace,
        () -> {
          if (isSown(workspace)) {
            return false;
          }
          jdbc.sql("select setseed(0.42)").query((row, index) -> "").single();
          business(workspace);
          ads(workspace);
          Map<String, UUID> links = links(workspace, number, now);
          spend(workspace, now);
          clicks(workspace, links, now);
          clickDeltas(workspace);
          new SeedConversations(jdbc, batches, vault, workspace, number, now).sow();
          factDeltas(workspace);
          lanes.wake(Deltas.FOLD, workspace, now);
          broadcast.tell(Broadcast.EVERYTHING);
          return true;
        });
  }

  /** The links of the demo, by slug. */
  Map<String, UUID> linkIds(WorkspaceId workspace) {
    return tx.in(
        workspace,
        () -> {
          var ids = new LinkedHashMap<String, UUID>();
          jdbc.sql("select slug, id from links.link where workspace_id = :ws")
              .param("ws", workspace.value())
              .query(
                  row -> {
                    ids.put(row.getString("slug"), row.getObject("id", UUID.class));
                  });
          return ids;
        });
  }

  private boolean isSown(WorkspaceId workspace) {
    return jdbc.sql("select exists (select from links.link where workspace_id = :ws)")
        .param("ws", workspace.value())
        .query(Boolean.class)
        .single();
  }

  /** Read soon: whoever watches the demo waits for the score. */
  private void business(WorkspaceId workspace) {
    jdbc.sql(
            """
        update workspaces.workspace
        set offers = 'dental implants, whitening, braces, veneers, cleaning, emergency care', country = 'BR',
            settings = jsonb_set(settings, '{leads}', '{"debounce_seconds": 3, "max_wait_seconds": 12}')
        where workspace_id = :ws""")
        .param("ws", workspace.value())
        .update();
  }

  private void ads(WorkspaceId workspace) {
    catalog.remember(
        workspace,
        DemoBusiness.ADS.stream()
            .map(
                ad ->
                    new popeki.ads.Ad(
                        ad.id(),
                        "meta",
                        ad.name(),
                        ad.adsetId(),
                        ad.adsetName(),
                        ad.campaignId(),
                        ad.campaignName()))
            .toArray(popeki.ads.Ad[]::new));
  }

  private Map<String, UUID> links(WorkspaceId workspace, NumberId number, Instant now) {
    var ids = new LinkedHashMap<String, UUID>();
    for (DemoBusiness.Place place : DemoBusiness.PLACES) {
      UUID id = popeki.kernel.Uuid7.at(now.minus(place.from(), ChronoUnit.DAYS));
      ids.put(place.slug(), id);
      jdbc.sql(
              """
          with made as (
            insert into links.link (workspace_id, id, slug, name, number_id, digits, message, code_mode, source,
              campaign, created_at)
            values (:ws, :id, :slug, :name, :number, :digits, :message, 'both', :source, :campaign, :at)
            returning *)
          insert into links.slug_directory
            (slug, workspace_id, link_id, number_id, digits, message, code_mode, source, campaign)
          select slug, workspace_id, id, number_id, digits, message, code_mode, source, campaign from made""")
          .param("ws", workspace.value())
          .param("id", id)
          .param("slug", place.slug())
          .param("name", place.name())
          .param("number", number.value())
          .param("digits", DemoBusiness.DISPLAY.replaceAll("[^0-9]", ""))
          .param("message", place.message())
          .param("source", place.source())
          .param("campaign", place.campaign())
          .param("at", now.minus(place.from(), ChronoUnit.DAYS).atOffset(ZoneOffset.UTC))
          .update();
    }
    return ids;
  }

  private void spend(WorkspaceId workspace, Instant now) {
    for (DemoBusiness.Ad ad : DemoBusiness.ADS) {
      jdbc.sql(
              """
          insert into ads.spend (workspace_id, day, source, campaign_id, ad_id, amount_minor, currency,
            impressions, clicks, updated_at)
          select :ws, :today::date - n, 'meta', :campaign, :ad, round(:daily * (0.85 + random() * 0.3)), :currency,
            round(:daily * (0.5 + random() * 0.2)), round(:daily * (0.006 + random() * 0.003)), :now
          from generate_series(:until::int, :from::int - 1) as n""")
          .param("ws", workspace.value())
          .param("today", today(now))
          .param("campaign", ad.campaignId())
          .param("ad", ad.id())
          .param("daily", ad.dailySpendMinor())
          .param("currency", DemoBusiness.CURRENCY)
          .param("now", now.atOffset(ZoneOffset.UTC))
          .param("until", ad.until())
          .param("from", ad.from())
          .update();
    }
  }

  private void clicks(WorkspaceId workspace, Map<String, UUID> links, Instant now) {
    var places = DemoBusiness.PLACES;
    jdbc.sql(
            """
        with place as (
          select * from unnest(:ids::uuid[], :per_day::float8[], :from::int[], :until::int[], :utm::text[],
            :paid::boolean[], :referrer::text[]) as t (link_id, per_day, from_day, until_day, utm, paid, referrer)
        ), day as (
          select n, (:today::date - n)::timestamp as midnight,
            (0.7 + 0.6 * (:days - n)::float8 / :days) * (%s)[extract(dow from :today::date - n)::int + 1] as busy
          from generate_series(0, :days::int - 1) as n
        ), drawn as (
          select place.*, day.midnight, random() as dice, random() as device, random() as net
          from place
          join day on day.n >= place.until_day and day.n < place.from_day
          cross join lateral generate_series(1, round(place.per_day * day.busy * (0.85 + random() * 0.3))::int) as visit
        ), timed as (
          select drawn.*,
            (midnight + make_interval(hours => (%s)[1 + floor(random() * 49)::int]) + random() * interval '1 hour')
              at time zone :zone as at
          from drawn
        )
        insert into links.click (workspace_id, occurred_at, id, link_id, received_at, kind, counted,
          not_counted_reason, gpc, code, ip, user_agent, referrer, utm, click_ids, country, device)
        select :ws, at, %s, link_id, at,
          case when dice < 0.035 then 'preview' when dice < 0.055 then 'bot' when dice < 0.061 then 'head' else 'human' end,
          dice >= 0.075,
          case when dice < 0.055 then 'user_agent' when dice < 0.061 then 'head' when dice < 0.075 then 'double_tap' end,
          false,
          (select string_agg(substr('23456789ABCDEFGHJKMNPQRSTUVWXYZ', 1 + (get_byte(b, i) %% 31), 1), '')
            from decode(md5(dice::text || net::text || at::text), 'hex') as b, generate_series(0, 9) as i),
          ((array['192.0.2.', '198.51.100.', '203.0.113.'])[1 + floor(net * 3)::int]
            || case when at > :now::timestamptz - interval '7 days' then (1 + floor(device * 253)::int)::text else '0/24' end)::inet,
          case when dice < 0.035 then 'WhatsApp/2.25.31.77 A'
            when dice < 0.055 then 'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)'
            when device < 0.46 then 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/23B85 Instagram 402.0.0.31.86'
            when device < 0.9 then 'Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Mobile Safari/537.36'
            else 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36' end,
          referrer, utm::jsonb,
          case when paid then jsonb_build_object('fbclid', 'IwZXh0bg' || md5(net::text) || md5(device::text)) else '{}' end,
          case when net < 0.93 then 'BR' when net < 0.96 then 'PT' when net < 0.98 then 'US' end,
          case when dice < 0.055 then 'other' when device < 0.46 then 'iphone' when device < 0.9 then 'android' else 'windows' end
        from timed
        where at < :now::timestamptz - interval '2 minutes'"""
                .formatted(WEEK, HOURS, UUID7))
        .param("ws", workspace.value())
        .param("ids", places.stream().map(place -> links.get(place.slug())).toArray(UUID[]::new))
        .param("per_day", places.stream().map(DemoBusiness.Place::perDay).toArray(Double[]::new))
        .param("from", places.stream().map(DemoBusiness.Place::from).toArray(Integer[]::new))
        .param("until", places.stream().map(DemoBusiness.Place::until).toArray(Integer[]::new))
        .param("utm", places.stream().map(place -> utm(place.query())).toArray(String[]::new))
        .param(
            "paid",
            places.stream()
                .map(place -> place.query().containsKey("fbclid"))
                .toArray(Boolean[]::new))
        .param("referrer", places.stream().map(DemoBusiness.Place::referrer).toArray(String[]::new))
        .param("today", today(now))
        .param("days", DAYS)
        .param("zone", DemoBusiness.ZONE)
        .param("now", now.atOffset(ZoneOffset.UTC))
        .update();
  }

  private String utm(Map<String, String> query) {
    var utm = new LinkedHashMap<String, String>();
    query.forEach(
        (name, value) -> {
          if (name.startsWith("utm_")) {
            utm.put(name.substring(4), value);
          }
        });
    return json.writeValueAsString(utm);
  }

  /** What the click path would have written: a delta for each link and quarter of an hour. */
  private void clickDeltas(WorkspaceId workspace) {
    jdbc.sql(
            """
        with part as (
          select date_bin('15 minutes', c.occurred_at, timestamptz '2000-01-01 00:00:00Z') as at, l.source, l.campaign,
            c.link_id, count(*) filter (where c.counted) as counted, count(*) filter (where not c.counted) as rest
          from links.click c
          join links.link l on l.workspace_id = c.workspace_id and l.id = c.link_id
          where c.workspace_id = :ws
          group by 1, 2, 3, 4)
        insert into platform.delta (workspace_id, id, occurred_at, source, campaign_id, link_id, clicks, not_counted)
        select :ws, %s, at, source, campaign, link_id, counted, rest from part"""
                .formatted(UUID7))
        .param("ws", workspace.value())
        .update();
  }

  /** What counting each fact would have written. */
  private void factDeltas(WorkspaceId workspace) {
    jdbc.sql(
            """
        with fact as (select *, occurred_at as at from attribution.fact where workspace_id = :ws)
        insert into platform.delta (workspace_id, id, occurred_at, source, campaign_id, adset_id, ad_id, link_id,
          conversations, attributed, ad_unknown, qualified, won, revenue_minor, currency)
        select :ws, %s, at, source, campaign_id, adset_id, ad_id, link_id,
          (kind = 'started')::int, (kind = 'started' and status = 'attributed')::int,
          (kind = 'started' and status = 'ad_unknown')::int, (kind = 'qualified')::int, (kind = 'won')::int,
          case when kind = 'won' then value_minor else 0 end,
          case when kind = 'won' then value_currency end
        from fact"""
                .formatted(UUID7))
        .param("ws", workspace.value())
        .update();
  }

  private static LocalDate today(Instant now) {
    return LocalDate.ofInstant(now, ZoneId.of(DemoBusiness.ZONE));
  }
}
