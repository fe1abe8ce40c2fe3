-- How many links a workspace made lately, asked before each further one.
create index link_made on links.link (workspace_id, created_at desc);
