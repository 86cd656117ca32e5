-- Whether a worry reaches anybody: who asks must not be told that a lead hears of it where there is none.

set local role hark_owner;

create function hark.is_somebody_told() returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select exists (select from hark.active_leads(hark.current_partnership()));
end;
revoke all on function hark.is_somebody_told() from public;
grant execute on function hark.is_somebody_told() to hark_app, hark_commissioner;
