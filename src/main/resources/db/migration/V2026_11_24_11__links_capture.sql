-- Where a visitor was and what was held in the hand, coarse enough to outlive the address.
alter table links.click add column country text;
alter table links.click add column device text;

-- Up to when the addresses of a workspace's clicks are cut to their network.
create table links.ip_cut (
  workspace_id uuid        not null primary key,
  cut_before   timestamptz not null
);
select platform.fence('links.ip_cut');

-- Workspaces that have links already; later ones begin with their first link.
insert into platform.lane (kind, key, workspace_id, due_at)
select distinct 'click-ip', workspace_id, workspace_id, now() from links.slug_directory
on conflict do nothing;
