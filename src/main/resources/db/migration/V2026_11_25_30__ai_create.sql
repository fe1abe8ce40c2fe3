create schema ai;
grant usage on schema ai to popeki_app, popeki_worker;

-- What left for an AI provider and what came of it, written before it leaves. Neither question nor answer
-- stands here, and not whose conversation it was.
create table ai.call (
  workspace_id uuid        not null,
  id           uuid        not null,
  at           timestamptz not null,
  provider     text        not null,
  model        text        not null,
  region       text        not null,
  purpose      text        not null,
  bytes_out    int         not null,
  bytes_in     int,
  masked       text[]      not null default '{}',
  latency_ms   int,
  tokens_in    bigint,
  tokens_out   bigint,
  cost_micros  bigint,
  outcome      text        not null,
  primary key (workspace_id, id)
);
create index call_at on ai.call (workspace_id, at desc, id desc);
select platform.fence('ai.call');

-- What a workspace used on a day of UTC; the installation's own rows are the sums.
create table ai.usage (
  workspace_id uuid   not null,
  day          date   not null,
  calls        bigint not null default 0,
  tokens       bigint not null default 0,
  cost_micros  bigint not null default 0,
  primary key (workspace_id, day)
);
select platform.fence('ai.usage');

-- Workspaces that let nothing leave.
create table ai.inside (
  workspace_id uuid        not null,
  since        timestamptz not null,
  primary key (workspace_id)
);
select platform.fence('ai.inside');
