-- The audit log becomes a chain: each entry has its number in the workspace and a keyed hash over itself
-- and the one before, so that whoever holds the database alone cannot change, drop, insert or reorder one
-- unseen. What is hashed must come back byte by byte, so the detail is kept as it was written.
alter table platform.audit_entry
  alter column detail drop default,
  alter column detail type json using detail::json,
  alter column detail set default '{}',
  add column seq         bigint,
  add column channel     text check (channel in ('page', 'api', 'command', 'system')),
  add column network     text,
  add column person_hash bytea,
  add column hash        bytea;

-- Entries from before the chain keep these empty; their digest becomes its first entry. No other comes
-- without. (A check would also stand in the way of forgetting who wrote an old one.)
create function platform.audit_only_chained() returns trigger language plpgsql as $$
begin
  raise exception 'An audit entry comes with its place in the chain';
end $$;
create trigger audit_entry_only_chained before insert on platform.audit_entry
  for each row when (new.seq is null or new.channel is null or new.person_hash is null or new.hash is null)
  execute function platform.audit_only_chained();
create unique index audit_entry_seq on platform.audit_entry (workspace_id, seq);
create index audit_entry_at on platform.audit_entry (workspace_id, at, id);
create index audit_entry_subject on platform.audit_entry (workspace_id, subject, at);

-- Where the chain ends; locked last by whoever appends. Its seal shows an end that was cut off.
create table platform.audit_head (
  workspace_id uuid   not null primary key,
  seq          bigint not null check (seq >= 0),
  hash         bytea  not null,
  seal         bytea  not null
);
select platform.fence('platform.audit_head');
revoke delete on platform.audit_head from popeki_app, popeki_worker;

-- A person who leaves is forgotten by name and network; nothing else of an entry may ever change.
create function platform.audit_only_forgets() returns trigger language plpgsql as $$
begin
  raise exception 'An audit entry may forget who and from where, and change in no other way';
end $$;
create trigger audit_entry_only_forgets before update of actor_name, network on platform.audit_entry
  for each row when (new.actor_name is not null or new.network is not null)
  execute function platform.audit_only_forgets();
grant update (actor_name, network) on platform.audit_entry to popeki_app;
