-- What a person says with a receipt code goes for what is under that code, and for nothing else: what belonged to
-- their conversation under a code of its own goes with the conversation, and that code stays as it was. What they say
-- with a code whose records were all erased binds what comes in later under it, also after a restore.

set local role hark_owner;

-- Whether it went with a conversation, under another code than its own.
alter table hark.tombstone add column along boolean not null default false;

create function hark.mark_along() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  claimed constant text := coalesce(current_setting('hark.claimed', true), '');
begin
  new.along := new.reason = 'withdrawn' and new.receipt_hash is not null
    and (coalesce(current_setting('hark.along', true), '') = 'on'
      or claimed <> '' and claimed <> encode(new.receipt_hash, 'hex'));
  return new;
end
$$;
revoke all on function hark.mark_along() from public;
create trigger mark_along before insert on hark.tombstone
  for each row execute function hark.mark_along();

drop trigger touch_receipt on hark.tombstone;
create trigger touch_receipt after insert on hark.tombstone
  for each row when (new.reason = 'withdrawn' and new.receipt_hash is not null and not new.along)
  execute function hark.touch_receipt();

-- As in 0084; the transaction says from then on with which code something is taken back.
create or replace function hark.claim_receipt(slug text, receipt bytea)
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
  perform set_config('hark.claimed', encode(digest, 'hex'), true);
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

-- As in 0031: what went along is listed without the code, which nobody used.
create or replace function hark.erasures(since timestamptz, after uuid, most integer)
returns table (
  id uuid, partnership_id uuid, record_hash bytea, receipt_hash bytea, record_kind text,
  survey_module text, reason text, created_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select t.id, t.partnership_id, t.record_hash, case when not t.along then t.receipt_hash end,
    t.record_kind, t.survey_module, t.reason, t.created_at
  from hark.tombstone t
  where (t.created_at, t.id) > (since, after)
  order by t.created_at, t.id limit most;
end;

-- What a person said with a code under which nothing is held any more. 'analyse': they took everything back.
create table hark.receipt_change (
  partnership_id uuid not null references hark.partnership (id),
  id uuid not null default gen_random_uuid(),
  receipt_hash bytea not null check (octet_length(receipt_hash) = 32),
  scope text not null check (length(scope) between 1 and 63),
  given boolean not null,
  created_at timestamptz not null default now(),
  primary key (partnership_id, id)
);
create index receipt_change_order on hark.receipt_change (created_at, id);
create index receipt_change_code on hark.receipt_change (partnership_id, receipt_hash, scope);
alter table hark.receipt_change enable row level security;
alter table hark.receipt_change force row level security;
create policy owner_all on hark.receipt_change to hark_owner using (true);
create policy keeping on hark.receipt_change to hark_keeper
  using (partnership_id = (select hark.current_partnership()))
  with check (partnership_id = (select hark.current_partnership()));
grant select, insert on hark.receipt_change to hark_keeper;
create trigger refuse_change before update or delete or truncate on hark.receipt_change
  for each statement execute function hark.refuse_change();
alter table hark.receipt_change enable always trigger refuse_change;

create function hark.touch_bare_receipt() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not new.given then
    insert into hark.touched_receipt (partnership_id, receipt_hash, scope, created_at)
    values (new.partnership_id, new.receipt_hash, nullif(new.scope, 'analyse'), new.created_at)
    on conflict do nothing;
  else
    delete from hark.touched_receipt t
    where t.partnership_id = new.partnership_id and t.receipt_hash = new.receipt_hash
      and t.scope = new.scope;
  end if;
  return null;
end
$$;
revoke all on function hark.touch_bare_receipt() from public;
create trigger touch_receipt after insert on hark.receipt_change
  for each row execute function hark.touch_bare_receipt();

-- Takes down what a person says with the code that the transaction claimed, where nothing is held under it; what
-- goes for the code already changes nothing.
create function hark.note_receipt(answered_scope text, answer boolean) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  digest constant bytea := decode(current_setting('hark.claimed'), 'hex');
begin
  insert into hark.receipt_change (partnership_id, receipt_hash, scope, given)
  select hark.current_partnership(), digest, answered_scope, answer
  where answer = exists (
    select from hark.touched_receipt t
    where t.partnership_id = hark.current_partnership() and t.receipt_hash = digest
      and t.scope is not distinct from nullif(answered_scope, 'analyse'));
end
$$;
revoke all on function hark.note_receipt(text, boolean) from public;
grant execute on function hark.note_receipt(text, boolean) to hark_keeper;

-- As in 0084, with what was said with a code alone: in the place of a record's hash stands the code's.
create or replace function hark.listed_changes(since timestamptz, after uuid, most integer)
returns table (
  id uuid, partnership_id uuid, record_hash bytea, survey_module text, scope text, given boolean,
  changed_at timestamptz, receipt_hashes bytea[])
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  perform set_config('hark.sealing', 'on', true);
  return query
    (select c.id, c.partnership_id, hark.record_digest(c.partnership_id, c.consent_id),
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
    order by c.created_at, c.id limit most)
    union all
    (select n.id, n.partnership_id, n.receipt_hash, '-', n.scope, n.given, n.created_at,
      array[n.receipt_hash]
    from hark.receipt_change n
    where (n.created_at, n.id) > (since, after)
    order by n.created_at, n.id limit most)
    order by 7, 1 limit most;
  perform set_config('hark.sealing', '', true);
end
$$;

-- As in 0070.
create or replace function hark.unknown_changes(
  partnerships uuid[], ids uuid[], hashes bytea[], surveys text[]
)
returns table (change_id uuid, record_id uuid)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform set_config('hark.sealing', 'on', true);
  return query
    with unknown as materialized (
      select l.partnership, l.id, l.hash, l.survey
      from unnest(partnerships, ids, hashes, surveys) l (partnership, id, hash, survey)
      join hark.partnership p on p.id = l.partnership
      where not exists (
          select from hark.consent_change c where c.partnership_id = l.partnership and c.id = l.id)
        and not exists (
          select from hark.receipt_change c where c.partnership_id = l.partnership and c.id = l.id)
        and not exists (
          select from hark.listed_change c where c.partnership_id = l.partnership and c.id = l.id)
        and not exists (
          select from hark.tombstone t
          where t.partnership_id = l.partnership and t.record_hash = l.hash)
    )
    select u.id, r.id from unknown u
    left join hark.response r on r.partnership_id = u.partnership and r.survey_module = u.survey
      and hark.record_digest(r.partnership_id, r.id) = u.hash;
  perform set_config('hark.sealing', '', true);
end
$$;

-- As in 0084. A no to everything binds as the one that erases does.
create or replace function hark.touch_listed(
  partnerships uuid[], receipts bytea[], scopes text[], moments timestamptz[]
) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform set_config('hark.sealing', 'on', true);
  insert into hark.touched_receipt (partnership_id, receipt_hash, scope, created_at)
  select t.partnership, t.receipt, nullif(t.scope, 'analyse'), t.moment
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
    and not exists (
      select from hark.receipt_change n
      where n.partnership_id = t.partnership and n.receipt_hash = t.receipt
        and n.scope = t.scope and n.given and n.created_at > t.moment)
  on conflict do nothing;
  perform set_config('hark.sealing', '', true);
end
$$;

-- As in 0061, by what goes for the code.
create or replace function hark.refused_records(records uuid[], receipts bytea[], events uuid[])
returns table (nth bigint, refusal text, message text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan as $$
begin
  if not hark.is_recording() then
    raise exception using errcode = '42501', message = 'whoever records asks what would be refused';
  end if;
  perform set_config('hark.rehearsing', 'on', true);
  perform set_config('hark.seating', 'on', true);
  return query
    select r.nth, f.refusal, f.message
    from unnest(records, receipts, events) with ordinality r (id, receipt, event, nth)
    cross join lateral (
      select 1 as rank, '23505' as refusal, '' as message
      where exists (
        select from hark.submission s
        where s.partnership_id = hark.current_partnership() and s.id = r.id)
      union all
      select 2, 'HK010', 'this record was taken back or erased, for good; take it off the device'
      where exists (
        select from hark.tombstone t
        where t.partnership_id = hark.current_partnership()
          and t.record_hash = hark.record_digest(hark.current_partnership(), r.id))
      union all
      select 3, 'HK010 receipt_taken_back',
        'the person took back what was recorded under this receipt code, and nothing more is '
          || 'taken under it; take the record off the device. If they agreed anew, give them a new code'
      where r.receipt is not null and exists (
        select from hark.touched_receipt t
        where t.partnership_id = hark.current_partnership()
          and t.receipt_hash = hark.receipt_digest(hark.current_partnership(), r.receipt)
          and t.scope is null)
      union all
      select 4, 'HK012', 'there is no event with this id; write it down first'
      where r.event is not null and not exists (
        select from hark.practice p
        where p.partnership_id = hark.current_partnership() and p.id = r.event and p.kind = 'event')
      order by rank limit 1
    ) f;
  perform set_config('hark.seating', '', true);
  perform set_config('hark.rehearsing', '', true);
end
$$;
