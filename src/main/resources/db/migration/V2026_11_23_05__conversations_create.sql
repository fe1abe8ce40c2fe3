create schema conversations;
grant usage on schema conversations to popeki_app, popeki_worker, popeki_ingest;

-- Directory: what Meta sent, before its workspace is known. The row is the job. Sealed by the day's key.
create table conversations.webhook_inbox (
  id          uuid        not null primary key,
  app         text        not null,
  day         date        not null,
  body_sealed bytea       not null,
  received_at timestamptz not null,
  state       text        not null default 'pending' check (state in ('pending', 'done', 'dead')),
  attempts    int         not null default 0,
  due_at      timestamptz not null,
  lease_until timestamptz,
  reason      text
);
create index webhook_inbox_due on conversations.webhook_inbox (due_at) where state = 'pending';
grant insert on conversations.webhook_inbox to popeki_ingest;
grant select, insert, update, delete on conversations.webhook_inbox to popeki_worker;
grant select on conversations.webhook_inbox to popeki_app;

create table conversations.contact (
  workspace_id  uuid        not null,
  id            uuid        not null,
  data_key      bytea       not null,
  name_sealed   bytea,
  phone_sealed  bytea,
  wa_id_sealed  bytea,
  user_id_sealed bytea,
  country       char(2),
  opted_out     boolean     not null default false,
  created_at    timestamptz not null,
  last_seen_at  timestamptz not null,
  merged_into   uuid,
  primary key (workspace_id, id)
);
select platform.fence('conversations.contact');

create table conversations.contact_alias (
  workspace_id uuid        not null,
  alias_type   text        not null check (alias_type in ('user_id', 'parent_user_id', 'wa_id', 'phone', 'email')),
  alias_index  bytea       not null,
  contact_id   uuid        not null,
  first_seen   timestamptz not null,
  last_seen    timestamptz not null,
  source       text        not null,
  primary key (workspace_id, alias_type, alias_index),
  foreign key (workspace_id, contact_id) references conversations.contact (workspace_id, id) on delete cascade
);
create index contact_alias_contact on conversations.contact_alias (workspace_id, contact_id);
select platform.fence('conversations.contact_alias');

-- Blind index of name words and of the last four digits, for the search.
create table conversations.contact_word (
  workspace_id uuid  not null,
  word_index   bytea not null,
  contact_id   uuid  not null,
  primary key (workspace_id, word_index, contact_id),
  foreign key (workspace_id, contact_id) references conversations.contact (workspace_id, id) on delete cascade
);
create index contact_word_contact on conversations.contact_word (workspace_id, contact_id);
select platform.fence('conversations.contact_word');

create table conversations.contact_log (
  workspace_id uuid        not null,
  id           uuid        not null,
  contact_id   uuid        not null,
  at           timestamptz not null,
  what         text        not null,
  detail       jsonb       not null default '{}',
  primary key (workspace_id, id)
);
select platform.fence('conversations.contact_log');

create table conversations.conversation (
  workspace_id    uuid        not null,
  id              uuid        not null,
  contact_id      uuid        not null,
  number_id       uuid        not null,
  started_at      timestamptz not null,
  last_message_at timestamptz not null,
  last_heard_at   timestamptz not null,
  first_reply_at  timestamptz,
  closed_at       timestamptz,
  started_by      text        not null,
  touches         text[]      not null default '{}',
  stage           text        not null default 'new'
                  check (stage in ('new', 'contacted', 'qualified', 'quoted', 'won', 'lost')),
  reached_qualified boolean   not null default false,
  value_minor     bigint,
  value_currency  char(3),
  lead_messages   int         not null default 0,
  version         bigint      not null default 0,
  -- What the later steps found, noted here for lists; the steps themselves hold the evidence.
  attribution_status text,
  attribution_method text,
  confidence      numeric(4,3),
  source          text,
  campaign_id     text,
  campaign_name   text,
  ad_id           text,
  link_id         uuid,
  lead_status     text        not null default 'pending',
  score           int,
  category        text,
  primary key (workspace_id, id),
  foreign key (workspace_id, contact_id) references conversations.contact (workspace_id, id)
);
create index conversation_recent on conversations.conversation (workspace_id, started_at desc, id);
create index conversation_contact on conversations.conversation (workspace_id, contact_id, number_id, started_at);
select platform.fence('conversations.conversation');

create table conversations.message (
  workspace_id    uuid        not null,
  id              uuid        not null,
  conversation_id uuid        not null,
  contact_id      uuid        not null,
  number_id       uuid        not null,
  phone_number_id text        not null,
  wamid           text        not null,
  direction       text        not null check (direction in ('in', 'out')),
  type            text        not null,
  text_sealed     bytea,
  referral_sealed bytea,
  detail          jsonb       not null default '{}',
  status          text,
  history         boolean     not null default false,
  sent_at         timestamptz not null,
  received_at     timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, phone_number_id, wamid),
  foreign key (workspace_id, conversation_id) references conversations.conversation (workspace_id, id)
);
create index message_conversation on conversations.message (workspace_id, conversation_id, sent_at);
select platform.fence('conversations.message');

create table conversations.outcome (
  workspace_id    uuid        not null,
  id              uuid        not null,
  conversation_id uuid        not null,
  ordinal         int         not null,
  kind            text        not null
                  check (kind in ('contacted', 'qualified', 'quoted', 'won', 'lost', 'reopened', 'refunded')),
  value_minor     bigint,
  value_currency  char(3),
  occurred_at     timestamptz not null,
  recorded_at     timestamptz not null,
  external_id     text,
  actor_type      text        not null check (actor_type in ('user', 'api_key', 'key_phrase', 'score')),
  actor_name      text,
  primary key (workspace_id, id),
  unique (workspace_id, conversation_id, ordinal),
  foreign key (workspace_id, conversation_id) references conversations.conversation (workspace_id, id)
);
create unique index outcome_external on conversations.outcome (workspace_id, external_id)
  where external_id is not null;
select platform.fence('conversations.outcome');
