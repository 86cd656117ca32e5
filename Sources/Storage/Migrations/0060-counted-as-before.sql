-- Which releases counted what was erased, those among them that were made afterwards and count it as before
-- (decision 0054): beside such a member stands the hash that is left of the record.

set local role hark_owner;

-- Of nearly every member nothing: the index stays small, and making a release costs what it did.
alter table hark.release_member
  add column erased_hash bytea check (octet_length(erased_hash) = 32);
create index release_member_erased on hark.release_member (partnership_id, erased_hash)
  where erased_hash is not null;

-- The functions below work as the owner, who sees rows while they run and at no other time.
create policy looking_back on hark.release for select to hark_owner
  using (
    partnership_id = hark.current_partnership()
    and current_setting('hark.looking_back', true) = 'on');
create policy looking_back on hark.release_member for select to hark_owner
  using (
    partnership_id = hark.current_partnership()
    and current_setting('hark.looking_back', true) = 'on');
create policy marking on hark.release_member for update to hark_owner
  using (
    partnership_id = hark.current_partnership()
    and current_setting('hark.looking_back', true) = 'on');

-- Marks the members of a release whose records are gone; how many there were. Once more after it is stored,
-- and with the next one: somebody may have taken their words back while it was being made.
create function hark.mark_erased_members(release uuid) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan as $$
declare
  number integer;
begin
  if hark.current_role_name() is distinct from 'coordinator' then
    raise exception using errcode = '42501', message = 'whoever makes a release marks its members';
  end if;
  perform set_config('hark.looking_back', 'on', true);
  update hark.release_member m set erased_hash = t.record_hash
  from hark.release r
  join hark.tombstone t on t.partnership_id = r.partnership_id and t.survey_module = r.survey_module
  where r.partnership_id = hark.current_partnership() and r.id = mark_erased_members.release
    and m.partnership_id = r.partnership_id and m.release_id = r.id and m.erased_hash is null
    and not (r.id = any (t.releases))
    and t.record_hash = hark.record_digest(m.partnership_id, m.response_id);
  get diagnostics number = row_count;
  perform set_config('hark.looking_back', '', true);
  return number;
end
$$;
revoke all on function hark.mark_erased_members(uuid) from public;
grant execute on function hark.mark_erased_members(uuid) to hark_analysis;

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
      where m.partnership_id = t.partnership_id and m.erased_hash = t.record_hash
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
