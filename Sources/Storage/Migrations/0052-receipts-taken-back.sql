-- A receipt code that took everything back takes nothing new: whoever comes late with another record of
-- the same person is told, whichever way it comes in.

set local role hark_owner;

create function hark.check_receipts() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan as $$
begin
  -- What stands in the row by now is the digest of the code (0024).
  if exists (
    select from inserted i
    cross join lateral (
      select t.id from hark.tombstone t
      where t.partnership_id = i.partnership_id and t.receipt_hash = i.receipt_hash
        and t.reason = 'withdrawn'
      limit 1
    ) t
    where i.receipt_hash is not null
  ) then
    raise exception using
      errcode = 'HK010', constraint = 'receipt_taken_back',
      message = 'the person took back what was recorded under this receipt code, and nothing more is '
        || 'taken under it; take the record off the device. If they agreed anew, give them a new code';
  end if;
  return null;
end
$$;
create trigger check_receipts after insert on hark.consent
  referencing new table as inserted
  for each statement execute function hark.check_receipts();
