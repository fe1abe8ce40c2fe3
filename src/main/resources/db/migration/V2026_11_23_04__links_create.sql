create schema links;
grant usage on schema links to popeki_app, popeki_worker, popeki_ingest;

create table links.link (
  workspace_id uuid        not null,
  id           uuid        not null,
  slug         text        not null,
  name         text        not null check (length(name) between 1 and 200),
  number_id    uuid        not null,
  digits       text        not null,
  message      text        not null check (length(message) <= 1000),
  code_mode    text        not null check (code_mode in ('both', 'visible', 'invisible', 'none')),
  source       text,
  campaign     text,
  created_at   timestamptz not null,
  archived_at  timestamptz,
  primary key (workspace_id, id)
);
select platform.fence('links.link');

-- What reports may read.
create view links.report_link with (security_invoker = true) as
  select workspace_id, id, name, slug, archived_at from links.link;
grant select on links.report_link to popeki_app, popeki_worker;

-- Directory: the slug map of the redirect, in lower case. It carries the little a redirect needs (the
-- business's own number and text, no person's), so that the click path asks no tenant table.
create table links.slug_directory (
  host         text        not null default '',
  slug         text        not null check (slug ~ '^[a-z0-9-]{3,64}$'),
  workspace_id uuid        not null,
  link_id      uuid        not null,
  digits       text        not null,
  message      text        not null,
  code_mode    text        not null,
  source       text,
  campaign     text,
  archived     boolean     not null default false,
  primary key (host, slug)
);
create index slug_directory_link on links.slug_directory (link_id);
grant select, insert, update, delete on links.slug_directory to popeki_app, popeki_worker;

create table links.click (
  workspace_id       uuid        not null,
  occurred_at        timestamptz not null,
  id                 uuid        not null,
  link_id            uuid        not null,
  received_at        timestamptz not null,
  kind               text        not null check (kind in ('human', 'bot', 'preview', 'prefetch', 'head')),
  counted            boolean     not null,
  not_counted_reason text,
  gpc                boolean     not null default false,
  code               text,
  ip                 inet,
  user_agent         text,
  referrer           text,
  utm                jsonb       not null default '{}',
  click_ids          jsonb       not null default '{}',
  params             jsonb       not null default '{}',
  conversation_id    uuid,
  primary key (workspace_id, occurred_at, id)
) partition by range (occurred_at);
create index click_link on links.click (workspace_id, link_id, occurred_at);
create index click_code on links.click (workspace_id, code) where code is not null;

-- A month of clicks. Row-level security is the partition's own as well, since a partition can be named.
create function links.ensure_click_month(month date) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
  first date := date_trunc('month', month)::date;
  name  text := 'click_' || to_char(first, 'YYYY_MM');
begin
  if to_regclass('links.' || name) is not null then return; end if;
  execute format('create table links.%I partition of links.click for values from (%L) to (%L)',
      name, first::timestamptz, (first + interval '1 month')::timestamptz);
  perform platform.fence(('links.' || name)::regclass);
  execute format('create policy ingest_writes on links.%I for insert to popeki_ingest with check (true)', name);
end $$;
revoke all on function links.ensure_click_month(date) from public;
grant execute on function links.ensure_click_month(date) to popeki_app, popeki_worker;

select platform.fence('links.click');
create policy ingest_writes on links.click for insert to popeki_ingest with check (true);
grant insert on links.click to popeki_ingest;

set timezone = 'UTC';
select links.ensure_click_month((date_trunc('month', now()) + make_interval(months => m))::date)
from generate_series(-13, 3) as m;
-- What no month holds is kept, not refused.
create table links.click_other partition of links.click default;
select platform.fence('links.click_other');
create policy ingest_writes on links.click_other for insert to popeki_ingest with check (true);
