-- A word that the business puts on a conversation to find it again: "vip", "second visit". Every role sees it.
create table conversations.tag (
  workspace_id    uuid        not null,
  conversation_id uuid        not null,
  name            text        not null check (char_length(name) between 1 and 30),
  added_at        timestamptz not null,
  added_by        uuid        not null,
  primary key (workspace_id, conversation_id, name),
  foreign key (workspace_id, conversation_id) references conversations.conversation (workspace_id, id)
    on delete cascade
);
create index tag_name on conversations.tag (workspace_id, name);
select platform.fence('conversations.tag');

-- What a colleague writes about a conversation. Sealed under the contact's key, like the messages: it may
-- hold what the person said, and is unreadable once that key is destroyed.
create table conversations.note (
  workspace_id    uuid        not null,
  id              uuid        not null,
  conversation_id uuid        not null,
  contact_id      uuid        not null,
  author_id       uuid        not null,
  text_sealed     bytea       not null,
  written_at      timestamptz not null,
  edited_at       timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, conversation_id) references conversations.conversation (workspace_id, id)
    on delete cascade,
  foreign key (workspace_id, contact_id) references conversations.contact (workspace_id, id)
);
create index note_conversation on conversations.note (workspace_id, conversation_id, written_at);
select platform.fence('conversations.note');

-- A way of looking at the list: its filters as the address says them, never what was searched for.
create table conversations.saved_view (
  workspace_id uuid        not null,
  id           uuid        not null,
  name         text        not null check (char_length(name) between 1 and 40),
  query        text        not null check (char_length(query) <= 1000),
  owner_id     uuid        not null,
  shared       boolean     not null,
  made_at      timestamptz not null,
  primary key (workspace_id, id)
);
select platform.fence('conversations.saved_view');
