-- An outcome may move to another conversation; the ordinal that it had is never given to another one.
alter table conversations.conversation add column outcomes_told int not null default 0;
