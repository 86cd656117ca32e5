-- What storing records would be refused for by rows that whoever imports does not see: a dry run says what
-- the run itself would.

set local role hark_owner;

create policy rehearsing on hark.submission for select to hark_owner
  using (
    partnership_id = hark.current_partnership()
    and current_setting('hark.rehearsing', true) = 'on');

-- Of records that would be stored, each with the receipt code and the event that it names: the number in
-- the list, from 1, of each that is refused, and why, as the checks themselves say it (0033, 0043, 0052).
create function hark.refused_records(records uuid[], receipts bytea[], events uuid[])
returns table (nth bigint, refusal text, message text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan as $$
begin
  if not hark.is_recording() then
    raise exception using errcode = '42501', message = 'whoever records asks what would be refused';
  end if;
  perform set_config('hark.rehearsing', 'on', true);
  perform set_config('hark.seating', 'on', true);
  return query
    select r.nth, f.refusal, f.message
    from unnest(records, receipts, events) with ordinality r (id, receipt, event, nth)
    cross join lateral (
      select 1 as rank, '23505' as refusal, '' as message
      where exists (
        select from hark.submission s
        where s.partnership_id = hark.current_partnership() and s.id = r.id)
      union all
      select 2, 'HK010', 'this record was taken back or erased, for good; take it off the device'
      where exists (
        select from hark.tombstone t
        where t.partnership_id = hark.current_partnership()
          and t.record_hash = hark.record_digest(hark.current_partnership(), r.id))
      union all
      select 3, 'HK010 receipt_taken_back',
        'the person took back what was recorded under this receipt code, and nothing more is '
          || 'taken under it; take the record off the device. If they agreed anew, give them a new code'
      where r.receipt is not null and exists (
        select from hark.tombstone t
        where t.partnership_id = hark.current_partnership()
          and t.receipt_hash = hark.receipt_digest(hark.current_partnership(), r.receipt)
          and t.reason = 'withdrawn')
      union all
      select 4, 'HK012', 'there is no event with this id; write it down first'
      where r.event is not null and not exists (
        select from hark.practice p
        where p.partnership_id = hark.current_partnership() and p.id = r.event and p.kind = 'event')
      order by rank limit 1
    ) f;
  perform set_config('hark.seating', '', true);
  perform set_config('hark.rehearsing', '', true);
end
$$;
revoke all on function hark.refused_records(uuid[], bytea[], uuid[]) from public;
grant execute on function hark.refused_records(uuid[], bytea[], uuid[]) to hark_app;
