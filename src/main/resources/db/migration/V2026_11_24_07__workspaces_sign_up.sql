-- Directory: sign-ups that wait for their mail to be answered, by the hash of its token. Name, address and business
-- are sealed by the installation; a row is deleted soon after its day is over.
create table workspaces.sign_up (
  token_hash    bytea       not null primary key,
  id            uuid        not null,
  draft_sealed  bytea       not null,
  country       text        not null,
  terms_version text        not null,
  dpa_version   text        not null,
  accepted_at   timestamptz not null,
  expires_at    timestamptz not null,
  used_at       timestamptz
);
create index sign_up_expires on workspaces.sign_up (expires_at);
grant select, insert, update, delete on workspaces.sign_up to popeki_app, popeki_worker;

-- Who accepted which version of the terms and of the processing agreement for the business, and when.
create table workspaces.agreement (
  workspace_id  uuid        not null,
  id            uuid        not null,
  user_id       uuid        not null,
  terms_version text        not null,
  -- null for somebody who joined a business: its processing agreement was accepted by whoever opened it
  dpa_version   text,
  accepted_at   timestamptz not null,
  primary key (workspace_id, id)
);
select platform.fence('workspaces.agreement');
