-- Records that wait together share a transaction, also those of several people: it names all of
-- them in hark.accounts, in place of one in hark.account. All belong to one partnership and act in
-- one role; each row still says who recorded it, and a row of anybody who is not named is refused.

set local role hark_owner;

create function hark.current_accounts() returns uuid[]
language sql stable parallel safe
return nullif(current_setting('hark.accounts', true), '')::uuid[];

do $$
declare
  noun text;
begin
  foreach noun in array array['consent', 'consent_scope', 'conversation', 'response', 'submission']
  loop
    -- A subquery: the list of accounts is read once for a statement, and only when the first
    -- policy does not hold.
    execute format($policy$
      create policy recorded_together on hark.%I for select to hark_app
        using (
          partnership_id = hark.current_partnership()
          and created_by = any ((select hark.current_accounts())::uuid[])
          and hark.is_recording())
      $policy$, noun);
    execute format($policy$
      create policy recording_together on hark.%I for insert to hark_app
        with check (
          partnership_id = (select hark.current_partnership())
          and created_by = any ((select hark.current_accounts())::uuid[])
          and (select hark.is_recording()))
      $policy$, noun);
  end loop;
end
$$;

-- The audit events of several people's acts, one for each record. Who acted is said by the caller,
-- and has to be one of those the transaction works for.
create function hark.record_audit_events_of(
  accounts uuid[], action text, record_kind text, record_ids text[], origin text
) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not accounts <@ hark.current_accounts() or cardinality(accounts) <> cardinality(record_ids)
  then
    raise exception using
      errcode = '42501', message = 'an audit event names an account that does not act here';
  end if;
  insert into hark.audit_event
    (partnership_id, role, action, record_kind, record_id, origin, created_by)
  select hark.current_partnership(), hark.current_role_name(), record_audit_events_of.action,
    record_audit_events_of.record_kind, r.id, record_audit_events_of.origin, r.account
  from unnest(record_ids, accounts) with ordinality r (id, account, place)
  order by r.place;
end
$$;
revoke all on function hark.record_audit_events_of(uuid[], text, text, text[], text) from public;
grant execute on function hark.record_audit_events_of(uuid[], text, text, text[], text)
  to hark_app;

-- Sign-ins that wait together are one query. A hash that stands for nobody has no row.
create function hark.sign_in_together(token_hashes bytea[])
returns table (
  token_hash bytea, partnership_id uuid, slug text, account_id uuid, account_name text, role text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
set enable_seqscan = off as $$
begin
  return query
    select h.hash, s.partnership_id, s.slug, s.account_id, s.account_name, s.role
    from unnest(token_hashes) h (hash)
    cross join lateral (
      select t.partnership_id, p.slug, a.id as account_id, a.name as account_name, t.role
      from hark.token t
      join hark.partnership p on p.id = t.partnership_id
      join hark.account a on a.partnership_id = t.partnership_id and a.id = t.account_id
      join hark.membership m on m.partnership_id = t.partnership_id
        and m.account_id = t.account_id and m.role = t.role
      where t.hash = h.hash and t.revoked_at is null and t.expires_at > now()
        and a.disabled_at is null and m.ended_at is null
      limit 1
    ) s;
end
$$;
revoke all on function hark.sign_in_together(bytea[]) from public;
grant execute on function hark.sign_in_together(bytea[]) to hark_app;
