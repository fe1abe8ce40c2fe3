-- Where a link leads beyond its one number: several numbers, an end, a pause, a page for desktop visitors.
-- numbers holds all of them in order, [{"number", "digits", "weight", "on"}]; empty in links from before, which lead
-- to number_id alone. number_id and digits are always those of the first.
alter table links.link
  add column numbers          jsonb       not null default '[]',
  add column routing          text        not null default 'single' check (routing in ('single', 'round_robin', 'weights')),
  add column paused           boolean     not null default false,
  add column expires_at       timestamptz,
  add column fallback_link_id uuid,
  add column desktop          text        not null default 'whatsapp' check (desktop in ('whatsapp', 'choose')),
  add constraint link_fallback check (fallback_link_id <> id);

alter table links.slug_directory
  add column number_id     uuid,
  add column numbers       jsonb       not null default '[]',
  add column routing       text        not null default 'single' check (routing in ('single', 'round_robin', 'weights')),
  add column paused        boolean     not null default false,
  add column expires_at    timestamptz,
  add column fallback_slug text,
  add column desktop       text        not null default 'whatsapp' check (desktop in ('whatsapp', 'choose'));

alter table links.link no force row level security;
update links.slug_directory d set number_id = l.number_id
from links.link l where l.workspace_id = d.workspace_id and l.id = d.link_id;
alter table links.link force row level security;
alter table links.slug_directory alter column number_id set not null;

-- The number that a visit was sent to; null where it was sent nowhere, and in clicks from before, which count for
-- their link's number.
alter table links.click add column number_id uuid;

-- What somebody changed about a link: the business's own words, so it stands here and not in the audit log. Who it
-- was is an id only; the name is asked for when it is shown.
create table links.link_history (
  workspace_id uuid        not null,
  link_id      uuid        not null,
  id           uuid        not null,
  at           timestamptz not null,
  actor_type   text        not null,
  actor_id     text,
  field        text        not null,
  before       text,
  after        text,
  primary key (workspace_id, link_id, id)
);
select platform.fence('links.link_history');
revoke update on links.link_history from popeki_app, popeki_worker;
