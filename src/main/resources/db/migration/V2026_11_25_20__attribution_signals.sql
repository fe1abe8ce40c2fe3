-- Two more ways to tell where a message came from: the exact text of one link, and a rule of the business.
alter table attribution.touch drop constraint touch_kind_check;
alter table attribution.touch add constraint touch_kind_check
  check (kind in ('referral', 'click', 'text', 'rule'));

create index touch_code on attribution.touch (workspace_id, dedupe) where kind = 'click';
create index touch_told on attribution.touch (workspace_id, occurred_at) where kind = 'click';

-- A rule of the business. One that was removed stays, for the decisions that name it.
create table attribution.text_rule (
  workspace_id uuid        not null,
  id           uuid        not null,
  rank         int         not null,
  number_id    uuid,
  kind         text        not null check (kind in ('contains', 'exact', 'starts', 'ends', 'regex')),
  pattern      text        not null check (char_length(pattern) between 1 and 200),
  source       text        not null check (char_length(source) between 1 and 100),
  campaign_id  text        check (char_length(campaign_id) <= 200),
  made_at      timestamptz not null,
  removed_at   timestamptz,
  primary key (workspace_id, id)
);
select platform.fence('attribution.text_rule');

-- How a conversation began, as far as matching it with visits needs to know: neither name, number nor words.
create table attribution.arrival (
  workspace_id    uuid        not null,
  conversation_id uuid        not null,
  contact_id      uuid        not null,
  number_id       uuid        not null,
  started_at      timestamptz not null,
  country         char(2),
  certain         boolean     not null default false,
  first_said_at   timestamptz,
  first_wamid     text,
  -- By link, how like the first words are to its text: same or near. What is not named is other.
  likeness        jsonb       not null default '{}',
  primary key (workspace_id, conversation_id)
);
create index arrival_number on attribution.arrival (workspace_id, number_id, started_at);
create index arrival_contact on attribution.arrival (workspace_id, contact_id, started_at);

alter table conversations.conversation no force row level security;
alter table attribution.decision no force row level security;
insert into attribution.arrival (workspace_id, conversation_id, contact_id, number_id, started_at, certain)
select c.workspace_id, c.id, c.contact_id, c.number_id, c.started_at,
  exists (select from attribution.decision d
    where d.workspace_id = c.workspace_id and d.conversation_id = c.id and d.method in ('ctwa', 'code'))
from conversations.conversation c;
alter table attribution.decision force row level security;
alter table conversations.conversation force row level security;
select platform.fence('attribution.arrival');

-- Between which instants something changed that conversations at a number may have come from.
create table attribution.match_due (
  workspace_id uuid        not null,
  number_id    uuid        not null,
  day          timestamptz not null,
  from_at      timestamptz not null,
  to_at        timestamptz not null,
  wake         bigint      not null default 1,
  primary key (workspace_id, number_id, day)
);
select platform.fence('attribution.match_due');

-- What was learnt of a workspace's own people; the latest one counts, the others explain old decisions.
create table attribution.match_model (
  workspace_id uuid        not null,
  learnt_at    timestamptz not null,
  model        jsonb       not null,
  certain      int         not null,
  arrivals     int         not null,
  visits       int         not null,
  primary key (workspace_id, learnt_at)
);
select platform.fence('attribution.match_model');

alter table attribution.decision add column model_learnt_at timestamptz;

-- How long visits of a source count, where it is not as long as the others of the workspace.
create table attribution.source_window (
  workspace_id uuid not null,
  source       text not null check (char_length(source) between 1 and 100),
  days         int  not null check (days between 1 and 90),
  primary key (workspace_id, source)
);
select platform.fence('attribution.source_window');
