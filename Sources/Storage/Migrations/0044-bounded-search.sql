-- Searching takes no longer however many conversations there are. Under row-level security a text index is
-- used for a condition of the policy alone: so the policy under which a search reads says what is sought.
-- Of words that very many conversations hold, the newest of these are compared.

set local role hark_owner;

-- What the owner's functions look for in this statement. Whoever keeps words looks for every row: for the
-- gap between a text's two forms, or that it is not there.
create function hark.sought_now() returns tsquery
language sql stable parallel safe
return case
  when coalesce(current_setting('hark.sought', true), '') <> ''
    then hark.sought(current_setting('hark.sought', true))
  when current_setting('hark.searching', true) = 'on' then '''  '' | !''  '''::tsquery
end;
revoke all on function hark.sought_now() from public;

drop policy search_keeps on hark.conversation_words;
create policy search_finds on hark.conversation_words for select to hark_owner
  using (partnership_id = hark.current_partnership() and words @@ hark.sought_now());
create policy search_adds on hark.conversation_words for insert to hark_owner
  with check (current_setting('hark.searching', true) = 'on');
create policy search_mends on hark.conversation_words for update to hark_owner
  using (current_setting('hark.searching', true) = 'on');
create policy search_forgets on hark.conversation_words for delete to hark_owner
  using (current_setting('hark.searching', true) = 'on');

-- The newest first, of everybody and of one researcher.
create index conversation_words_newest on hark.conversation_words (partnership_id, created_at, id);
create index conversation_words_own
  on hark.conversation_words (partnership_id, created_by, created_at, id);

-- Conversations that hold what is sought and how well, found by the index of words and by nothing else,
-- whatever the planner thinks of the words: how long that takes does not depend on how many conversations
-- there are. In no order; `reader` null: everybody's.
create function hark.some_with_words(
  partnership uuid, reader uuid, query tsquery, most integer, out ids uuid[], out ranks real[])
language plpgsql stable set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
set enable_seqscan = off set enable_indexscan = off set enable_indexonlyscan = off as $$
begin
  select array_agg(t.id), array_agg(t.rank) into ids, ranks
  from (
    select w.id, ts_rank(w.words, query) as rank from hark.conversation_words w
    where w.partnership_id = partnership and (reader is null or w.created_by = reader)
    limit most) t;
end
$$;

-- The newest of them.
create function hark.newest_with_words(
  partnership uuid, reader uuid, query tsquery, most integer, out ids uuid[], out ranks real[])
language plpgsql stable set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan as $$
begin
  select array_agg(t.id), array_agg(ts_rank(t.words, query)) into ids, ranks
  from (
    select w.id, w.words from hark.conversation_words w
    where w.partnership_id = partnership and (reader is null or w.created_by = reader)
    order by w.created_at desc, w.id desc limit most) t;
end
$$;
revoke all on function hark.some_with_words(uuid, uuid, tsquery, integer),
  hark.newest_with_words(uuid, uuid, tsquery, integer) from public;

-- As in 0028. Where more than so many hold what is sought, the newest of them are compared, and each row
-- says so.
drop function hark.search_conversations(text, integer);
create function hark.search_conversations(sought text, most integer, compared integer default 1000)
returns table (
  id uuid, survey_module text, held_on date, place_held text, rank real, is_among_newest boolean)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan as $$
declare
  query constant tsquery := hark.sought(sought);
  partnership constant uuid := hark.current_partnership();
  reader uuid;
  found record;
  is_cut boolean;
begin
  if hark.sees_all_records() is not true then
    reader := hark.current_account();
    if reader is null or hark.is_recording() is not true then return; end if;
  end if;
  perform set_config('hark.searching', 'on', true), set_config('hark.sought', sought, true);
  found := hark.some_with_words(partnership, reader, query, compared + 1);
  is_cut := cardinality(found.ids) > compared;
  if is_cut then
    found := hark.newest_with_words(partnership, reader, query, compared);
  end if;
  return query
    select c.id, c.survey_module, c.held_on, c.place_held, t.rank, is_cut
    from unnest(found.ids, found.ranks) as t (id, rank)
    join hark.conversation c on c.partnership_id = partnership and c.id = t.id
    where not c.withdrawn and (reader is null or c.created_by = reader)
    order by t.rank desc, c.created_at, c.id
    limit most;
  perform set_config('hark.searching', '', true), set_config('hark.sought', '', true);
end
$$;
revoke all on function hark.search_conversations(text, integer, integer) from public;
grant execute on function hark.search_conversations(text, integer, integer) to hark_app;
