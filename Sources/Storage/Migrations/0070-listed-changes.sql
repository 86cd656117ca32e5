-- What people took back in part, and legal holds, are listed outside the database as erasures are (0031):
-- a backup that is restored does not know of them, until the list is followed.

set local role hark_owner;

create index consent_change_order on hark.consent_change (created_at, id);

-- The functions below work as the owner for hark_keeper, which is no role that the owner can take on.
create policy listing on hark.consent_change for select to hark_owner
  using (current_setting('role') = 'hark_keeper');
create policy listing on hark.legal_hold for select to hark_owner
  using (current_setting('role') = 'hark_keeper');
create policy following_adds on hark.legal_hold for insert to hark_owner
  with check (current_setting('role') = 'hark_keeper');
create policy following_ends on hark.legal_hold for update to hark_owner
  using (current_setting('role') = 'hark_keeper');

-- Null: it was set, or ended, again after a restore; who did it first is not on the list.
alter table hark.legal_hold alter column created_by drop not null;
do $$
declare
  rule text;
begin
  select c.conname into strict rule from pg_constraint c
  where c.contype = 'c' and c.conrelid = 'hark.legal_hold'::regclass
    and pg_get_constraintdef(c.oid) like '%ended_by%';
  execute format('alter table hark.legal_hold drop constraint %I', rule);
end
$$;
alter table hark.legal_hold add constraint legal_hold_ended_check
  check (ended_by is null or ended_at is not null);

-- Changes on the list that changed nothing here: their record is not there, or newer words of the person are.
create table hark.listed_change (
  partnership_id uuid not null references hark.partnership (id),
  id uuid not null,
  record_hash bytea not null check (octet_length(record_hash) = 32),
  survey_module text not null check (length(survey_module) between 1 and 100),
  scope text not null check (length(scope) between 1 and 63),
  given boolean not null,
  changed_at timestamptz not null,
  -- Up to when records that came in were looked through for the one it is about.
  looked_at timestamptz not null default now(),
  -- Whether its record has come in, and it was made or newer words stand against it.
  done boolean not null default false,
  created_at timestamptz not null default now(),
  primary key (partnership_id, id)
);
alter table hark.listed_change enable row level security;
alter table hark.listed_change force row level security;
create policy owner_follows on hark.listed_change to hark_owner
  using (current_setting('role') = 'hark_keeper')
  with check (current_setting('role') = 'hark_keeper');

create function hark.listed_changes(since timestamptz, after uuid, most integer)
returns table (
  id uuid, partnership_id uuid, record_hash bytea, survey_module text, scope text, given boolean,
  changed_at timestamptz)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  perform set_config('hark.sealing', 'on', true);
  return query
    select c.id, c.partnership_id, hark.record_digest(c.partnership_id, c.consent_id),
      r.survey_module, c.scope, c.given, c.created_at
    from hark.consent_change c
    join hark.response r on r.partnership_id = c.partnership_id and r.id = c.consent_id
    where (c.created_at, c.id) > (since, after)
    order by c.created_at, c.id limit most;
  perform set_config('hark.sealing', '', true);
end
$$;

-- Of changes those that this database has not seen, with the record where it is there. Of a record that was
-- erased nothing is left to change.
create function hark.unknown_changes(
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
create function hark.keep_changes(
  partnerships uuid[], ids uuid[], hashes bytea[], surveys text[], scopes text[],
  answers boolean[], moments timestamptz[]
) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
  insert into hark.listed_change (partnership_id, id, record_hash, survey_module, scope, given,
    changed_at)
  select t.* from unnest(partnerships, ids, hashes, surveys, scopes, answers, moments)
    t (partnership, id, hash, survey, scope, given, moment)
  join hark.partnership p on p.id = t.partnership
  on conflict (partnership_id, id) do nothing;
end;

-- Of kept changes those whose record has come in since: a phone sent it again.
create function hark.late_changes(most integer)
returns table (
  id uuid, partnership_id uuid, record_hash bytea, survey_module text, scope text, given boolean,
  changed_at timestamptz, record_id uuid)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  if not exists (select from hark.listed_change) then return; end if;
  perform set_config('hark.sealing', 'on', true);
  return query
    select l.id, l.partnership_id, l.record_hash, l.survey_module, l.scope, l.given, l.changed_at,
      r.id
    from hark.listed_change l
    join hark.response r on r.partnership_id = l.partnership_id
      and r.survey_module = l.survey_module
      and r.created_at >= l.looked_at - interval '1 hour'
      and hark.record_digest(r.partnership_id, r.id) = l.record_hash
    where not l.done and not r.withdrawn and not exists (
      select from hark.consent_change c where c.partnership_id = l.partnership_id and c.id = l.id)
    order by l.changed_at, l.id limit most;
  -- A transaction that stores a record ends within the hour. One whose record is there waits until it is made.
  update hark.listed_change l set looked_at = now()
  where l.looked_at < now() - interval '2 hours' and not l.done and not exists (
    select from hark.response r
    where r.partnership_id = l.partnership_id and r.survey_module = l.survey_module
      and r.created_at >= l.looked_at - interval '1 hour'
      and hark.record_digest(r.partnership_id, r.id) = l.record_hash);
  perform set_config('hark.sealing', '', true);
end
$$;
create function hark.settle_changes(partnership uuid, ids uuid[]) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
  update hark.listed_change l set done = true
  where l.partnership_id = partnership and l.id = any (ids);
end;

create function hark.listed_holds(since timestamptz)
returns table (
  id uuid, partnership_id uuid, record_id uuid, survey_module text, created_at timestamptz,
  ended_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select h.id, h.partnership_id, h.record_id, h.survey_module, h.created_at, h.ended_at
  from hark.legal_hold h
  where greatest(h.created_at, h.ended_at) > since
  order by h.created_at, h.id;
end;

-- Of holds those that are not here as they are on the list: not there at all, or not ended.
create function hark.unknown_holds(partnerships uuid[], ids uuid[], are_ended boolean[])
returns table (hold_id uuid, is_missing boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select l.id, h.id is null
  from unnest(partnerships, ids, are_ended) l (partnership, id, is_ended)
  join hark.partnership p on p.id = l.partnership
  left join hark.legal_hold h on h.partnership_id = l.partnership and h.id = l.id
  where h.id is null or (l.is_ended and h.ended_at is null);
end;
create function hark.set_hold_again(
  hold uuid, record uuid, survey text, reason text, since timestamptz
) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
  insert into hark.legal_hold (partnership_id, id, record_id, survey_module, reason, created_at)
  values (hark.current_partnership(), hold, record, survey, reason, since)
  on conflict (partnership_id, id) do nothing;
end;
create function hark.end_hold_again(hold uuid, moment timestamptz) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
  update hark.legal_hold h set ended_at = moment
  where h.partnership_id = hark.current_partnership() and h.id = hold and h.ended_at is null;
end;

-- What was taken back under holds that are over: records, and answers of others.
create function hark.released_records(most integer)
returns table (record_id uuid, is_taken_back boolean)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform set_config('hark.sealing', 'on', true);
  return query
    select r.id, r.withdrawn from hark.response r
    where r.partnership_id = hark.current_partnership()
      and (r.withdrawn or exists (
        select from hark.earlier_version e
        where e.partnership_id = r.partnership_id and e.record_id = r.id and e.held))
      and not hark.is_held(r.partnership_id, r.id, r.survey_module)
    order by r.id limit most;
  perform set_config('hark.sealing', '', true);
end
$$;

revoke all on function hark.listed_changes(timestamptz, uuid, integer),
  hark.unknown_changes(uuid[], uuid[], bytea[], text[]),
  hark.keep_changes(uuid[], uuid[], bytea[], text[], text[], boolean[], timestamptz[]),
  hark.late_changes(integer), hark.settle_changes(uuid, uuid[]), hark.listed_holds(timestamptz), hark.unknown_holds(uuid[], uuid[], boolean[]),
  hark.set_hold_again(uuid, uuid, text, text, timestamptz), hark.end_hold_again(uuid, timestamptz),
  hark.released_records(integer) from public;
grant execute on function hark.listed_changes(timestamptz, uuid, integer),
  hark.unknown_changes(uuid[], uuid[], bytea[], text[]),
  hark.keep_changes(uuid[], uuid[], bytea[], text[], text[], boolean[], timestamptz[]),
  hark.late_changes(integer), hark.settle_changes(uuid, uuid[]), hark.listed_holds(timestamptz), hark.unknown_holds(uuid[], uuid[], boolean[]),
  hark.set_hold_again(uuid, uuid, text, text, timestamptz), hark.end_hold_again(uuid, timestamptz),
  hark.released_records(integer) to hark_keeper;
