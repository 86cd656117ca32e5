-- Which releases counted what was erased, those among them that were made afterwards and count it as before
-- (decision 0054): looked for when somebody asks, by the hash that is left of the record.

set local role hark_owner;

-- Eight bytes find the few rows; the whole hash decides. A column, because under row security no index on a
-- function's result is used.
alter table hark.release_member add column record_mark bytea not null
  generated always as (substr(hark.record_digest(partnership_id, response_id), 1, 8)) stored;
create index release_member_mark on hark.release_member (partnership_id, record_mark);

-- The function below works as the owner, who sees rows while it runs and at no other time.
create policy looking_back on hark.release_member for select to hark_owner
  using (
    partnership_id = hark.current_partnership()
    and current_setting('hark.looking_back', true) = 'on');
create policy looking_back on hark.release for select to hark_owner
  using (
    partnership_id = hark.current_partnership()
    and current_setting('hark.looking_back', true) = 'on');

create function hark.releases_of_erased(tombstones uuid[])
returns table (
  tombstone_id uuid, release_id uuid, survey_module text, cut_off timestamptz, as_before boolean)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan as $$
begin
  perform set_config('hark.looking_back', 'on', true);
  return query
    select t.id, r.id, r.survey_module, r.cut_off, r.cut_off > t.created_at
    from hark.tombstone t
    cross join lateral (
      select unnest(t.releases) as id
      union
      select m.release_id from hark.release_member m
      where m.partnership_id = t.partnership_id and m.record_mark = substr(t.record_hash, 1, 8)
        and hark.record_digest(m.partnership_id, m.response_id) = t.record_hash
    ) m
    join hark.release r on r.partnership_id = t.partnership_id and r.id = m.id
    where t.partnership_id = hark.current_partnership() and t.id = any (tombstones)
    order by r.cut_off, r.id;
  perform set_config('hark.looking_back', '', true);
end
$$;
revoke all on function hark.releases_of_erased(uuid[]) from public;
grant execute on function hark.releases_of_erased(uuid[]) to hark_app, hark_keeper;

-- As in 0054, and what is left of what was erased, so that a person sees afterwards what counted them.
drop function hark.open_receipt(text, bytea);
create function hark.open_receipt(slug text, receipt bytea)
returns table (
  partnership_id uuid, record_id uuid, gone_at timestamptz, tombstone_id uuid)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan as $$
declare
  named constant uuid := coalesce(
    (select p.id from hark.partnership p where p.slug = open_receipt.slug),
    '00000000-0000-0000-0000-000000000000');
  digest constant bytea := hark.receipt_digest(named, receipt);
begin
  -- A consent that was withdrawn and still stands here is one that a hold keeps.
  return query
    with own as materialized (
      select c.id from hark.consent c
      where c.partnership_id = named and c.receipt_hash = digest
    )
    select named, o.id, null::timestamptz, null::uuid from own o
    union
    select named, l.record_id, null, null from own o
    join hark.record_link l on l.partnership_id = named and l.to_record = o.id
      and l.kind = 'conversation'
    join hark.conversation v on v.partnership_id = named and v.id = o.id and v.people = 1
    union all
    select t.partnership_id, null, t.created_at, t.id from hark.tombstone t
    where t.partnership_id = named and t.receipt_hash = digest;
end
$$;
revoke all on function hark.open_receipt(text, bytea) from public;
grant execute on function hark.open_receipt(text, bytea) to hark_app;
