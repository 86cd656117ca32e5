-- Whoever takes something back with a receipt code, and whatever comes in under that code or belongs to its
-- conversation at the same moment, go one after the other (docs/decisions/0067). What people took back in part
-- is listed with the hash of their code, so that a restored database knows it of records that come in later.

set local role hark_owner;

-- What whoever records under a code holds together with others, and whoever takes something back holds alone.
-- 64 to a partnership: a batch with a thousand codes takes no more of them than that.
create function hark.receipt_lock(partnership uuid, digest bytea) returns bigint
language sql immutable parallel safe
return hashtextextended(partnership::text || ' ' || (get_byte(digest, 0) & 63)::text, 84);

-- Holds a receipt code, and those that its records bring with them, alone until the transaction ends: in order,
-- so that two never wait for each other in a circle. Gives the records under it, and the conversations that they
-- belong to, to be held too: a response that comes in names its conversation, and waits there.
create function hark.claim_receipt(slug text, receipt bytea)
returns table (partnership_id uuid, record_id uuid)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
declare
  named constant uuid := (select p.id from hark.partnership p where p.slug = claim_receipt.slug);
  digest constant bytea := hark.receipt_digest(named, claim_receipt.receipt);
  claimed bytea[] := '{}';
  digests bytea[];
  opened uuid[];
  records uuid[];
begin
  if hark.current_role_name() is distinct from 'person' then
    raise exception using errcode = '42501', message = 'whoever has the receipt code claims it';
  end if;
  if named is null then return; end if;
  loop
    opened := array(
      with own as materialized (
        select c.id from hark.consent c
        where c.partnership_id = named and c.receipt_hash = digest
      )
      select o.id from own o
      union
      select l.record_id from own o
      join hark.record_link l
        on l.partnership_id = named and l.to_record = o.id and l.kind = 'conversation'
      join hark.conversation v on v.partnership_id = named and v.id = o.id and v.people = 1);
    records := array(
      select o.id from unnest(opened) o (id)
      union
      select v.id from hark.record_link l
      join hark.conversation v
        on v.partnership_id = named and v.id = l.to_record and v.people = 1
      where l.partnership_id = named and l.record_id = any (opened) and l.kind = 'conversation');
    digests := digest || array(
      select c.receipt_hash from hark.consent c
      where c.partnership_id = named and c.id = any (records) and c.receipt_hash is not null);
    -- What is read after the wait is what stands.
    exit when digests <@ claimed;
    perform pg_advisory_xact_lock(k.key)
    from (
      select distinct hark.receipt_lock(named, d.digest) as key
      from unnest(digests) d (digest) order by 1
    ) k;
    claimed := claimed || digests;
  end loop;
  return query select named, r.id from unnest(records) r (id);
end
$$;
revoke all on function hark.claim_receipt(text, bytea) from public;
grant execute on function hark.claim_receipt(text, bytea) to hark_app, hark_keeper;
-- What the code opens is read again when it is held.
grant execute on function hark.open_receipt(text, bytea) to hark_keeper;

-- As in 0080, after whoever is just taking something back under one of the codes.
create or replace function hark.check_receipts() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from inserted i where i.receipt_hash is not null) then return null; end if;
  perform pg_advisory_xact_lock_shared(k.key)
  from (
    select distinct hark.receipt_lock(i.partnership_id, i.receipt_hash) as key
    from inserted i where i.receipt_hash is not null order by 1
  ) k;
  -- What stands in the row by now is the digest of the code (0024).
  if exists (
    select from inserted i
    cross join lateral (
      select t.id from hark.touched_receipt t
      where t.partnership_id = i.partnership_id and t.receipt_hash = i.receipt_hash
      limit 1
    ) t
    where i.receipt_hash is not null
  ) then
    if exists (
      select from inserted i
      join hark.touched_receipt t
        on t.partnership_id = i.partnership_id and t.receipt_hash = i.receipt_hash
      where t.scope is null
    ) then
      raise exception using
        errcode = 'HK010', constraint = 'receipt_taken_back',
        message = 'the person took back what was recorded under this receipt code, and nothing more is '
          || 'taken under it; take the record off the device. If they agreed anew, give them a new code';
    end if;
    if exists (
      select from inserted i
      join hark.touched_receipt t
        on t.partnership_id = i.partnership_id and t.receipt_hash = i.receipt_hash
      group by i.id
      having string_agg(t.scope, ',' order by t.scope collate "C")
        is distinct from current_setting('hark.left_out', true)
    ) then
      raise exception using
        errcode = 'HK013', constraint = 'scopes_taken_back',
        message = 'the person took back some of what they allowed under this receipt code; the record '
          || 'comes in without it';
    end if;
  end if;
  return null;
end
$$;

-- What belongs to a conversation: its foreign key has waited by now for whoever holds the conversation.
create policy links_look on hark.record_link for select to hark_owner
  using (
    partnership_id = hark.current_partnership()
    and current_setting('hark.linking', true) = 'on');
-- Whoever keeps a conversation sees what belongs to it.
create policy kept_conversations on hark.record_link for select to hark_keeper
  using (
    partnership_id = (select hark.current_partnership()) and kind = 'conversation'
    and to_record = any ((select hark.kept_records())::uuid[]));
create function hark.check_attached() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from inserted i where i.kind = 'conversation') then return null; end if;
  perform set_config('hark.linking', 'on', true);
  if exists (
    select from inserted i
    left join hark.conversation v on v.partnership_id = i.partnership_id and v.id = i.to_record
    where i.kind = 'conversation' and v.id is null
  ) then
    raise exception using
      errcode = 'HK010', constraint = 'conversation_taken_back',
      message = 'the person took this conversation back; take what belongs to it off the device too';
  end if;
  if exists (
    select from inserted i
    join hark.conversation v
      on v.partnership_id = i.partnership_id and v.id = i.to_record and v.people = 1
    join hark.consent c on c.partnership_id = v.partnership_id and c.id = v.id
    join hark.touched_receipt t
      on t.partnership_id = c.partnership_id and t.receipt_hash = c.receipt_hash
    join hark.consent_scope s
      on s.partnership_id = i.partnership_id and s.consent_id = i.record_id
      and s.scope = t.scope and s.given
    where i.kind = 'conversation'
  ) then
    raise exception using
      errcode = 'HK013', constraint = 'scopes_taken_back',
      message = 'the person took back some of what they allowed under the code of this conversation; '
        || 'the record comes in without it';
  end if;
  perform set_config('hark.linking', '', true);
  return null;
end
$$;
revoke all on function hark.check_attached() from public;
create trigger check_attached after insert on hark.record_link
  referencing new table as inserted
  for each statement execute function hark.check_attached();

-- Whose the responses of a conversation are hangs on whether one person spoke or several.
create function hark.check_people() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform set_config('hark.linking', 'on', true);
  if exists (
    select from hark.record_link l
    where l.partnership_id = new.partnership_id and l.to_record = new.id
      and l.kind = 'conversation'
  ) then
    raise exception using
      errcode = 'HK014',
      message = 'responses belong to this conversation, and whose they are hangs on whether one person '
        || 'spoke or several';
  end if;
  perform set_config('hark.linking', '', true);
  return new;
end
$$;
revoke all on function hark.check_people() from public;
create trigger check_people before update of people on hark.conversation
  for each row when ((old.people = 1) <> (new.people = 1))
  execute function hark.check_people();

-- As in 0070, with the hashes of the codes that each change was said for, as of what is erased (0031).
create policy listing on hark.record_link for select to hark_owner
  using (current_setting('role') = 'hark_keeper');
drop function hark.listed_changes(timestamptz, uuid, integer);
create function hark.listed_changes(since timestamptz, after uuid, most integer)
returns table (
  id uuid, partnership_id uuid, record_hash bytea, survey_module text, scope text, given boolean,
  changed_at timestamptz, receipt_hashes bytea[])
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  perform set_config('hark.sealing', 'on', true);
  return query
    select c.id, c.partnership_id, hark.record_digest(c.partnership_id, c.consent_id),
      r.survey_module, c.scope, c.given, c.created_at,
      array(
        select distinct o.receipt_hash
        from (
          select c.consent_id as id
          union all
          select v.id from hark.record_link l
          join hark.conversation v
            on v.partnership_id = l.partnership_id and v.id = l.to_record and v.people = 1
          where l.partnership_id = c.partnership_id and l.record_id = c.consent_id
            and l.kind = 'conversation'
        ) n
        join hark.consent o on o.partnership_id = c.partnership_id and o.id = n.id
        where o.receipt_hash is not null
        order by 1)
    from hark.consent_change c
    join hark.response r on r.partnership_id = c.partnership_id and r.id = c.consent_id
    where (c.created_at, c.id) > (since, after)
    order by c.created_at, c.id limit most;
  perform set_config('hark.sealing', '', true);
end
$$;

-- What was last refused under codes on the list, for records that come in from now on; where the person said
-- yes here since, that stands.
create function hark.touch_listed(
  partnerships uuid[], receipts bytea[], scopes text[], moments timestamptz[]
) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform set_config('hark.sealing', 'on', true);
  insert into hark.touched_receipt (partnership_id, receipt_hash, scope, created_at)
  select t.partnership, t.receipt, t.scope, t.moment
  from unnest(partnerships, receipts, scopes, moments) t (partnership, receipt, scope, moment)
  join hark.partnership p on p.id = t.partnership
  where not exists (
    select from hark.consent o
    left join hark.conversation v
      on v.partnership_id = o.partnership_id and v.id = o.id and v.people = 1
    left join hark.record_link l
      on l.partnership_id = v.partnership_id and l.to_record = v.id and l.kind = 'conversation'
    join hark.consent_change c
      on c.partnership_id = o.partnership_id and c.consent_id in (o.id, l.record_id)
    where o.partnership_id = t.partnership and o.receipt_hash = t.receipt
      and c.scope = t.scope and c.given and c.created_at > t.moment)
  on conflict do nothing;
  perform set_config('hark.sealing', '', true);
end
$$;
revoke all on function hark.listed_changes(timestamptz, uuid, integer),
  hark.touch_listed(uuid[], bytea[], text[], timestamptz[]) from public;
grant execute on function hark.listed_changes(timestamptz, uuid, integer),
  hark.touch_listed(uuid[], bytea[], text[], timestamptz[]) to hark_keeper;
