create schema privacy;
grant usage on schema privacy to popeki_app, popeki_worker;

-- Tombstones: keyed hashes of every alias of a person who opted out, was erased or restricted.
create table privacy.suppression (
  workspace_id uuid        not null,
  alias_type   text        not null check (alias_type in ('user_id', 'parent_user_id', 'wa_id', 'phone', 'email')),
  alias_index  bytea       not null,
  kind         text        not null check (kind in ('opted_out', 'erased', 'restricted')),
  since        timestamptz not null,
  source       text        not null,
  evidence     text,
  primary key (workspace_id, alias_type, alias_index, kind)
);
select platform.fence('privacy.suppression');
