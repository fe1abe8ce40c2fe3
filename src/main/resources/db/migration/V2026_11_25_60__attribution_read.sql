-- Since when a rule was read into the conversations that were there before it; one that was not holds for what comes in.
alter table attribution.text_rule add column read_at timestamptz;

-- Of a conversation that is decided again, whether its first words are read again by the rules.
alter table attribution.again add column words boolean not null default false;

-- A model that is learnt anew before conversations are decided again, however young it is.
alter table attribution.match_model add column outdated boolean not null default false;

-- What is probable in a stretch is told anew, however little it moved.
alter table attribution.match_due add column exact boolean not null default false;
