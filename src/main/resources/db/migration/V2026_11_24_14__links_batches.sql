-- A click as the click path hands it over: an array of these is one parameter of one statement.
create type links.click_row as (
  workspace_id       uuid,
  occurred_at        timestamptz,
  id                 uuid,
  link_id            uuid,
  kind               text,
  not_counted_reason text,
  gpc                boolean,
  code               text,
  number_id          uuid,
  ip                 inet,
  user_agent         text,
  referrer           text,
  utm                jsonb,
  click_ids          jsonb,
  params             jsonb,
  country            text,
  device             text,
  via                text
);

-- What a batch of clicks changes in the figures: a row per workspace and batch where platform.delta
-- would take one per credit. The arrays are read side by side, the first of each belongs together.
create table platform.click_delta (
  workspace_id uuid          not null,
  id           uuid          not null,
  occurred_at  timestamptz[] not null,
  source       text[]        not null,
  campaign_id  text[]        not null,
  adset_id     text[]        not null,
  ad_id        text[]        not null,
  link_id      uuid[]        not null,
  clicks       int[]         not null,
  not_counted  int[]         not null,
  scans        int[]         not null,
  primary key (workspace_id, id)
);
select platform.fence('platform.click_delta');
create policy ingest_writes on platform.click_delta for insert to popeki_ingest with check (true);
grant insert on platform.click_delta to popeki_ingest;
-- Written once, read once or twice, gone in seconds: not worth compressing.
alter table platform.click_delta set (toast_tuple_target = 8160);

-- Every change that is not in the roll-ups yet, whoever appended it.
create view platform.open_delta with (security_invoker = true) as
select workspace_id, occurred_at, source, campaign_id, adset_id, ad_id, link_id, clicks, not_counted,
       conversations, attributed, ad_unknown, qualified, won, revenue_minor, currency, scans
from platform.delta
union all
select d.workspace_id, part.occurred_at, part.source, part.campaign_id, part.adset_id, part.ad_id,
       part.link_id, part.clicks, part.not_counted, 0, 0, 0, 0, 0, 0, null, part.scans
from platform.click_delta d,
     unnest(d.occurred_at, d.source, d.campaign_id, d.adset_id, d.ad_id, d.link_id, d.clicks, d.not_counted,
            d.scans)
       as part (occurred_at, source, campaign_id, adset_id, ad_id, link_id, clicks, not_counted, scans);
grant select on platform.open_delta to popeki_app, popeki_worker;

create or replace view reports.link_count with (security_invoker = true) as
select workspace_id, link_id, sum(clicks) as clicks, sum(not_counted) as not_counted,
       sum(conversations) as conversations, sum(qualified) as qualified, sum(won) as won, sum(scans) as scans
from (
  select workspace_id, link_id, clicks, not_counted, conversations, qualified, won, scans
  from reports.day
  where link_id <> '00000000-0000-0000-0000-000000000000'
  union all
  select workspace_id, link_id, clicks, not_counted, conversations, qualified, won, scans
  from platform.open_delta
  where link_id is not null
) as part
group by workspace_id, link_id;

-- Room on each page for the next sum: an update that stays on its page touches no index.
alter table reports.quarter_hour set (fillfactor = 70);
alter table reports.quarter_hour_credit set (fillfactor = 70);
alter table reports.day set (fillfactor = 70);
