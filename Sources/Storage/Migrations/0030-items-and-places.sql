-- The items of people's lists for counting: what was chosen and the numbers, never the words. The
-- order in which a partnership's list is offered. And what records belong to.

set local role hark_owner;

-- Counting reads coded forms, which say of a list how many items it has. What its items answered comes
-- from the answers, on which counting has no right: this function works as the owner, who sees a
-- countable record of the partnership while it runs, and at no other time.
create policy items_counted on hark.response for select to hark_owner
  using (
    partnership_id = hark.current_partnership() and countable and hark.sees_all_records()
    and current_setting('hark.counting_items', true) = 'on');

-- An answer as counting may have it: of the answers to the questions in `words`, and of any other text that
-- is no code, date or number, the length. The rows of a grid stand in an object, called after both.
create function hark.without_words(question text, answer jsonb, words text[]) returns jsonb
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  return case jsonb_typeof(answer)
    when 'string' then
      case when question = any (words) or (answer #>> '{}') !~ '^[A-Za-z0-9_:.+-]{1,64}$'
        then to_jsonb(char_length(answer #>> '{}')) else answer end
    when 'object' then
      case when question = any (words) then to_jsonb(1) else (
        select coalesce(jsonb_object_agg(
          e.key, hark.without_words(question || '.' || e.key, e.value, words)), '{}'::jsonb)
        from jsonb_each(answer) e) end
    when 'array' then (
      select coalesce(
        jsonb_agg(hark.without_words(question, e.value, words) order by e.ordinality), '[]'::jsonb)
      from jsonb_array_elements(answer) with ordinality e)
    else answer end;
end
$$;

-- For each countable response to a survey that has one of these lists its items in order, with these
-- keys alone.
create function hark.counted_items(survey text, lists text[], keys text[], words text[])
returns table (id uuid, items jsonb)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan as $$
begin
  perform set_config('hark.counting_items', 'on', true);
  return query
    select r.id, (
      select jsonb_agg(
        (select coalesce(jsonb_object_agg(
            answer.key, hark.without_words(answer.key, answer.value, words)), '{}'::jsonb)
          from jsonb_each(item.value) answer where answer.key = any (keys))
        order by item.ordinality)
      from jsonb_array_elements(list.value) with ordinality item)
    from hark.response r
    cross join lateral (
      select given.value from jsonb_each(r.answers) given
      where given.key = any (lists) and jsonb_typeof(given.value) = 'array' limit 1) list
    where r.partnership_id = hark.current_partnership() and r.survey_module = survey;
  perform set_config('hark.counting_items', '', true);
end
$$;
revoke all on function hark.counted_items(text, text[], text[], text[]),
  hark.without_words(text, jsonb, text[]) from public;
grant execute on function hark.counted_items(text, text[], text[], text[]) to hark_analysis;

-- Where an entry of a list stands, where somebody gave the list another order; else by its number, which
-- stands for it in tables and stays.
alter table hark.list_entry add column place integer check (place between 1 and 1000);
grant update (place) on hark.list_entry to hark_app;

-- What a record belongs to: an earlier one of the same person (`follows`), the record of the plan, group
-- or event that it is about. It goes with either of the two.
create table hark.record_link (
  partnership_id uuid not null,
  id uuid not null default gen_random_uuid(),
  record_id uuid not null,
  kind text not null check (kind in ('follows', 'about')),
  to_record uuid not null check (to_record <> record_id),
  created_at timestamptz not null default now(),
  created_by uuid not null,
  primary key (partnership_id, id),
  unique (partnership_id, record_id, kind),
  foreign key (partnership_id, record_id) references hark.response (partnership_id, id)
    on delete cascade,
  foreign key (partnership_id, to_record) references hark.response (partnership_id, id)
    on delete cascade
);
create index on hark.record_link (partnership_id, to_record);
alter table hark.record_link enable row level security;
alter table hark.record_link force row level security;

-- Whoever may see a record may see what it belongs to.
create policy with_its_record on hark.record_link for select to hark_app
  using (
    partnership_id = hark.current_partnership()
    and exists (
      select from hark.response r
      where r.partnership_id = record_link.partnership_id and r.id = record_link.record_id));
create policy recording on hark.record_link for insert to hark_app
  with check (
    partnership_id = (select hark.current_partnership())
    and (created_by = (select hark.current_account())
      or created_by = any ((select hark.current_accounts())::uuid[]))
    and ((select hark.is_recording()) or (select hark.current_role_name()) = 'link'));
create policy kept_records on hark.record_link to hark_keeper
  using (
    partnership_id = (select hark.current_partnership())
    and record_id = any ((select hark.kept_records())::uuid[]));
grant select, insert on hark.record_link to hark_app;
grant select on hark.record_link to hark_keeper;

-- Which records may be named, whoever recorded them: their survey and version, nothing they say.
create policy links_look on hark.response for select to hark_owner
  using (
    partnership_id = hark.current_partnership() and not withdrawn
    and current_setting('hark.linking', true) = 'on');
create function hark.linkable_records(records uuid[])
returns table (id uuid, survey_module text, survey_version text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not (hark.is_recording() or hark.current_role_name() = 'link') then
    raise exception using errcode = '42501', message = 'whoever records may name other records';
  end if;
  perform set_config('hark.linking', 'on', true);
  return query
    select r.id, r.survey_module, r.survey_version from hark.response r
    where r.partnership_id = hark.current_partnership() and r.id = any (records);
  perform set_config('hark.linking', '', true);
end
$$;
revoke all on function hark.linkable_records(uuid[]) from public;
grant execute on function hark.linkable_records(uuid[]) to hark_app;
