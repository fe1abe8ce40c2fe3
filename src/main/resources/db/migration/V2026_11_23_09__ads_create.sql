create schema ads;
grant usage on schema ads to popeki_app, popeki_worker;

create table ads.ad (
  workspace_id  uuid        not null,
  ad_id         text        not null,
  source        text        not null default 'meta',
  name          text,
  adset_id      text,
  adset_name    text,
  campaign_id   text,
  campaign_name text,
  refreshed_at  timestamptz not null,
  primary key (workspace_id, ad_id)
);
select platform.fence('ads.ad');

create table ads.spend (
  workspace_id uuid    not null,
  day          date    not null,
  source       text    not null,
  campaign_id  text    not null,
  ad_id        text    not null default '',
  amount_minor bigint  not null check (amount_minor >= 0),
  currency     char(3) not null,
  impressions  bigint,
  clicks       bigint,
  updated_at   timestamptz not null,
  primary key (workspace_id, day, source, campaign_id, ad_id)
);
select platform.fence('ads.spend');

-- What reports may read.
create view ads.report_ad with (security_invoker = true) as
  select workspace_id, ad_id, name, adset_id, adset_name, campaign_id, campaign_name from ads.ad;
create view ads.report_spend with (security_invoker = true) as
  select s.workspace_id, s.day, s.source, s.campaign_id, coalesce(a.adset_id, '') as adset_id, s.ad_id, s.amount_minor, s.currency
  from ads.spend s
  left join ads.ad a on a.workspace_id = s.workspace_id and a.ad_id = s.ad_id;
grant select on ads.report_ad, ads.report_spend to popeki_app, popeki_worker;
