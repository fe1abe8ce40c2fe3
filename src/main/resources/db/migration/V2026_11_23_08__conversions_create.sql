create schema conversions;
grant usage on schema conversions to popeki_app, popeki_worker;

create table conversions.destination (
  workspace_id    uuid        not null,
  kind            text        not null check (kind in ('meta')),
  enabled         boolean     not null,
  config_sealed   bytea       not null,
  events          jsonb       not null,
  test_event_code text,
  -- datasets whose token Meta refused, each with Meta's code; they rest until the destination is saved again
  parked          jsonb       not null default '{}',
  -- Meta asked for a pause or does not answer
  paused_until    timestamptz,
  updated_at      timestamptz not null,
  enabled_at      timestamptz,
  primary key (workspace_id, kind)
);
select platform.fence('conversions.destination');

create table conversions.conversion (
  workspace_id    uuid        not null,
  id              uuid        not null,
  conversation_id uuid,
  contact_id      uuid,
  destination     text        not null check (destination in ('meta')),
  event_name      text        not null,
  event_id        text        not null,
  stage           text        not null check (stage in ('qualified', 'won')),
  ordinal         int         not null,
  status          text        not null
                  check (status in ('pending', 'sent', 'held', 'expired', 'rejected', 'failed', 'cancelled')),
  reason          text,
  attempts        int         not null default 0,
  -- attempts since it was last asked for; these are bounded
  tries           int         not null default 0,
  -- the way of the first attempt; later ones take no other, or Meta would count twice
  route           text        check (route in ('messaging', 'web')),
  -- the body as it went, the same for every attempt
  payload_sealed  bytea,
  due_at          timestamptz not null,
  lease_until     timestamptz,
  fence           bigint      not null default 0,
  occurred_at     timestamptz not null,
  created_at      timestamptz not null,
  sent_at         timestamptz,
  value_minor     bigint,
  value_currency  char(3),
  answer          jsonb       not null default '{}',
  primary key (workspace_id, id),
  unique (workspace_id, destination, event_id)
);
create index conversion_due on conversions.conversion (workspace_id, due_at) where status = 'pending';
create index conversion_waiting on conversions.conversion (workspace_id, occurred_at) where status = 'held';
create index conversion_conversation on conversions.conversion (workspace_id, conversation_id);
create index conversion_contact on conversions.conversion (workspace_id, contact_id) where status in ('pending', 'held');
create index conversion_recent on conversions.conversion (workspace_id, created_at desc, id);
select platform.fence('conversions.conversion');

create table conversions.attempt (
  workspace_id  uuid        not null,
  id            uuid        not null,
  conversion_id uuid        not null,
  at            timestamptz not null,
  result        text        not null,
  http_status   int,
  code          int,
  subcode       int,
  trace         text,
  message       text,
  primary key (workspace_id, id),
  foreign key (workspace_id, conversion_id) references conversions.conversion (workspace_id, id) on delete cascade
);
create index attempt_conversion on conversions.attempt (workspace_id, conversion_id, at);
select platform.fence('conversions.attempt');
