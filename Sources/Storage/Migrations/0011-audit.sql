-- The audit trail: who did what to which record, when and from where. created_by did it. Rows are
-- only ever added, in the transaction of the act.

set local role hark_owner;

create table hark.audit_event (
  partnership_id uuid not null references hark.partnership (id),
  id uuid not null default gen_random_uuid(),
  position bigint not null generated always as identity,
  -- Null: the operator, on the owner's connection.
  role text,
  action text not null check (action ~ '^[a-z][a-z0-9_.]{0,62}$'),
  record_kind text not null check (record_kind ~ '^[a-z][a-z0-9_]{0,62}$'),
  record_id text not null check (length(record_id) between 1 and 200),
  origin text not null check (origin in ('cli', 'http', 'import')),
  -- Never personal, never an answer.
  detail jsonb not null default '{}' check (jsonb_typeof(detail) = 'object'),
  created_at timestamptz not null default now(),
  created_by uuid,
  primary key (partnership_id, id),
  unique (partnership_id, position),
  foreign key (partnership_id, created_by) references hark.account (partnership_id, id)
);

create trigger refuse_change before update or delete or truncate on hark.audit_event
  for each statement execute function hark.refuse_change();
alter table hark.audit_event enable always trigger refuse_change;
revoke update, delete, truncate on hark.audit_event from hark_owner;

alter table hark.audit_event enable row level security;
alter table hark.audit_event force row level security;

create policy own_or_steward on hark.audit_event for select to hark_app
  using (
    partnership_id = (select hark.current_partnership())
    and (created_by = (select hark.current_account())
      or (select hark.current_role_name()) = 'steward'));
-- The function below is the one way to add an event, for every role.
create policy owner_adds on hark.audit_event for insert to hark_owner with check (true);
grant select on hark.audit_event to hark_app;

-- Who acts, for whom and in which role comes from the transaction, not from the caller. A
-- commissioner has no right on any table but two: this lets their acts be recorded all the same.
-- One event for each record.
create function hark.record_audit_events(
  action text, record_kind text, record_ids text[], origin text, detail jsonb
) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into hark.audit_event
    (partnership_id, role, action, record_kind, record_id, origin, detail, created_by)
  select hark.current_partnership(), hark.current_role_name(), record_audit_events.action,
    record_audit_events.record_kind, r.id, record_audit_events.origin, record_audit_events.detail,
    hark.current_account()
  from unnest(record_ids) with ordinality r (id, place)
  order by r.place;
end
$$;
revoke all on function hark.record_audit_events(text, text, text[], text, jsonb) from public;
grant execute on function hark.record_audit_events(text, text, text[], text, jsonb)
  to hark_app, hark_analysis, hark_commissioner;
