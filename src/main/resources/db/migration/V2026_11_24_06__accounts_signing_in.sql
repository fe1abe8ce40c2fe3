-- How pages look is a wish of the person's, kept with the account: the session is the only cookie.
alter table accounts.account
  add column theme   text not null default 'system' check (theme in ('system', 'light', 'dark')),
  add column density text not null default 'comfortable' check (density in ('comfortable', 'compact'));

-- Directory: the secret of a person's authenticator app, sealed by the installation. It counts once confirmed;
-- last_step is the half minute of the last code, so that none works twice.
create table accounts.second_factor (
  user_id       uuid        not null primary key references accounts.account (user_id) on delete cascade,
  secret_sealed bytea       not null,
  created_at    timestamptz not null,
  confirmed_at  timestamptz,
  last_step     bigint      not null default 0
);
grant select, insert, update, delete on accounts.second_factor to popeki_app, popeki_worker;

-- Directory: recovery codes, each hashed as a password is.
create table accounts.recovery_code (
  user_id    uuid        not null references accounts.account (user_id) on delete cascade,
  id         uuid        not null,
  code_hash  text        not null,
  created_at timestamptz not null,
  used_at    timestamptz,
  primary key (user_id, id)
);
grant select, insert, update, delete on accounts.recovery_code to popeki_app, popeki_worker;

-- Directory: tokens sent by mail, by hash: a new password, a new address (which is sealed).
create table accounts.mail_token (
  token_hash bytea       not null primary key,
  id         uuid        not null,
  user_id    uuid        not null references accounts.account (user_id) on delete cascade,
  purpose    text        not null check (purpose in ('password', 'email')),
  sealed     bytea,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at    timestamptz
);
create index mail_token_user on accounts.mail_token (user_id, purpose);
grant select, insert, update, delete on accounts.mail_token to popeki_app, popeki_worker;
