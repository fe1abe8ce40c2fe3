-- People who sign in have a module of their own; their tables move to its schema with all they hold.
create schema accounts;
grant usage on schema accounts to popeki_app, popeki_worker;
alter table workspaces.account set schema accounts;
alter table workspaces.sign_in_token set schema accounts;
