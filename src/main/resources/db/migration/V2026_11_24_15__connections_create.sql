create schema connections;
grant usage on schema connections to popeki_app, popeki_worker;

-- How it stands with the token of a number: what Meta said at the last look, and when to look again.
create table connections.connection (
  workspace_id           uuid        not null,
  number_id              uuid        not null,
  token_at               timestamptz not null,
  trouble                text,
  trouble_at             timestamptz,
  app_id                 text,
  scopes                 text[]      not null default '{}',
  expires_at             timestamptz,
  data_access_expires_at timestamptz,
  subscribed             boolean,
  listed                 boolean,
  neighbours             text[]      not null default '{}',
  quality                text,
  status                 text,
  verified_name          text,
  hindrance              text,
  checked_at             timestamptz,
  check_at               timestamptz,
  primary key (workspace_id, number_id),
  check ((trouble is null) = (trouble_at is null))
);
select platform.fence('connections.connection');

-- A pasted token between the paste and the choice of a number; gone after half an hour.
create table connections.offer (
  workspace_id uuid        not null,
  id           uuid        not null,
  token_sealed bytea       not null,
  found        jsonb       not null,
  made_at      timestamptz not null,
  primary key (workspace_id, id)
);
select platform.fence('connections.offer');

-- Meta apps of a business, each with its own secret and its own address for events.
create table connections.meta_app (
  workspace_id        uuid        not null,
  id                  uuid        not null,
  app_id              text        not null,
  app_key             text        not null,
  secret_sealed       bytea       not null,
  verify_token_sealed bytea       not null,
  created_at          timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, app_id)
);
select platform.fence('connections.meta_app');

-- Directory: whose is the address that an event came to?
create table connections.app_directory (
  app_key      text not null primary key,
  workspace_id uuid not null,
  meta_app_id  uuid not null
);
grant select, insert, delete on connections.app_directory to popeki_app, popeki_worker;
