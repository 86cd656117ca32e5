-- The items of people's lists for counting: what was chosen and the numbers, never the words. And the
-- order in which a partnership's list is offered.

set local role hark_owner;

-- Counting reads coded forms, which say of a list how many items it has. What its items answered comes
-- from the answers, on which counting has no right: this function works as the owner, who sees a
-- countable record of the partnership while it runs, and at no other time.
create policy items_counted on hark.response for select to hark_owner
  using (
    partnership_id = hark.current_partnership() and countable and hark.sees_all_records()
    and current_setting('hark.counting_items', true) = 'on');

-- For each countable response to a survey that has one of these lists its items in order, with these
-- keys alone; of a text that is no code its length.
create function hark.counted_items(survey text, lists text[], keys text[])
returns table (id uuid, items jsonb)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan as $$
begin
  perform set_config('hark.counting_items', 'on', true);
  return query
    select r.id, (
      select jsonb_agg(
        (select coalesce(jsonb_object_agg(answer.key, case
            when jsonb_typeof(answer.value) = 'string'
              and (answer.value #>> '{}') !~ '^[A-Za-z0-9_:.+-]{1,64}$'
            then to_jsonb(char_length(answer.value #>> '{}')) else answer.value end), '{}'::jsonb)
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
revoke all on function hark.counted_items(text, text[], text[]) from public;
grant execute on function hark.counted_items(text, text[], text[]) to hark_analysis;

-- Where an entry of a list stands, where somebody gave the list another order; else by its number, which
-- stands for it in tables and stays.
alter table hark.list_entry add column place integer check (place between 1 and 1000);
grant update (place) on hark.list_entry to hark_app;
