-- A record that comes late under a receipt code whose person took a scope back comes in without that scope,
-- as a code that took everything back takes nothing new (0052). One look finds either, and of a code that
-- nobody came with nothing is there to find.

set local role hark_owner;

create table hark.touched_receipt (
  partnership_id uuid not null,
  id uuid not null default gen_random_uuid(),
  receipt_hash bytea not null check (octet_length(receipt_hash) = 32),
  -- Null: everything.
  scope text check (length(scope) between 1 and 63),
  created_at timestamptz not null default now(),
  primary key (partnership_id, id),
  unique nulls not distinct (partnership_id, receipt_hash, scope),
  foreign key (partnership_id) references hark.partnership (id)
);
alter table hark.touched_receipt enable row level security;
alter table hark.touched_receipt force row level security;
create policy owner_all on hark.touched_receipt to hark_owner using (true);
create policy keeping on hark.touched_receipt to hark_keeper
  using (partnership_id = (select hark.current_partnership()))
  with check (partnership_id = (select hark.current_partnership()));
grant select, insert, delete on hark.touched_receipt to hark_keeper;

create function hark.touch_receipt() returns trigger
language plpgsql set plan_cache_mode = force_generic_plan as $$
begin
  insert into hark.touched_receipt (partnership_id, receipt_hash, created_at)
  values (new.partnership_id, new.receipt_hash, new.created_at)
  on conflict do nothing;
  return null;
end
$$;
create trigger touch_receipt after insert on hark.tombstone
  for each row when (new.reason = 'withdrawn' and new.receipt_hash is not null)
  execute function hark.touch_receipt();

-- Whoever looks at what belongs together sees consents for that moment.
create policy links_look on hark.consent for select to hark_owner
  using (
    partnership_id = hark.current_partnership()
    and current_setting('hark.linking', true) = 'on');
create policy links_look on hark.consent_scope for select to hark_owner
  using (
    partnership_id = hark.current_partnership()
    and current_setting('hark.linking', true) = 'on');

-- What a person says with their code goes for everything under it, also for what has not come in yet. Under the
-- code of a conversation with one person are the responses that belong to it, whatever code they have.
create function hark.touch_receipt_scope() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan as $$
declare
  digests bytea[];
begin
  perform set_config('hark.linking', 'on', true);
  digests := array(
    select c.receipt_hash from hark.consent c
    where c.partnership_id = new.partnership_id and c.receipt_hash is not null
      and c.id in (
        select new.consent_id
        union all
        select v.id from hark.record_link l
        join hark.conversation v
          on v.partnership_id = l.partnership_id and v.id = l.to_record and v.people = 1
        where l.partnership_id = new.partnership_id and l.record_id = new.consent_id
          and l.kind = 'conversation'));
  if not new.given then
    insert into hark.touched_receipt (partnership_id, receipt_hash, scope, created_at)
    select distinct new.partnership_id, d.digest, new.scope, new.created_at
    from unnest(digests) d (digest)
    on conflict do nothing;
  else
    -- Allowed again is what is taken back nowhere under the code.
    delete from hark.touched_receipt t
    where t.partnership_id = new.partnership_id and t.receipt_hash = any (digests)
      and t.scope = new.scope
      and not exists (
        select from hark.consent o
        left join hark.conversation v
          on v.partnership_id = o.partnership_id and v.id = o.id and v.people = 1
        left join hark.record_link l
          on l.partnership_id = v.partnership_id and l.to_record = v.id and l.kind = 'conversation'
        join hark.consent_scope s
          on s.partnership_id = o.partnership_id and s.consent_id in (o.id, l.record_id)
        join hark.consent c on c.partnership_id = s.partnership_id and c.id = s.consent_id
        where o.partnership_id = t.partnership_id and o.receipt_hash = t.receipt_hash
          and s.scope = t.scope and s.withdrawn_at is not null and c.withdrawn_at is null);
  end if;
  perform set_config('hark.linking', '', true);
  return null;
end
$$;
revoke all on function hark.touch_receipt_scope() from public;
create trigger touch_receipt after insert on hark.consent_change
  for each row execute function hark.touch_receipt_scope();

-- What was taken back before.
alter table hark.consent no force row level security;
alter table hark.consent_scope no force row level security;
alter table hark.conversation no force row level security;
alter table hark.record_link no force row level security;
insert into hark.touched_receipt (partnership_id, receipt_hash, created_at)
select distinct on (t.partnership_id, t.receipt_hash) t.partnership_id, t.receipt_hash, t.created_at
from hark.tombstone t where t.reason = 'withdrawn' and t.receipt_hash is not null
order by t.partnership_id, t.receipt_hash, t.created_at;
insert into hark.touched_receipt (partnership_id, receipt_hash, scope, created_at)
select u.partnership_id, u.receipt_hash, s.scope, min(s.withdrawn_at)
from (
  select o.partnership_id, o.receipt_hash, o.id from hark.consent o
  union
  select o.partnership_id, o.receipt_hash, l.record_id from hark.consent o
  join hark.conversation v
    on v.partnership_id = o.partnership_id and v.id = o.id and v.people = 1
  join hark.record_link l
    on l.partnership_id = v.partnership_id and l.to_record = v.id and l.kind = 'conversation'
) u
join hark.consent c on c.partnership_id = u.partnership_id and c.id = u.id
join hark.consent_scope s on s.partnership_id = c.partnership_id and s.consent_id = c.id
where u.receipt_hash is not null and s.withdrawn_at is not null and c.withdrawn_at is null
group by u.partnership_id, u.receipt_hash, s.scope;
alter table hark.consent force row level security;
alter table hark.consent_scope force row level security;
alter table hark.conversation force row level security;
alter table hark.record_link force row level security;

-- Which scopes a record is to come in without; from then on the transaction stores records under this code
-- that leave them out.
create function hark.scopes_left_out(receipt bytea) returns text[]
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  scopes constant text[] := coalesce((
    select array_agg(t.scope order by t.scope collate "C") from hark.touched_receipt t
    where t.partnership_id = hark.current_partnership() and t.scope is not null
      and t.receipt_hash = hark.receipt_digest(hark.current_partnership(), receipt)), '{}');
begin
  if not (hark.is_recording() or hark.current_role_name() = 'link') then
    raise exception using
      errcode = '42501', message = 'whoever records asks what a record comes in without';
  end if;
  perform set_config('hark.left_out', array_to_string(scopes, ','), true);
  return scopes;
end
$$;
revoke all on function hark.scopes_left_out(bytea) from public;
grant execute on function hark.scopes_left_out(bytea) to hark_app;

-- As hark.attachable_conversations (0054), each with the scopes that its person took back: a response that comes
-- late to a conversation with one person is under that person's code too.
create function hark.attachable(conversations uuid[])
returns table (conversation_id uuid, left_out text[])
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not (hark.is_recording() or hark.current_role_name() = 'link') then
    raise exception using errcode = '42501', message = 'whoever records may name other records';
  end if;
  perform set_config('hark.linking', 'on', true);
  return query
    select c.id, array(
      select t.scope from hark.consent s
      join hark.touched_receipt t
        on t.partnership_id = s.partnership_id and t.receipt_hash = s.receipt_hash
      where s.partnership_id = c.partnership_id and s.id = c.id and c.people = 1
        and t.scope is not null
      order by t.scope collate "C")
    from hark.conversation c
    where c.partnership_id = hark.current_partnership() and c.id = any (conversations);
  perform set_config('hark.linking', '', true);
end
$$;
revoke all on function hark.attachable(uuid[]) from public;
grant execute on function hark.attachable(uuid[]) to hark_app;

create or replace function hark.check_receipts() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
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
        -- A code of its own: a server of the release before does not know it, and the device keeps the record.
        errcode = 'HK013', constraint = 'scopes_taken_back',
        message = 'the person took back some of what they allowed under this receipt code; the record '
          || 'comes in without it';
    end if;
  end if;
  return null;
end
$$;
