-- Ad accounts that a business connected, what they spent, and what their ads are called.

-- A token that reads ads: pasted, or the one of a number. What it showed is kept for the choice; one
-- that nobody chose an account of is gone after half an hour.
create table ads.token (
  workspace_id uuid        not null,
  id           uuid        not null,
  token_sealed bytea,
  number_id    uuid,
  found        jsonb       not null default '[]',
  scopes       text[]      not null default '{}',
  usage_percent int,
  paused_until timestamptz,
  trouble      text,
  trouble_at   timestamptz,
  made_at      timestamptz not null,
  primary key (workspace_id, id),
  check ((token_sealed is null) <> (number_id is null)),
  check ((trouble is null) = (trouble_at is null))
);
select platform.fence('ads.token');

-- An account whose ads and spend are read; without a token it is disconnected and keeps its past.
create table ads.account (
  workspace_id    uuid        not null,
  account_id      text        not null,
  name            text        not null,
  currency        char(3)     not null,
  timezone        text        not null,
  status          int,
  token_id        uuid,
  connected_at    timestamptz not null,
  disconnected_at timestamptz,
  trouble         text,
  trouble_at      timestamptz,
  catalogue_at    timestamptz not null,
  catalogue_after text,
  catalogued_at   timestamptz,
  spend_at        timestamptz not null,
  spent_at        timestamptz,
  spent_whole     boolean     not null default false,
  pull_id         uuid,
  pull_since      date,
  pull_until      date,
  pull_run        text,
  pull_ready      boolean     not null default false,
  pull_after      text,
  pull_failures   int         not null default 0,
  primary key (workspace_id, account_id),
  check ((trouble is null) = (trouble_at is null)),
  check ((token_id is null) = (disconnected_at is not null)),
  check ((pull_id is null) = (pull_since is null) and (pull_id is null) = (pull_until is null))
);
select platform.fence('ads.account');

alter table ads.ad
  add column account_id  text,
  add column status      text,
  add column headline    text,
  add column creative_id text,
  add column thumbnail   text,
  add column wanted_at   timestamptz,
  add column learnt_at   timestamptz,
  add column ask_at      timestamptz,
  add column ask_alone   boolean not null default false,
  add column refusal     text;
create index ad_ask on ads.ad (workspace_id, ask_at) where ask_at is not null;
create index ad_thumbnail on ads.ad (workspace_id) where thumbnail is not null;
create index ad_campaign on ads.ad (workspace_id, campaign_id);

create table ads.campaign (
  workspace_id uuid        not null,
  source       text        not null,
  campaign_id  text        not null,
  name         text        not null,
  objective    text,
  account_id   text,
  refreshed_at timestamptz not null,
  primary key (workspace_id, source, campaign_id)
);
create index campaign_name on ads.campaign (workspace_id, lower(name));
-- Names of what the catalogue knows before today.
alter table ads.ad no force row level security;
insert into ads.campaign (workspace_id, source, campaign_id, name, refreshed_at)
select distinct on (workspace_id, source, campaign_id) workspace_id, source, campaign_id, campaign_name, refreshed_at
from ads.ad where campaign_id is not null and campaign_name is not null
order by workspace_id, source, campaign_id, refreshed_at desc;
alter table ads.ad force row level security;
select platform.fence('ads.campaign');

-- What something was called, each name from when it was first seen.
create table ads.name (
  workspace_id uuid        not null,
  source       text        not null,
  kind         text        not null check (kind in ('campaign', 'adset', 'ad')),
  id           text        not null,
  since        timestamptz not null,
  name         text        not null,
  primary key (workspace_id, source, kind, id, since)
);
create index name_campaign on ads.name (workspace_id, lower(name)) where kind = 'campaign';
select platform.fence('ads.name');

-- The picture of an ad, drawn anew and small: pages load nothing from elsewhere.
create table ads.picture (
  workspace_id uuid        not null,
  ad_id        text        not null,
  creative_id  text        not null,
  image        bytea       not null check (octet_length(image) <= 65536),
  fetched_at   timestamptz not null,
  primary key (workspace_id, ad_id)
);
select platform.fence('ads.picture');

alter table ads.spend
  add column origin  text not null default 'api' check (origin in ('meta', 'csv', 'api')),
  add column account_id text,
  add column started bigint,
  add column pull_id uuid;
create index spend_ad on ads.spend (workspace_id, ad_id, day) where ad_id <> '';
create index spend_account on ads.spend (workspace_id, account_id, day) where account_id is not null;

-- A file of spend between the upload and the yes; gone after an hour.
create table ads.upload (
  workspace_id   uuid        not null,
  id             uuid        not null,
  name           text        not null,
  content_sealed bytea       not null,
  made_at        timestamptz not null,
  primary key (workspace_id, id)
);
select platform.fence('ads.upload');

-- A campaign that came with spend alone has a name as well.
create or replace view ads.report_ad with (security_invoker = true) as
  select workspace_id, ad_id, name, adset_id, adset_name, campaign_id, campaign_name from ads.ad
  union all
  select c.workspace_id, '', null, null, null, c.campaign_id, c.name from ads.campaign c
  where not exists (
    select from ads.ad a where a.workspace_id = c.workspace_id and a.campaign_id = c.campaign_id);

-- What a campaign cost on a day is told once: where Meta tells it ad by ad, a sum that somebody
-- reported for the whole campaign would count it twice.
create or replace view ads.report_spend with (security_invoker = true) as
  select s.workspace_id, s.day, s.source, s.campaign_id, coalesce(a.adset_id, '') as adset_id, s.ad_id, s.amount_minor, s.currency
  from ads.spend s
  left join ads.ad a on a.workspace_id = s.workspace_id and a.ad_id = s.ad_id
  where s.ad_id <> '' or not exists (
    select from ads.spend m
    where m.workspace_id = s.workspace_id and m.day = s.day and m.source = s.source
      and m.campaign_id = s.campaign_id and m.ad_id <> '' and m.origin = 'meta');
