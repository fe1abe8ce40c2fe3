-- Those of the clicks that came by a QR code. Totals do not need them, links do.
alter table reports.quarter_hour_credit add column scans bigint not null default 0;
alter table reports.day add column scans bigint not null default 0;

create or replace view reports.link_count with (security_invoker = true) as
select workspace_id, link_id, sum(clicks) as clicks, sum(not_counted) as not_counted,
       sum(conversations) as conversations, sum(qualified) as qualified, sum(won) as won, sum(scans) as scans
from (
  select workspace_id, link_id, clicks, not_counted, conversations, qualified, won, scans
  from reports.day
  where link_id <> '00000000-0000-0000-0000-000000000000'
  union all
  select workspace_id, link_id, clicks, not_counted, conversations, qualified, won, scans
  from platform.delta
  where link_id is not null
) as part
group by workspace_id, link_id;
