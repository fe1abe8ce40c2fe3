create schema reports;
grant usage on schema reports to popeki_app, popeki_worker;

-- The zone whose days reports.day holds. The row is also the folder's lock: one folds a workspace at a time.
create table reports.fold (
  workspace_id uuid not null primary key,
  zone         text not null
);
select platform.fence('reports.fold');

-- Totals per quarter of an hour, UTC: any zone's day is a sum of these.
create table reports.quarter_hour (
  workspace_id  uuid        not null,
  bucket        timestamptz not null,
  currency      char(3)     not null default '---',
  clicks        bigint      not null default 0,
  not_counted   bigint      not null default 0,
  conversations bigint      not null default 0,
  attributed    bigint      not null default 0,
  ad_unknown    bigint      not null default 0,
  qualified     bigint      not null default 0,
  won           bigint      not null default 0,
  revenue_minor bigint      not null default 0,
  primary key (workspace_id, bucket, currency)
);
select platform.fence('reports.quarter_hour');

-- The same by every dimension, '' stands for none: the ends of a period that is no whole day, and what
-- reports.day is made from again when the workspace moves to another zone.
create table reports.quarter_hour_credit (
  workspace_id  uuid        not null,
  bucket        timestamptz not null,
  source        text        not null default '',
  campaign_id   text        not null default '',
  adset_id      text        not null default '',
  ad_id         text        not null default '',
  link_id       uuid        not null default '00000000-0000-0000-0000-000000000000',
  currency      char(3)     not null default '---',
  clicks        bigint      not null default 0,
  not_counted   bigint      not null default 0,
  conversations bigint      not null default 0,
  attributed    bigint      not null default 0,
  ad_unknown    bigint      not null default 0,
  qualified     bigint      not null default 0,
  won           bigint      not null default 0,
  revenue_minor bigint      not null default 0,
  primary key (workspace_id, bucket, source, campaign_id, adset_id, ad_id, link_id, currency)
);
select platform.fence('reports.quarter_hour_credit');

-- Totals per day of the workspace's zone by every dimension; '' stands for none.
create table reports.day (
  workspace_id  uuid    not null,
  day           date    not null,
  source        text    not null default '',
  campaign_id   text    not null default '',
  adset_id      text    not null default '',
  ad_id         text    not null default '',
  link_id       uuid    not null default '00000000-0000-0000-0000-000000000000',
  currency      char(3) not null default '---',
  clicks        bigint  not null default 0,
  not_counted   bigint  not null default 0,
  conversations bigint  not null default 0,
  attributed    bigint  not null default 0,
  ad_unknown    bigint  not null default 0,
  qualified     bigint  not null default 0,
  won           bigint  not null default 0,
  revenue_minor bigint  not null default 0,
  primary key (workspace_id, day, source, campaign_id, adset_id, ad_id, link_id, currency)
);
select platform.fence('reports.day');
