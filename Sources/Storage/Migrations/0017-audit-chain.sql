-- The chain of the audit trail. Events are plain inserts in the transaction of the act; afterwards a
-- sealer, working as hark_sealer, gives each the next number of its partnership and a hash over its
-- content and the hash before. What an owner or superuser changes later no longer fits.

-- As in 0001: who may not create roles can still migrate where somebody else has made this one.
do $$
begin
  if to_regrole('hark_sealer') is null then
    begin
      create role hark_sealer nosuperuser nobypassrls nocreatedb nocreaterole nologin;
    exception when duplicate_object or unique_violation then null;
    end;
  end if;
  if not pg_has_role('hark_app', 'hark_sealer', 'member') then
    begin
      grant hark_sealer to hark_app;
    exception when unique_violation then null;
    end;
  end if;
end
$$;

set local role hark_owner;
grant usage on schema hark to hark_sealer;

-- By which transaction the event was added. Every event of a transaction older than the oldest that
-- still runs can be seen; positions say nothing of the kind, they become visible out of order.
alter table hark.audit_event add column added_in xid8 not null default pg_current_xact_id();
alter table hark.audit_event drop constraint audit_event_partnership_id_position_key;
create index audit_event_sealing on hark.audit_event (partnership_id, added_in, position);

-- id is the event's. created_at says when it was sealed; no hash covers it.
create table hark.audit_link (
  partnership_id uuid not null,
  id uuid not null,
  number bigint not null check (number >= 1),
  hash bytea not null check (octet_length(hash) = 32),
  created_at timestamptz not null default now(),
  primary key (partnership_id, id),
  unique (partnership_id, number)
);

-- The end of each partnership's chain, so that a cut tail shows and two sealers take turns.
create table hark.audit_chain (
  partnership_id uuid primary key references hark.partnership (id),
  number bigint not null default 0 check (number >= 0),
  hash bytea not null check (octet_length(hash) = 32),
  -- Every event that was added by an older transaction is sealed.
  sealed_before xid8 not null default '0',
  sealed_at timestamptz,
  created_at timestamptz not null default now()
);

create trigger refuse_change before update or delete or truncate on hark.audit_link
  for each statement execute function hark.refuse_change();
alter table hark.audit_link enable always trigger refuse_change;
create trigger refuse_change before delete or truncate on hark.audit_chain
  for each statement execute function hark.refuse_change();
alter table hark.audit_chain enable always trigger refuse_change;
revoke update, delete, truncate on hark.audit_link from hark_owner;
revoke delete, truncate on hark.audit_chain from hark_owner;

alter table hark.audit_link enable row level security;
alter table hark.audit_link force row level security;
alter table hark.audit_chain enable row level security;
alter table hark.audit_chain force row level security;

create policy sealing on hark.audit_event for select to hark_sealer
  using (partnership_id = (select hark.current_partnership()));
create policy sealing on hark.audit_link for select to hark_sealer
  using (partnership_id = (select hark.current_partnership()));
create policy sealing_adds on hark.audit_link for insert to hark_sealer
  with check (partnership_id = (select hark.current_partnership()));
create policy sealing on hark.audit_chain to hark_sealer
  using (partnership_id = (select hark.current_partnership()))
  with check (partnership_id = (select hark.current_partnership()));
grant select on hark.audit_event, hark.audit_link, hark.audit_chain to hark_sealer;
grant insert on hark.audit_link, hark.audit_chain to hark_sealer;
grant update (number, hash, sealed_before, sealed_at) on hark.audit_chain to hark_sealer;

-- Stewards see the trail of the partnership, coordinators and commissioners what they did themselves.
drop policy own_or_steward on hark.audit_event;
create policy own_or_steward on hark.audit_event for select to hark_app
  using (
    partnership_id = (select hark.current_partnership())
    and ((select hark.current_role_name()) = 'steward'
      or (select hark.current_role_name()) in ('coordinator', 'commissioner')
      and created_by = (select hark.current_account())));
create policy trail_readers on hark.audit_link for select to hark_app
  using (
    partnership_id = (select hark.current_partnership())
    and (select hark.current_role_name()) in ('steward', 'coordinator', 'commissioner'));
create policy trail_readers on hark.audit_chain for select to hark_app
  using (
    partnership_id = (select hark.current_partnership())
    and (select hark.current_role_name()) in ('steward', 'coordinator', 'commissioner'));
grant select on hark.audit_link, hark.audit_chain to hark_app;

-- Who did what needs names: the steward reads those of the partnership's accounts, and nothing else
-- of them.
create function hark.account_names() returns table (id uuid, name text)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select a.id, a.name from hark.account a
  where a.partnership_id = hark.current_partnership()
    and (hark.current_role_name() = 'steward' or a.id = hark.current_account());
end;

-- Which chains there are to seal or to verify.
create function hark.audited_partnerships() returns table (id uuid, slug text)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select p.id, p.slug from hark.partnership p order by p.slug;
end;
revoke all on function hark.account_names(), hark.audited_partnerships() from public;
grant execute on function hark.account_names() to hark_app;
grant execute on function hark.audited_partnerships() to hark_sealer;
