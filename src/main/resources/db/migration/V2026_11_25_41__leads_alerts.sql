-- A hot lead that people are told of, once.
create table leads.alert (
  workspace_id    uuid        not null,
  conversation_id uuid        not null,
  contact_id      uuid        not null,
  score           int         not null check (score between 0 and 100),
  intent          text        not null,
  made_at         timestamptz not null,
  mailed_at       timestamptz,
  primary key (workspace_id, conversation_id)
);
create index alert_new on leads.alert (workspace_id, made_at);
create index alert_contact on leads.alert (workspace_id, contact_id);
select platform.fence('leads.alert');

-- How a person wants to hear of hot leads, and since when those on the page are new to them.
create table leads.alert_reader (
  workspace_id uuid        not null,
  user_id      uuid        not null,
  in_app       boolean     not null default true,
  by_mail      boolean     not null default true,
  seen_at      timestamptz not null,
  primary key (workspace_id, user_id)
);
select platform.fence('leads.alert_reader');
