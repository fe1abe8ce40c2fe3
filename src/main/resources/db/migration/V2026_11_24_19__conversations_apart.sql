-- A message may stand apart: what the business wrote to somebody who never wrote, and the past of a number from
-- before it was connected. It belongs to the contact, and to a conversation only once one is running around it.
alter table conversations.message alter column conversation_id drop not null;

-- What decides which conversation a message belongs to, so that it can be decided again without opening the words.
alter table conversations.message
  add column opens   boolean not null default false,
  add column touches text[]  not null default '{}';
alter table conversations.message no force row level security;
alter table conversations.conversation no force row level security;
update conversations.message set opens = true
where direction = 'in' and type not in
  ('reaction', 'system', 'unsupported', 'unknown', 'edit', 'revoke', 'media_placeholder', 'request_welcome');
update conversations.message m set touches = c.touches
from conversations.conversation c
where c.workspace_id = m.workspace_id and c.id = m.conversation_id and m.direction = 'in'
  and m.id = (select f.id from conversations.message f
    where f.workspace_id = c.workspace_id and f.conversation_id = c.id and f.direction = 'in'
    order by f.sent_at, f.id limit 1);
alter table conversations.message force row level security;
alter table conversations.conversation force row level security;
create index message_person on conversations.message (workspace_id, contact_id, number_id, sent_at);

-- A status that came before its message. Meta sends for up to seven days; kept for eight.
create table conversations.waiting_status (
  workspace_id    uuid        not null,
  phone_number_id text        not null,
  wamid           text        not null,
  status          text        not null,
  told_at         timestamptz not null,
  primary key (workspace_id, phone_number_id, wamid)
);
create index waiting_status_told on conversations.waiting_status (workspace_id, told_at);
select platform.fence('conversations.waiting_status');

-- How far Meta is with the past of a number that was on the phone app before.
create table conversations.history_progress (
  workspace_id uuid        not null,
  number_id    uuid        not null,
  phase        int         not null,
  percent      int         not null check (percent between 0 and 100),
  told_at      timestamptz not null,
  primary key (workspace_id, number_id)
);
select platform.fence('conversations.history_progress');

-- What Meta told about an account, a number, a template, or a person's purchase as it believes to have seen it.
create table conversations.notice (
  workspace_id  uuid        not null,
  id            uuid        not null,
  number_id     uuid,
  field         text        not null,
  event         text        not null,
  -- equal for the same notice told again
  dedupe        text        not null,
  grave         boolean     not null,
  body_sealed   bytea       not null,
  told_at       timestamptz not null,
  received_at   timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, dedupe)
);
create index notice_recent on conversations.notice (workspace_id, told_at desc, id);
select platform.fence('conversations.notice');

-- The past of a number waits in a row of its own: a few big bodies must not hold up what people write now.
alter table conversations.webhook_inbox
  add column lane text not null default 'live' check (lane in ('live', 'history'));
drop index conversations.webhook_inbox_due;
create index webhook_inbox_due on conversations.webhook_inbox (lane, due_at) where state = 'pending';

-- When each was told: the latest holds, in whatever order messages come.
alter table conversations.contact
  add column name_at    timestamptz,
  add column phone_at   timestamptz,
  add column user_id_at timestamptz;
alter table conversations.contact no force row level security;
update conversations.contact set
  name_at = case when name_sealed is null then null else last_seen_at end,
  phone_at = case when phone_sealed is null then null else last_seen_at end,
  user_id_at = case when user_id_sealed is null then null else last_seen_at end;
alter table conversations.contact force row level security;

-- An opt-out or an erasure must reach every id a person ever had, not only the latest.
alter table conversations.contact_alias add column value_sealed bytea;
