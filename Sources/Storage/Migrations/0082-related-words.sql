-- Two things that a search missed: words of one family whose stems differ, lonely and loneliness, and Chinese,
-- which has no spaces. Both are found by the index of words as before: a word that is sought becomes the few
-- words that are meant, and Chinese is kept two signs at a time.

set local role hark_owner;

-- Signs that stand without spaces, one after the other and two by two; the last one by itself as well.
create function hark.sign_pairs(text text) returns tsvector
language sql immutable parallel safe
return case when text ~ '[\u3400-\u4dbf\u4e00-\u9fff]' then array_to_tsvector(array(
  select distinct substr(run.signs[1], place, 2)
  from regexp_matches(text, '[\u3400-\u4dbf\u4e00-\u9fff]+', 'g') run (signs),
    generate_series(1, length(run.signs[1])) place))
else ''::tsvector end;

create or replace function hark.words(text text) returns tsvector
language sql immutable parallel safe
return to_tsvector('pg_catalog.simple', text) || '''  '':64'::tsvector
  || to_tsvector('hark.every_stem', text) || hark.sign_pairs(text);

-- What is looked for, with the families of its words: what is lonely is sought as loneliness, lonelier and
-- loneliest too. Of Chinese what was written together is sought as it stands, and in
-- pairs of signs.
create or replace function hark.sought(text text) returns tsquery
language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
declare
  terms tsquery := websearch_to_tsquery('pg_catalog.simple', text)
    || websearch_to_tsquery('hark.every_stem', text);
  part text;
  root text;
  stems text[];
begin
  if text ~* '[a-z]{4}(y|ness|ier|iest)' then
    for part in
      select distinct w.word[1] from regexp_matches(lower(text), '[a-z]{5,40}', 'g') w (word) limit 40
    loop
      root := regexp_replace(part, '(iness|iest|ier|ily|y)$', '');
      continue when root = part or length(root) < 4;
      stems := array(
        select distinct (ts_lexize('hark.every_stem', root || ending))[1]
        from unnest(array['y', 'iness', 'ier', 'iest']) ending);
      terms := ts_rewrite(
        terms, ('''' || (ts_lexize('hark.every_stem', part))[1] || '''')::tsquery,
        (select string_agg('''' || stem || '''', '|') from unnest(stems) stem)::tsquery);
    end loop;
  end if;
  if text ~ '[\u3400-\u4dbf\u4e00-\u9fff]' then
    for part in
      select distinct w.word[1]
      from regexp_matches(text, '[\u3400-\u4dbf\u4e00-\u9fff]+', 'g') w (word) limit 40
    loop
      terms := ts_rewrite(
        terms, ('''' || part || '''')::tsquery,
        case length(part) when 1 then ('''' || part || ''':*')::tsquery
        else (
          select '''' || part || '''|('
            || string_agg('''' || substr(part, place, 2) || '''', '&') || ')'
          from generate_series(1, length(part) - 1) place)::tsquery end);
    end loop;
  end if;
  return terms;
end
$$;

-- As in 0044. What is sought is worked out once, and not again for each row that is looked at.
create or replace function hark.sought_now() returns tsquery
language sql stable parallel safe
return case
  when coalesce(current_setting('hark.sought', true), '') <> ''
    then current_setting('hark.sought', true)::tsquery
  when current_setting('hark.searching', true) = 'on' then '''  '' | !''  '''::tsquery
end;

create or replace function hark.search_conversations(
  sought text, most integer, compared integer default 1000)
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
  -- Without a word nothing is sought: not everything.
  if numnode(query) = 0 then return; end if;
  if hark.sees_all_records() is not true then
    reader := hark.current_account();
    if reader is null or hark.is_recording() is not true then return; end if;
  end if;
  perform set_config('hark.searching', 'on', true), set_config('hark.sought', query::text, true);
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

-- Conversations in Chinese are kept anew, as people search.
alter table hark.conversation no force row level security;
alter table hark.words_due no force row level security;
insert into hark.words_due (partnership_id, id, created_by)
select c.partnership_id, c.id, c.created_by from hark.conversation c
where not c.withdrawn and c.language ~* '^(zh|yue|cmn|nan|hak|wuu|ja)\M'
on conflict do nothing;
alter table hark.words_due force row level security;
alter table hark.conversation force row level security;
