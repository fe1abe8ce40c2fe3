-- Words of this schema: a "directory" table answers "which workspace?" before one is entered. It holds
-- ids and keyed hashes only and has no row-level security. Every other table begins with workspace_id
-- and is fenced; platform.fence() below puts the fence up the same way everywhere.
create schema platform;
grant usage on schema platform to popeki_app, popeki_worker, popeki_ingest;

-- Enabled and forced row-level security for one tenant table: requests and workers see the workspace
-- that the transaction entered, and nothing when none was entered (the setting is '' after a commit).
create function platform.fence(target regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format($p$create policy of_workspace on %s to popeki_app, popeki_worker
      using (workspace_id = nullif(current_setting('app.workspace', true), '')::uuid)
      with check (workspace_id = nullif(current_setting('app.workspace', true), '')::uuid)$p$, target);
  execute format('grant select, insert, update, delete on %s to popeki_app, popeki_worker', target);
end $$;
revoke all on function platform.fence(regclass) from public;

-- Directory. A lane is a queue of due work: what (kind) for whom (key). Waking it and the work itself
-- commit together; wake counts up, so a wake-up during a run is never lost.
create table platform.lane (
  kind         text        not null,
  key          uuid        not null,
  workspace_id uuid,
  due_at       timestamptz not null,
  wake         bigint      not null default 1,
  fence        bigint      not null default 0,
  lease_until  timestamptz,
  failures     int         not null default 0,
  last_error   text,
  primary key (kind, key)
) with (fillfactor = 70);
create index lane_due on platform.lane (due_at);
grant select, insert, update, delete on platform.lane to popeki_app, popeki_worker;

-- Directory: keysets of a workspace, encrypted by the master key.
create table platform.workspace_keyset (
  workspace_id uuid  not null,
  purpose      text  not null check (purpose in ('content', 'index')),
  keyset       bytea not null,
  primary key (workspace_id, purpose)
);
grant select, insert on platform.workspace_keyset to popeki_app, popeki_worker;

-- Directory: keys of the installation by day, encrypted by the master key; they seal what arrives
-- before its workspace is known and are destroyed with it. Day 1970-01-01 is the check of the master key.
create table platform.installation_key (
  day    date  not null primary key,
  keyset bytea not null
);
grant select, insert on platform.installation_key to popeki_app, popeki_worker, popeki_ingest;

-- A change to a countable fact. One folder adds deltas up into the roll-ups of reports.
create table platform.delta (
  workspace_id  uuid        not null,
  id            uuid        not null,
  occurred_at   timestamptz not null,
  source        text,
  campaign_id   text,
  adset_id      text,
  ad_id         text,
  link_id       uuid,
  clicks        int         not null default 0,
  not_counted   int         not null default 0,
  conversations int         not null default 0,
  attributed    int         not null default 0,
  ad_unknown    int         not null default 0,
  qualified     int         not null default 0,
  won           int         not null default 0,
  revenue_minor bigint      not null default 0,
  currency      char(3),
  primary key (workspace_id, id)
);
select platform.fence('platform.delta');
create policy ingest_writes on platform.delta for insert to popeki_ingest with check (true);
grant insert on platform.delta to popeki_ingest;

create table platform.idempotency_key (
  workspace_id uuid        not null,
  key          text        not null check (length(key) <= 255),
  request_hash bytea       not null,
  status       int,
  content_type text,
  body         bytea,
  created_at   timestamptz not null,
  primary key (workspace_id, key)
);
select platform.fence('platform.idempotency_key');

create table platform.audit_entry (
  workspace_id uuid        not null,
  id           uuid        not null,
  at           timestamptz not null,
  actor_type   text        not null check (actor_type in ('user', 'api_key', 'system', 'contact')),
  actor_id     text,
  actor_name   text,
  action       text        not null,
  subject      text,
  detail       jsonb       not null default '{}',
  primary key (workspace_id, id)
);
select platform.fence('platform.audit_entry');
revoke update, delete on platform.audit_entry from popeki_app, popeki_worker;

-- Directory: sessions of Spring Session, its own layout.
create table platform.spring_session (
  primary_id            char(36) not null primary key,
  session_id            char(36) not null unique,
  creation_time         bigint   not null,
  last_access_time      bigint   not null,
  max_inactive_interval int      not null,
  expiry_time           bigint   not null,
  principal_name        varchar(100)
);
create index spring_session_expiry on platform.spring_session (expiry_time);
create index spring_session_principal on platform.spring_session (principal_name);
create table platform.spring_session_attributes (
  session_primary_id char(36)     not null references platform.spring_session (primary_id) on delete cascade,
  attribute_name     varchar(200) not null,
  attribute_bytes    bytea        not null,
  primary key (session_primary_id, attribute_name)
);
grant select, insert, update, delete on platform.spring_session, platform.spring_session_attributes to popeki_app;
