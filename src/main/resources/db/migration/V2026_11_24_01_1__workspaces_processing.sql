-- What the business has told us to do with its contacts' data: one instruction for each purpose, with
-- since when. A purpose without a row is not carried out. Who switched it stands in the audit log.
create table workspaces.processing (
  workspace_id uuid        not null,
  purpose      text        not null check (purpose in ('attribution', 'lead_scoring', 'conversion_delivery')),
  enabled      boolean     not null,
  since        timestamptz not null,
  source       text        not null check (source in ('agreement', 'switch')),
  actor_type   text        not null,
  actor_id     text,
  primary key (workspace_id, purpose)
);

-- Workspaces from before run on what they agreed to, and on the destination they switched on.
insert into workspaces.processing
  select workspace_id, purpose, true, now(), 'agreement', 'system', null
  from workspaces.slug_directory cross join unnest(array['attribution', 'lead_scoring']) as purpose;
alter table conversions.destination no force row level security;
insert into workspaces.processing
  select workspace_id, 'conversion_delivery', true, coalesce(enabled_at, updated_at), 'switch', 'system', null
  from conversions.destination where enabled;
alter table conversions.destination force row level security;

select platform.fence('workspaces.processing');
revoke delete on workspaces.processing from popeki_app, popeki_worker;
