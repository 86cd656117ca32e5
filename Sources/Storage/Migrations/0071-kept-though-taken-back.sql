-- Of what was taken back, what is still here because a legal hold keeps it, for those who read the list.

set local role hark_owner;

-- Of nearly every response nothing: the index stays small.
create index response_withdrawn on hark.response (partnership_id, id) where withdrawn;
create policy looking_back on hark.response for select to hark_owner
  using (
    partnership_id = hark.current_partnership() and withdrawn
    and current_setting('hark.looking_back', true) = 'on');

create function hark.kept_of_erased(tombstones uuid[]) returns table (tombstone_id uuid)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan as $$
begin
  if not coalesce(hark.sees_all_records(), false) then return; end if;
  perform set_config('hark.looking_back', 'on', true);
  return query
    select t.id from hark.response r
    join hark.tombstone t on t.partnership_id = r.partnership_id
      and t.record_hash = hark.record_digest(r.partnership_id, r.id)
    where r.partnership_id = hark.current_partnership() and r.withdrawn and t.id = any (tombstones);
  perform set_config('hark.looking_back', '', true);
end
$$;
revoke all on function hark.kept_of_erased(uuid[]) from public;
grant execute on function hark.kept_of_erased(uuid[]) to hark_app;
