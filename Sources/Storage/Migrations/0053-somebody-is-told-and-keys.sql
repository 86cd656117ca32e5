-- Who keeps people safe is told of a concern where there is a way to tell them; and keys are wrapped anew page
-- by page, each page beginning where the one before ended.

set local role hark_owner;

-- As in 0049. A lead without an address is told nothing, unless alerts are posted to an endpoint.
create or replace function hark.is_somebody_told() returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select exists (
    select from hark.active_leads(hark.current_partnership()) l
    join hark.safeguarding s on s.partnership_id = hark.current_partnership()
    where l.email is not null or s.webhook is not null);
end;

-- Keys that another master key wraps, in the order of their records from after one of them: a page reads what
-- it gives, however many pages there were.
create function hark.data_keys_to_wrap(
  current text, after_partnership uuid, after_record uuid, most integer
)
returns table (partnership_id uuid, id uuid, master text, wrapped bytea)
language sql stable security definer set search_path = pg_catalog, pg_temp
-- In the order of the index from the first row on, however many keys the planner believes there are.
set enable_sort = off set enable_seqscan = off set enable_bitmapscan = off
begin atomic
  select k.partnership_id, k.id, k.master, k.wrapped from hark.data_key k
  where k.master <> current and (k.partnership_id, k.id) > (after_partnership, after_record)
  order by k.partnership_id, k.id limit most;
end;

-- The master keys that are needed, each found by one look into the index: how many keys there are does not
-- matter.
create function hark.data_key_masters() returns setof text
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  with recursive needed as (
    (select k.master from hark.data_key k order by k.master limit 1)
    union all
    select (
      select k.master from hark.data_key k where k.master > n.master order by k.master limit 1)
    from needed n where n.master is not null
  )
  select n.master from needed n where n.master is not null;
end;

-- Keys that a master key wraps which nobody has any more: what they sealed is given up.
create function hark.forget_data_keys(lost text) returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  number bigint;
begin
  delete from hark.data_key k where k.master = lost;
  get diagnostics number = row_count;
  return number;
end
$$;

revoke all on function hark.data_keys_to_wrap(text, uuid, uuid, integer),
  hark.data_key_masters(), hark.forget_data_keys(text) from public;
grant execute on function hark.data_keys_to_wrap(text, uuid, uuid, integer),
  hark.data_key_masters(), hark.forget_data_keys(text) to hark_keeper;
