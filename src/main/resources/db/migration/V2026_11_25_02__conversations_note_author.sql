-- Who wrote a note where it was no colleague: the name of the API key, whose id stands in author_id.
alter table conversations.note add column author_name text check (char_length(author_name) between 1 and 200);
