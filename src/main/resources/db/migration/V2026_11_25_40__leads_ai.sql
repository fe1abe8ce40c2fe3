-- An AI reads where a business uses one; who it did not answer is asked about again.
alter table leads.work add column retries int not null default 0;
alter table leads.classification add column arrived_at timestamptz;

-- What an AI answered about a text in the last month. No text: the question is a keyed hash, quotes
-- are places in it.
create table leads.answer (
  workspace_id  uuid        not null,
  question_hash bytea       not null,
  answer        text        not null,
  provider      text        not null,
  model         text        not null,
  answered_at   timestamptz not null,
  primary key (workspace_id, question_hash)
);
create index answer_age on leads.answer (workspace_id, answered_at);
select platform.fence('leads.answer');
