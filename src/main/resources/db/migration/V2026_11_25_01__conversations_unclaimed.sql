-- Which numbers of a body no workspace had when it was read, by Meta's id: when one is connected, the body is read again.
alter table conversations.webhook_inbox add column unclaimed text[];
create index webhook_inbox_unclaimed on conversations.webhook_inbox using gin (unclaimed) where unclaimed is not null;
