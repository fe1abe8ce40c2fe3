-- What each model gives to a touch, for facts that more than one touch led to; the last touch is what the
-- fact itself is counted under. Parts are millionths and sum to a million for each fact and model.
create table attribution.model_share (
  workspace_id    uuid        not null,
  fact_id         uuid        not null,
  kind            text        not null,
  model           text        not null check (model in ('first', 'linear', 'time_decay', 'position')),
  place           int         not null,
  occurred_at     timestamptz not null,
  parts           int         not null,
  value_minor     bigint      not null,
  value_currency  char(3),
  source          text,
  campaign_id     text,
  adset_id        text,
  ad_id           text,
  link_id         uuid,
  primary key (workspace_id, fact_id, model, place),
  foreign key (workspace_id, fact_id) references attribution.fact (workspace_id, id) on delete cascade
);
create index model_share_report on attribution.model_share (workspace_id, model, occurred_at);
select platform.fence('attribution.model_share');

-- For reports: what a model gives otherwise than the last touch does. It sums to nothing for each fact.
create view attribution.report_share with (security_invoker = true) as
  select m.workspace_id, m.model, m.occurred_at, m.kind, f.status, m.parts::bigint as parts,
    case m.kind when 'refunded' then -m.value_minor else m.value_minor end as value_minor, m.value_currency,
    m.source, m.campaign_id, m.adset_id, m.ad_id, m.link_id
  from attribution.model_share m
  join attribution.fact f on f.workspace_id = m.workspace_id and f.id = m.fact_id
  union all
  select m.workspace_id, m.model, m.occurred_at, m.kind, f.status, -1000000,
    case m.kind when 'refunded' then f.value_minor else -f.value_minor end, m.value_currency,
    f.source, f.campaign_id, f.adset_id, f.ad_id, f.link_id
  from attribution.model_share m
  join attribution.fact f on f.workspace_id = m.workspace_id and f.id = m.fact_id
  where m.place = 0;
grant select on attribution.report_share to popeki_app, popeki_worker;

-- Conversations to decide again, since something they were decided by is another now.
create table attribution.again (
  workspace_id    uuid   not null,
  conversation_id uuid   not null,
  wake            bigint not null default 1,
  primary key (workspace_id, conversation_id)
);

-- What was counted before has no shares yet: everything is decided again, once.
alter table attribution.arrival no force row level security;
insert into attribution.again (workspace_id, conversation_id)
select workspace_id, conversation_id from attribution.arrival;
insert into platform.lane (kind, key, workspace_id, due_at)
select distinct 'attribution-again', workspace_id, workspace_id, now() from attribution.arrival;
alter table attribution.arrival force row level security;
select platform.fence('attribution.again');
