create schema leads;
grant usage on schema leads to popeki_app, popeki_worker;

-- A conversation that waits to be read. The row is the job.
create table leads.work (
  workspace_id    uuid        not null,
  conversation_id uuid        not null,
  contact_id      uuid        not null,
  first_at        timestamptz not null,
  due_at          timestamptz not null,
  wake            bigint      not null default 1,
  attempts        int         not null default 0,
  primary key (workspace_id, conversation_id)
);
create index work_contact on leads.work (workspace_id, contact_id);
create index work_due on leads.work (workspace_id, due_at);
select platform.fence('leads.work');

create table leads.classification (
  workspace_id    uuid        not null,
  id              uuid        not null,
  conversation_id uuid        not null,
  contact_id      uuid        not null,
  current         boolean     not null,
  status          text        not null check (status in ('classified', 'skipped')),
  skipped_reason  text,
  score           int         check (score between 0 and 100),
  category        text,
  intent          text,
  budget_minor    bigint,
  budget_currency char(3),
  price_sensitive boolean,
  urgency         text,
  language        text,
  confidence      text,
  injection_suspected boolean not null default false,
  detail_sealed   bytea,
  provider        text,
  model           text,
  rule_version    int         not null,
  prompt_version  int         not null default 0,
  input_hash      bytea,
  message_count   int         not null default 0,
  actor_type      text        not null check (actor_type in ('machine', 'user', 'api_key')),
  actor_name      text,
  reason          text,
  classified_at   timestamptz not null,
  primary key (workspace_id, id)
);
create unique index classification_current on leads.classification (workspace_id, conversation_id) where current;
create unique index classification_input on leads.classification
  (workspace_id, conversation_id, input_hash, rule_version);
create index classification_contact on leads.classification (workspace_id, contact_id) where current;
create index classification_conversation on leads.classification (workspace_id, conversation_id, classified_at);
select platform.fence('leads.classification');
