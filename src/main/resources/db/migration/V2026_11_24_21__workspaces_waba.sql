-- Meta tells news of an account or a template without naming a number: whose account is it?
alter table workspaces.number_directory add column waba_id text;
alter table workspaces.number no force row level security;
update workspaces.number_directory d set waba_id = n.waba_id
from workspaces.number n where n.workspace_id = d.workspace_id and n.id = d.number_id;
alter table workspaces.number force row level security;
alter table workspaces.number_directory alter column waba_id set not null;
create index number_directory_waba on workspaces.number_directory (waba_id);
grant update on workspaces.number_directory to popeki_app, popeki_worker;
