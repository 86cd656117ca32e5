-- Stewards who are no leads read the audit trail without its events of concerns (0091), and with numbers that tell
-- of none: those of the chain left a gap right after the record that raised it.

set local role hark_owner;

create index audit_event_concerns on hark.audit_event (partnership_id, id)
  where action like 'concern.%';
create policy owner_numbers on hark.audit_event for select to hark_owner
  using (
    partnership_id = hark.current_partnership() and action like 'concern.%'
    and current_setting('role') = 'hark_app');
create policy owner_numbers on hark.audit_link for select to hark_owner
  using (
    partnership_id = hark.current_partnership() and current_setting('role') = 'hark_app');

-- The numbers in the chain of events that a steward does not see, in order; for others there are none.
create function hark.trail_gaps() returns bigint[]
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select coalesce(array_agg(l.number order by l.number), '{}')
  from hark.audit_event e
  join hark.audit_link l on l.partnership_id = e.partnership_id and l.id = e.id
  where (select hark.current_role_name()) = 'steward'
    and not (select hark.is_safeguarding_lead())
    and e.partnership_id = (select hark.current_partnership()) and e.action like 'concern.%';
end;
revoke all on function hark.trail_gaps() from public;
grant execute on function hark.trail_gaps() to hark_app;
