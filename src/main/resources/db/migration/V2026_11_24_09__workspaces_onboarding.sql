-- A number may be taken off; what was received over it stays, and the row keeps its id for when it comes
-- back. connected_at is null where it was connected once and never again: then created_at says when.
alter table workspaces.number add column connected_at timestamptz;
alter table workspaces.number add column disconnected_at timestamptz;

-- What of the first steps was put off, or all of them sent away (step 'all'). What is done is not stored:
-- the steps tell it from their own data.
create table workspaces.start_choice (
  workspace_id uuid        not null,
  step         text        not null check (step ~ '^[a-z]{1,20}$'),
  later_at     timestamptz not null,
  primary key (workspace_id, step)
);
select platform.fence('workspaces.start_choice');
