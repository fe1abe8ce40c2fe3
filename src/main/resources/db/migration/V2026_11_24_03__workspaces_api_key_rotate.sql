-- A key is replaced by another and goes on for a while; where it was used last, as a network only.
alter table workspaces.api_key
  add column replaced_by    uuid,
  add column last_used_from text,
  add constraint api_key_replaced_by foreign key (workspace_id, replaced_by)
    references workspaces.api_key (workspace_id, id),
  add constraint api_key_is_not_its_own_successor check (replaced_by <> id);
