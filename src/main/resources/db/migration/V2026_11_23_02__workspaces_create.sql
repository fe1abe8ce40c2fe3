create schema workspaces;
grant usage on schema workspaces to popeki_app, popeki_worker, popeki_ingest;

create table workspaces.workspace (
  workspace_id          uuid        not null primary key,
  slug                  text        not null,
  business_name         text        not null check (length(business_name) between 1 and 200),
  trade                 text        not null default 'other',
  offers                text        not null default '',
  country               char(2)     not null default 'US',
  region                text        not null check (region in ('us', 'eu')),
  timezone              text        not null,
  currency              char(3)     not null,
  conversation_gap_days int         not null default 30 check (conversation_gap_days between 1 and 365),
  settings              jsonb       not null default '{}',
  created_at            timestamptz not null
);
select platform.fence('workspaces.workspace');

-- What reports may read: the zone that days are counted in.
create view workspaces.report_zone with (security_invoker = true) as
  select workspace_id, timezone as zone from workspaces.workspace;
grant select on workspaces.report_zone to popeki_app, popeki_worker;

-- Directory: the readable name in URLs.
create table workspaces.slug_directory (
  slug         text not null primary key check (slug ~ '^[a-z0-9-]{3,64}$'),
  workspace_id uuid not null unique
);
grant select, insert, update on workspaces.slug_directory to popeki_app, popeki_worker;

-- Directory: people who sign in; a person may belong to several workspaces. The address is found by a
-- keyed hash, name and address are sealed by the installation.
create table workspaces.account (
  user_id       uuid        not null primary key,
  email_index   bytea       not null unique,
  email_sealed  bytea       not null,
  name_sealed   bytea       not null,
  password_hash text,
  created_at    timestamptz not null
);
grant select, insert, update, delete on workspaces.account to popeki_app, popeki_worker;

-- Directory: who belongs where.
create table workspaces.membership (
  user_id      uuid        not null references workspaces.account (user_id),
  workspace_id uuid        not null,
  role         text        not null check (role in ('owner', 'admin', 'analyst', 'agent', 'viewer')),
  created_at   timestamptz not null,
  primary key (user_id, workspace_id)
);
create index membership_workspace on workspaces.membership (workspace_id);
grant select, insert, update, delete on workspaces.membership to popeki_app, popeki_worker;

-- Directory: one-time sign-in links, by hash.
create table workspaces.sign_in_token (
  token_hash bytea       not null primary key,
  user_id    uuid        not null references workspaces.account (user_id),
  expires_at timestamptz not null,
  used_at    timestamptz
);
grant select, insert, update, delete on workspaces.sign_in_token to popeki_app, popeki_worker;

create table workspaces.api_key (
  workspace_id uuid        not null,
  id           uuid        not null,
  name         text        not null,
  prefix       text        not null,
  scopes       text[]      not null,
  created_at   timestamptz not null,
  expires_at   timestamptz,
  last_used_at timestamptz,
  revoked_at   timestamptz,
  primary key (workspace_id, id)
);
select platform.fence('workspaces.api_key');

-- Directory: which workspace does this key open?
create table workspaces.api_key_directory (
  key_hash     bytea not null primary key,
  workspace_id uuid  not null,
  api_key_id   uuid  not null
);
grant select, insert, delete on workspaces.api_key_directory to popeki_app, popeki_worker;

create table workspaces.number (
  workspace_id         uuid        not null,
  id                   uuid        not null,
  phone_number_id      text        not null,
  waba_id              text        not null,
  display_phone_number text        not null,
  digits               text        not null,
  token_sealed         bytea,
  last_event_at        timestamptz,
  created_at           timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, phone_number_id)
);
select platform.fence('workspaces.number');

-- Directory: which workspace does Meta's phone_number_id belong to?
create table workspaces.number_directory (
  phone_number_id text not null primary key,
  workspace_id    uuid not null,
  number_id       uuid not null
);
grant select, insert, delete on workspaces.number_directory to popeki_app, popeki_worker;
