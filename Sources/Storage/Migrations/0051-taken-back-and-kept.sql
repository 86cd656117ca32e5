-- What was taken back while a legal hold keeps it: the person still sees it with their receipt code, and
-- whoever recorded it is told that it was taken back, not that it was erased.

set local role hark_owner;

create or replace function hark.open_receipt(slug text, receipt bytea)
returns table (partnership_id uuid, record_id uuid, gone_at timestamptz)
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
    select c.partnership_id, c.id, null::timestamptz from hark.consent c
    where c.partnership_id = named and c.receipt_hash = digest
    union all
    select t.partnership_id, null, t.created_at from hark.tombstone t
    where t.partnership_id = named and t.receipt_hash = digest;
end
$$;

-- Why a record is gone; null: it is not.
create function hark.gone_because(record uuid) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select t.reason from hark.tombstone t
  where t.partnership_id = hark.current_partnership()
    and t.record_hash = hark.record_digest(hark.current_partnership(), record);
end;
revoke all on function hark.gone_because(uuid) from public;
grant execute on function hark.gone_because(uuid) to hark_app;
