-- What `hark doctor` asks across partnerships: who holds which role, in numbers alone.

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
