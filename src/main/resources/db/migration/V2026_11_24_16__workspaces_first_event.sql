-- What Meta first told about a number since it was connected; null for those connected before this.
alter table workspaces.number
  add column first_event_at   timestamptz,
  add column first_event_kind text;
