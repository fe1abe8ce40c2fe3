-- When somebody was last here, to five minutes: shown to those who manage people.
alter table workspaces.membership add column last_seen_at timestamptz;

-- Directory: where somebody has been a member before, so that whoever deletes an account is forgotten
-- there too.
create table workspaces.past_membership (
  user_id      uuid        not null references accounts.account (user_id),
  workspace_id uuid        not null,
  role         text        not null,
  joined_at    timestamptz not null,
  left_at      timestamptz not null,
  primary key (user_id, workspace_id)
);
grant select, insert, update, delete on workspaces.past_membership to popeki_app, popeki_worker;

-- Who is asked to join, until they do. One row for an address; a revoked one stays for a day, so that its
-- mails still count.
create table workspaces.invitation (
  workspace_id uuid        not null,
  id           uuid        not null,
  email_index  bytea       not null,
  email_sealed bytea       not null,
  role         text        not null check (role in ('admin', 'analyst', 'agent', 'viewer')),
  invited_by   uuid        not null,
  created_at   timestamptz not null,
  sent_at      timestamptz not null,
  expires_at   timestamptz not null,
  revoked_at   timestamptz,
  sends        int         not null,
  primary key (workspace_id, id),
  unique (workspace_id, email_index)
);
select platform.fence('workspaces.invitation');

-- Directory: which workspace does the link of an invitation belong to?
create table workspaces.invitation_directory (
  token_hash    bytea not null primary key,
  workspace_id  uuid  not null,
  invitation_id uuid  not null unique
);
grant select, insert, delete on workspaces.invitation_directory to popeki_app, popeki_worker;
