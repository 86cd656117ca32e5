-- A word is found however its letters are marked: ogorek finds ogórek, and Łódź finds Lodz. Words are kept and
-- sought without the marks; what a search shows is the text as it was written.

set local role hark_owner;

-- A text without what its letters are marked with: accents and the like, vowel signs of Arabic and Hebrew, and
-- strokes; of letters that stand for two, both. Signs that are shapes of others are those.
create function hark.folded(text text) returns text
language sql immutable parallel safe
return case when octet_length(text) = length(text) then text else
  normalize(replace(replace(replace(replace(replace(replace(replace(
    translate(
      regexp_replace(
        normalize(text, nfkd),
        '[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c7\u0640\u064b-\u065f\u0670]', '', 'g'),
      'ŁłØøĐđÐðĦħŦŧŊŋıĸ', 'LlOoDdDdHhTtNnik'),
    'æ', 'ae'), 'Æ', 'Ae'), 'œ', 'oe'), 'Œ', 'Oe'), 'ß', 'ss'), 'þ', 'th'), 'Þ', 'Th'), nfc)
end;

-- As in 0082, without the marks.
create or replace function hark.words(text text) returns tsvector
language sql immutable parallel safe
return to_tsvector('pg_catalog.simple', hark.folded(text)) || '''  '':64'::tsvector
  || to_tsvector('hark.every_stem', hark.folded(text)) || hark.sign_pairs(hark.folded(text));

-- One word as something that is sought; nothing for a text without any.
create function hark.sought_word(word text) returns tsquery
language sql immutable parallel safe
return case when word <> '' then
  ('''' || replace(replace(word, '\', '\\'), '''', '''''') || '''')::tsquery
end;

-- As in 0082, without the marks. Words that were kept with theirs, before there was this, are found as they
-- were: a word that is sought with marks is that word, too.
create or replace function hark.sought(text text) returns tsquery
language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
declare
  folded constant text := hark.folded(text);
  terms tsquery := websearch_to_tsquery('pg_catalog.simple', folded)
    || websearch_to_tsquery('hark.every_stem', folded);
  part text;
  root text;
  stems text[];
begin
  if folded <> text then
    for part in
      select l from unnest(tsvector_to_array(
        to_tsvector('pg_catalog.simple', text) || to_tsvector('hark.every_stem', text))) l
      where hark.folded(l) not in (l, '') limit 80
    loop
      terms := ts_rewrite(
        terms, hark.sought_word(hark.folded(part)),
        hark.sought_word(hark.folded(part)) || hark.sought_word(part));
    end loop;
  end if;
  if folded ~* '[a-z]{4}(y|ness|ier|iest)' then
    for part in
      select distinct w.word[1] from regexp_matches(lower(folded), '[a-z]{5,40}', 'g') w (word) limit 40
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
  if folded ~ '[\u3400-\u4dbf\u4e00-\u9fff]' then
    for part in
      select distinct w.word[1]
      from regexp_matches(folded, '[\u3400-\u4dbf\u4e00-\u9fff]+', 'g') w (word) limit 40
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

-- Conversations whose words were kept with marks are kept anew, as people search. Partnership by partnership, as
-- somebody would who searches: no table is locked, and whoever records meanwhile goes on.
do $$
declare
  partnership uuid;
begin
  perform set_config('hark.searching', 'on', true), set_config('hark.sought', '', true);
  for partnership in select p.id from hark.partnership p loop
    perform set_config('hark.partnership', partnership::text, true);
    insert into hark.words_due (partnership_id, id, created_by)
    select w.partnership_id, w.id, w.created_by from hark.conversation_words w
    where octet_length(w.words::text) > length(w.words::text)
    on conflict do nothing;
  end loop;
  perform set_config('hark.partnership', '', true), set_config('hark.searching', '', true);
end
$$;
