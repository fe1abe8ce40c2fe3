-- Whose hold on a body it is: a worker whose lease ran out changes nothing on it any more.
-- From here on attempts counts what failed, not how often a body was taken up.
alter table conversations.webhook_inbox add column claim uuid;
