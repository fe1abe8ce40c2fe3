create schema attribution;
grant usage on schema attribution to popeki_app, popeki_worker;

-- Every click and referral of a contact that could have led to a conversation.
create table attribution.touch (
  workspace_id    uuid        not null,
  id              uuid        not null,
  conversation_id uuid        not null,
  contact_id      uuid        not null,
  kind            text        not null check (kind in ('referral', 'click')),
  dedupe          text        not null,
  occurred_at     timestamptz not null,
  wamid           text,
  click_id        uuid,
  link_id         uuid,
  ctwa_clid       text,
  source_type     text,
  source_id       text,
  headline_sealed bytea,
  detail          jsonb       not null default '{}',
  primary key (workspace_id, id),
  unique (workspace_id, conversation_id, kind, dedupe)
);
create index touch_contact on attribution.touch (workspace_id, contact_id, occurred_at);
select platform.fence('attribution.touch');

-- Each decision stays; one is current. A person's outranks a machine's.
create table attribution.decision (
  workspace_id    uuid        not null,
  id              uuid        not null,
  conversation_id uuid        not null,
  current         boolean     not null,
  status          text        not null check (status in ('attributed', 'ad_unknown', 'unattributed')),
  method          text        not null
                  check (method in ('ctwa', 'code', 'text', 'rule', 'probable', 'manual', 'none')),
  confidence      numeric(4,3) not null check (confidence between 0 and 1),
  source          text,
  campaign_id     text,
  adset_id        text,
  ad_id           text,
  link_id         uuid,
  click_id        uuid,
  ctwa_clid       text,
  touch_at        timestamptz,
  evidence        jsonb       not null,
  rejected        jsonb       not null default '[]',
  snapshot        jsonb       not null default '{}',
  rule_version    int         not null,
  window_days     int         not null,
  actor_type      text        not null check (actor_type in ('machine', 'user', 'api_key')),
  actor_name      text,
  reason          text,
  decided_at      timestamptz not null,
  primary key (workspace_id, id)
);
create unique index decision_current on attribution.decision (workspace_id, conversation_id) where current;
create index decision_conversation on attribution.decision (workspace_id, conversation_id, decided_at);
create index decision_source on attribution.decision (workspace_id, source) where current;
select platform.fence('attribution.decision');

-- The countable facts of a conversation with the credit they were counted under: what a re-attribution
-- takes away from one campaign it gives to another, to the unit.
create table attribution.fact (
  workspace_id    uuid        not null,
  id              uuid        not null,
  conversation_id uuid,
  kind            text        not null check (kind in ('started', 'qualified', 'won', 'refunded')),
  ordinal         int         not null,
  occurred_at     timestamptz not null,
  value_minor     bigint      not null default 0,
  value_currency  char(3),
  status          text        not null,
  source          text,
  campaign_id     text,
  adset_id        text,
  ad_id           text,
  link_id         uuid,
  primary key (workspace_id, id),
  unique (workspace_id, conversation_id, kind, ordinal)
);
select platform.fence('attribution.fact');
