-- "Has this been asked before?": the words of conversations, found by an index. Under row-level security
-- a text index is not used, so a function looks them up and applies the reader's rights itself.

set local role hark_owner;

-- The words of a text in the forms that a search compares: as they stand in every language, and by their
-- stem in English.
create function hark.words(text text) returns tsvector
language sql immutable parallel safe
return to_tsvector('pg_catalog.simple', text) || to_tsvector('pg_catalog.english', text);

-- What is looked for. Each word is sought as it stands or by its stem; "in quotes", or, -not.
create function hark.sought(text text) returns tsquery
language sql immutable parallel safe
return websearch_to_tsquery('pg_catalog.simple', text)
  || websearch_to_tsquery('pg_catalog.english', text);

-- How many words that carry meaning two texts have in common.
create function hark.common_words(a text, b text) returns integer
language sql immutable parallel safe
return (
  select count(*)::integer from (
    select unnest(tsvector_to_array(to_tsvector('pg_catalog.english', a)))
    intersect
    select unnest(tsvector_to_array(to_tsvector('pg_catalog.english', b)))) common);

-- The words that people said, but for answers that identify somebody.
create table hark.conversation_words (
  partnership_id uuid not null,
  id uuid not null,
  words tsvector not null,
  created_at timestamptz not null default now(),
  created_by uuid not null,
  primary key (partnership_id, id),
  foreign key (partnership_id, id) references hark.response (partnership_id, id) on delete cascade
);
create index conversation_words_words on hark.conversation_words using gin (words);

alter table hark.conversation_words enable row level security;
alter table hark.conversation_words force row level security;
-- Whoever sees a conversation sees its words; the index is of use to the functions below alone, which
-- apply the reader's rights themselves. Nobody else reads a row as the owner.
create policy as_the_conversation on hark.conversation_words for select to hark_app
  using (
    partnership_id = hark.current_partnership()
    and exists (
      select from hark.conversation c
      where c.partnership_id = conversation_words.partnership_id and c.id = conversation_words.id));
grant select on hark.conversation_words to hark_app;
create policy search_keeps on hark.conversation_words to hark_owner
  using (current_setting('hark.searching', true) = 'on')
  with check (current_setting('hark.searching', true) = 'on');
create policy search_reads on hark.conversation for select to hark_owner
  using (
    partnership_id = hark.current_partnership()
    and current_setting('hark.searching', true) = 'on');

-- Keeps the words of a conversation that the transaction stores or edits; nobody reads the table.
create function hark.keep_words(records uuid[], texts text[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if coalesce(hark.current_role_name(), '') not in ('researcher', 'coordinator') then
    raise exception using errcode = '42501', message = 'whoever records a conversation keeps its words';
  end if;
  perform set_config('hark.searching', 'on', true);
  insert into hark.conversation_words as w (partnership_id, id, words, created_by)
  select hark.current_partnership(), t.id, hark.words(t.text), c.created_by
  from unnest(records, texts) as t (id, text)
  join hark.conversation c on c.partnership_id = hark.current_partnership() and c.id = t.id
    and not c.withdrawn
    and (hark.sees_all_records() or c.created_by = hark.current_account()
      or c.created_by = any (hark.current_accounts()))
  on conflict (partnership_id, id) do update set words = excluded.words;
  perform set_config('hark.searching', '', true);
end
$$;

-- What a person took back is found no more.
create function hark.forget_words() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform set_config('hark.searching', 'on', true);
  delete from hark.conversation_words w
  where w.partnership_id = new.partnership_id and w.id = new.id;
  perform set_config('hark.searching', '', true);
  return null;
end
$$;
create trigger forget_words after update of withdrawn on hark.conversation
  for each row when (new.withdrawn and not old.withdrawn) execute function hark.forget_words();

-- Conversations with these words, the best first: those that the reader may see, and of each what a list
-- of conversations shows, never a word of it.
create function hark.search_conversations(sought text, most integer)
returns table (id uuid, survey_module text, held_on date, place_held text, rank real)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan as $$
begin
  perform set_config('hark.searching', 'on', true);
  return query
    select c.id, c.survey_module, c.held_on, c.place_held, ts_rank(w.words, hark.sought(sought)) as rank
    from hark.conversation_words w
    join hark.conversation c on c.partnership_id = w.partnership_id and c.id = w.id
    where w.words @@ hark.sought(sought)
      and w.partnership_id = hark.current_partnership()
      and not c.withdrawn
      and (hark.sees_all_records()
        or (c.created_by = hark.current_account() and hark.is_recording()))
    order by rank desc, c.created_at, c.id
    limit most;
  perform set_config('hark.searching', '', true);
end
$$;
revoke all on function hark.keep_words(uuid[], text[]), hark.search_conversations(text, integer)
  from public;
grant execute on function hark.keep_words(uuid[], text[]), hark.search_conversations(text, integer)
  to hark_app;
