-- A keyset knows which master key wraps it (null: the one of before this migration), since when it is
-- there, and how far a rotation has come. Rotations end or go on; they are never half.
alter table platform.workspace_keyset
  add column wrapped_by  text,
  add column made_at     timestamptz,
  add column phase       text check (phase in ('added', 'promoted', 'moved')),
  add column phase_since timestamptz,
  add column rotated_at  timestamptz,
  add constraint a_phase_has_begun check ((phase is null) = (phase_since is null));
alter table platform.workspace_keyset alter column made_at set default now();
grant update on platform.workspace_keyset to popeki_app, popeki_worker;

alter table platform.installation_key
  add column wrapped_by text,
  add column made_at    timestamptz;
alter table platform.installation_key alter column made_at set default now();
grant update on platform.installation_key to popeki_app, popeki_worker;
