-- Records are erased when the person takes them back, when they were kept long enough, and by stewards;
-- they may be a group's, or minutes. The database says no more than it knows when one comes back.

set local role hark_owner;

-- As in 0024.
create or replace function hark.check_submissions() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan as $$
begin
  if exists (
    select from (select distinct i.partnership_id, i.created_by from inserted i) i
    left join lateral (
      select a.id from hark.account a
      where a.partnership_id = i.partnership_id and a.id = i.created_by limit 1
    ) a on true
    left join lateral (
      select l.id from hark.link l
      where l.partnership_id = i.partnership_id and l.id = i.created_by limit 1
    ) l on true
    where a.id is null and l.id is null
  ) then
    raise exception using
      errcode = '23503', message = 'a submission names an account that does not exist';
  end if;
  if exists (
    select from inserted i
    cross join lateral (
      select t.id from hark.tombstone t
      where t.partnership_id = i.partnership_id
        and t.record_hash = hark.record_digest(i.partnership_id, i.id)
      limit 1
    ) t
  ) then
    raise exception using
      errcode = 'HK010',
      message = 'this record was taken back or erased, for good; take it off the device';
  end if;
  return null;
end
$$;
