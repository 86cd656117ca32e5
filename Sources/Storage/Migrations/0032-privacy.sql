-- The privacy notice of a partnership, which anybody may read, and complaints about data protection,
-- which anybody may make and only stewards see.

set local role hark_owner;

-- A notice is never changed: a new one follows it, so that what people were told stays known.
create table hark.privacy_notice (
  partnership_id uuid not null references hark.partnership (id),
  id uuid not null,
  revision integer not null check (revision >= 1),
  fields jsonb not null check (jsonb_typeof(fields) = 'object'),
  created_at timestamptz not null default now(),
  created_by uuid not null,
  primary key (partnership_id, id),
  unique (partnership_id, revision),
  foreign key (partnership_id, created_by) references hark.account (partnership_id, id)
);
alter table hark.privacy_notice enable row level security;
alter table hark.privacy_notice force row level security;
create policy steward_adds on hark.privacy_notice for insert to hark_app
  with check (
    partnership_id = (select hark.current_partnership())
    and created_by = (select hark.current_account())
    and (select hark.current_role_name()) = 'steward');
create policy steward_sees on hark.privacy_notice for select to hark_app
  using (
    partnership_id = (select hark.current_partnership())
    and (select hark.current_role_name()) = 'steward');
create policy owner_sees on hark.privacy_notice for select to hark_owner using (true);
grant select, insert on hark.privacy_notice to hark_app;
create trigger refuse_change before update or delete or truncate on hark.privacy_notice
  for each statement execute function hark.refuse_change();
alter table hark.privacy_notice enable always trigger refuse_change;
revoke update, delete, truncate on hark.privacy_notice from hark_owner;

-- For whoever comes without an account: a partnership by its short name, with the notice it has.
create function hark.public_notice(slug text)
returns table (
  partnership_id uuid, name text, revision integer, fields jsonb, created_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select p.id, p.name, n.revision, n.fields, n.created_at
  from hark.partnership p
  left join lateral (
    select n.revision, n.fields, n.created_at from hark.privacy_notice n
    where n.partnership_id = p.id order by n.revision desc limit 1
  ) n on true
  where p.slug = public_notice.slug;
end;

-- The number of the notice that stands, for every form.
create function hark.notice_revision() returns integer
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select max(n.revision) from hark.privacy_notice n
  where n.partnership_id = hark.current_partnership();
end;

-- A complaint about how somebody's data is handled. What it says, how to reach whoever made it, and the
-- answer are sealed.
create table hark.complaint (
  partnership_id uuid not null references hark.partnership (id),
  id uuid not null,
  said text not null check (length(said) between 1 and 120000),
  contact text check (length(contact) between 1 and 4000),
  status text not null default 'open'
    check (status in ('open', 'acknowledged', 'answered', 'closed')),
  acknowledged_at timestamptz,
  acknowledged_by uuid,
  answer text check (length(answer) between 1 and 120000),
  answered_at timestamptz,
  answered_by uuid,
  outcome text check (outcome in ('upheld', 'partly_upheld', 'not_upheld', 'withdrawn')),
  closed_at timestamptz,
  closed_by uuid,
  created_at timestamptz not null default now(),
  -- Null: somebody without an account.
  created_by uuid,
  primary key (partnership_id, id),
  foreign key (partnership_id, acknowledged_by) references hark.account (partnership_id, id),
  foreign key (partnership_id, answered_by) references hark.account (partnership_id, id),
  foreign key (partnership_id, closed_by) references hark.account (partnership_id, id),
  check ((acknowledged_at is null) = (acknowledged_by is null)),
  check ((answered_at is null) = (answered_by is null)),
  check ((closed_at is null) = (closed_by is null)),
  check ((status = 'closed') = (closed_at is not null)),
  check ((status = 'closed') = (outcome is not null)),
  check (status = 'open' or acknowledged_at is not null)
);
create index complaint_list on hark.complaint (partnership_id, created_at, id)
  where created_at is not null;

alter table hark.complaint enable row level security;
alter table hark.complaint force row level security;
create policy anybody_raises on hark.complaint for insert to hark_app
  with check (
    partnership_id = (select hark.current_partnership())
    and (select hark.current_role_name()) = 'person'
    and status = 'open' and created_by is null);
create policy steward_sees on hark.complaint for select to hark_app
  using (
    partnership_id = (select hark.current_partnership())
    and (select hark.current_role_name()) = 'steward');
create policy steward_acts on hark.complaint for update to hark_app
  using (
    partnership_id = (select hark.current_partnership())
    and (select hark.current_role_name()) = 'steward' and status <> 'closed')
  with check (
    partnership_id = (select hark.current_partnership())
    and (select hark.current_role_name()) = 'steward');
grant select, insert, update (status, acknowledged_at, acknowledged_by, answer, answered_at,
  answered_by, outcome, closed_at, closed_by) on hark.complaint to hark_app;
-- A complaint that was closed long enough ago goes, with its key.
create policy kept_records on hark.complaint to hark_keeper
  using (
    partnership_id = (select hark.current_partnership())
    and id = any ((select hark.kept_records())::uuid[]) and status = 'closed');
grant select, delete on hark.complaint to hark_keeper;

create policy person_adds on hark.data_key for insert to hark_app
  with check (
    partnership_id = (select hark.current_partnership())
    and (select hark.current_role_name()) = 'person');

-- How complaints and notices stand in each partnership, in numbers alone.
create policy owner_counts on hark.complaint for select to hark_owner
  using (current_setting('role') = 'hark_keeper');
create function hark.privacy_state(overdue_before timestamptz)
returns table (slug text, has_notice boolean, waiting bigint, overdue bigint, oldest timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select p.slug,
    exists (select from hark.privacy_notice n where n.partnership_id = p.id),
    (select count(*) from hark.complaint c
     where c.partnership_id = p.id and c.status in ('open', 'acknowledged')),
    (select count(*) from hark.complaint c
     where c.partnership_id = p.id and c.status in ('open', 'acknowledged')
       and c.created_at <= overdue_before),
    (select min(c.created_at) from hark.complaint c
     where c.partnership_id = p.id and c.status in ('open', 'acknowledged'))
  from hark.partnership p order by p.slug;
end;

revoke all on function hark.public_notice(text), hark.notice_revision(),
  hark.privacy_state(timestamptz) from public;
grant execute on function hark.notice_revision() to hark_app, hark_commissioner;
grant execute on function hark.public_notice(text) to hark_app;
grant execute on function hark.privacy_state(timestamptz) to hark_keeper;
