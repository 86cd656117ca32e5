-- Records that share a commit share an audit event, which names each of them with whoever recorded it
-- (docs/decisions/0048); and tokens that were looked up a little while ago need not be looked up again
-- while nothing about any token of the partnership has changed (docs/decisions/0050).

set local role hark_owner;

-- One event for records of several people. Where all are of one account it is that account's event, as of an
-- import; else nobody is named as the event's own account, and the detail names one for each record.
create function hark.record_shared_audit_event(
  accounts uuid[], action text, record_kind text, record_ids text[], origin text
) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan as $$
declare
  only_one constant boolean := accounts[1] = all (accounts);
begin
  if not coalesce(accounts <@ hark.current_accounts(), false)
    or cardinality(accounts) = 0 or cardinality(accounts) <> cardinality(record_ids)
  then
    raise exception using
      errcode = '42501', message = 'an audit event names an account that does not act here';
  end if;
  insert into hark.audit_event
    (partnership_id, role, action, record_kind, record_id, origin, detail, created_by)
  values (
    hark.current_partnership(), hark.current_role_name(), record_shared_audit_event.action, 'batch',
    gen_random_uuid()::text, record_shared_audit_event.origin,
    jsonb_build_object(
      'kind', record_shared_audit_event.record_kind, 'count', cardinality(record_ids),
      'ids', to_jsonb(record_ids))
      || case when only_one then '{}' else jsonb_build_object('accounts', to_jsonb(accounts)) end,
    case when only_one then accounts[1] end);
end
$$;
revoke all on function hark.record_shared_audit_event(uuid[], text, text, text[], text) from public;
grant execute on function hark.record_shared_audit_event(uuid[], text, text, text[], text)
  to hark_app;

-- What coordinators did themselves, they see, also in an event that they share.
alter policy own_or_steward on hark.audit_event
  using (
    partnership_id = (select hark.current_partnership())
    and ((select hark.current_role_name()) = 'steward'
      or (select hark.current_role_name()) in ('coordinator', 'commissioner')
      and (created_by = (select hark.current_account())
        or created_by is null and record_kind = 'batch' and detail -> 'accounts' ? (select hark.current_account())::text)));

-- Another value whenever a token, an account or a role of the partnership is changed or removed: what was
-- looked up under the same mark is still so. Random, not counted: a restored backup brings an old mark back
-- only together with what was so under it.
alter table hark.partnership add column sign_in_mark uuid not null default gen_random_uuid();

create function hark.renew_sign_in_mark() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'TRUNCATE' then
    update hark.partnership set sign_in_mark = gen_random_uuid();
  else
    update hark.partnership p set sign_in_mark = gen_random_uuid()
    where p.id in (select c.partnership_id from changed c);
  end if;
  return null;
end
$$;

do $$
declare
  noun text;
begin
  foreach noun in array array['token', 'account', 'membership']
  loop
    execute format(
      'create trigger renew_mark_updated after update on hark.%1$I
        referencing old table as changed
        for each statement execute function hark.renew_sign_in_mark();
      create trigger renew_mark_deleted after delete on hark.%1$I
        referencing old table as changed
        for each statement execute function hark.renew_sign_in_mark();
      create trigger renew_mark_truncated after truncate on hark.%1$I
        for each statement execute function hark.renew_sign_in_mark();
      alter table hark.%1$I enable always trigger renew_mark_updated;
      alter table hark.%1$I enable always trigger renew_mark_deleted;
      alter table hark.%1$I enable always trigger renew_mark_truncated;', noun);
  end loop;
end
$$;

-- As sign_in_together (0012), with the mark under which it is so and the moment up to which.
create function hark.sign_in_marked(token_hashes bytea[])
returns table (
  token_hash bytea, partnership_id uuid, slug text, account_id uuid, account_name text, role text,
  sign_in_mark uuid, expires_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set plan_cache_mode = force_generic_plan as $$
begin
  return query
    select h.hash, s.partnership_id, s.slug, s.account_id, s.account_name, s.role, s.sign_in_mark,
      s.expires_at
    from unnest(token_hashes) h (hash)
    cross join lateral (
      select t.partnership_id, p.slug, a.id as account_id, a.name as account_name, t.role,
        p.sign_in_mark, t.expires_at
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
revoke all on function hark.sign_in_marked(bytea[]) from public;
grant execute on function hark.sign_in_marked(bytea[]) to hark_app;
