-- The person's own last word on marketing messages, told by WhatsApp: the later one holds, in whatever order they come.
create table privacy.preference (
  workspace_id uuid        not null,
  alias_type   text        not null check (alias_type in ('user_id', 'parent_user_id', 'wa_id', 'phone', 'email')),
  alias_index  bytea       not null,
  stopped      boolean     not null,
  told_at      timestamptz not null,
  primary key (workspace_id, alias_type, alias_index)
);
select platform.fence('privacy.preference');
