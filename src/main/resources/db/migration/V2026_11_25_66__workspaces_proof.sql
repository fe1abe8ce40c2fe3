-- A number typed by hand is a claim; one that Meta showed to a token is proved. A proved one outweighs a claim, and
-- once a number was somebody's, only proof moves it elsewhere: so a directory row outlives the number's being taken off.
alter table workspaces.number_directory
  add column proven      boolean not null default false,
  add column released_at timestamptz;
alter table workspaces.number no force row level security;
update workspaces.number_directory d set proven = true
from workspaces.number n
where n.workspace_id = d.workspace_id and n.id = d.number_id and n.token_sealed is not null;
alter table workspaces.number force row level security;

-- Which account news are about: a later one overrules an earlier one of its own account alone.
alter table conversations.notice add column account text;
