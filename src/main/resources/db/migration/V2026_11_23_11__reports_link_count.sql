-- What a link brought, exact to the unit: the daily roll-up plus what is not folded yet. The view asks as
-- its caller, so row-level security holds in it.
create view reports.link_count with (security_invoker = true) as
select workspace_id, link_id, sum(clicks) as clicks, sum(not_counted) as not_counted,
       sum(conversations) as conversations, sum(qualified) as qualified, sum(won) as won
from (
  select workspace_id, link_id, clicks, not_counted, conversations, qualified, won
  from reports.day
  where link_id <> '00000000-0000-0000-0000-000000000000'
  union all
  select workspace_id, link_id, clicks, not_counted, conversations, qualified, won
  from platform.delta
  where link_id is not null
) as part
group by workspace_id, link_id;
grant select on reports.link_count to popeki_app, popeki_worker;
create index day_link on reports.day (workspace_id, link_id);
