create schema mails;
grant usage on schema mails to popeki_app, popeki_worker;

-- A mail that waits, has left, could not leave, or is kept because no mail server is configured. The row
-- is the job. What belongs to no workspace (proving an address, a new password) lies under the
-- installation's own id, 00000000-0000-0000-0000-000000000000.
create table mails.mail (
  workspace_id uuid        not null,
  id           uuid        not null,
  kind         text        not null check (kind ~ '^[a-z_]{1,60}$'),
  to_index     bytea       not null,
  sealed       bytea       not null,
  status       text        not null check (status in ('waiting', 'sent', 'failed', 'kept')),
  attempts     int         not null default 0,
  due_at       timestamptz not null,
  reason       text,
  created_at   timestamptz not null,
  ended_at     timestamptz,
  primary key (workspace_id, id)
);
create index mail_due on mails.mail (workspace_id, due_at) where status = 'waiting';
create index mail_recent on mails.mail (workspace_id, created_at desc, id);
create index mail_to on mails.mail (workspace_id, to_index);
select platform.fence('mails.mail');
