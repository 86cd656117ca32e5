-- What `hark doctor` asks across partnerships, who holds which role, in numbers alone; and whose names a
-- coordinator reads.

set local role hark_owner;

create function hark.role_holders() returns table (partnership_id uuid, slug text, role text,
  holders bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select p.id, p.slug, r.role,
    (select count(*) from hark.membership m
     join hark.account a on a.partnership_id = m.partnership_id and a.id = m.account_id
     where m.partnership_id = p.id and m.role = r.role and m.ended_at is null
       and a.disabled_at is null)
  from hark.partnership p
  cross join (values ('administrator'), ('steward')) r (role)
  order by p.slug, r.role;
end;
revoke all on function hark.role_holders() from public;
grant execute on function hark.role_holders() to hark_sealer;

-- A coordinator sees who recorded how many responses: that needs names, too.
create or replace function hark.account_names() returns table (id uuid, name text)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select a.id, a.name from hark.account a
  where a.partnership_id = hark.current_partnership()
    and (hark.current_role_name() in ('steward', 'coordinator')
      or a.id = hark.current_account());
end;
