-- Survey versions as they were published: the bytes that were asked, for ever. created_at and
-- created_by say when and by whom a version was published.

set local role hark_owner;

create table hark.survey_version (
  partnership_id uuid not null,
  id uuid not null,
  module text not null check (module ~ '^[a-z][a-z0-9-]{0,99}$'),
  version text not null check (version ~ '^[0-9]+\.[0-9]+\.[0-9]+$'),
  unit text not null check (unit in ('person', 'household', 'organisation', 'event', 'plan')),
  basis text not null check (basis in ('consent', 'anonymous', 'role')),
  -- Versions of one series are counted together.
  series smallint not null check (series >= 1),
  bundle bytea not null,
  sha256 bytea not null check (sha256 = sha256(bundle)),
  closed_at timestamptz,
  closed_by uuid,
  reopened_at timestamptz,
  reopened_by uuid,
  created_at timestamptz not null default now(),
  created_by uuid not null,
  primary key (partnership_id, id),
  unique (partnership_id, module, version),
  unique (partnership_id, module, version, series),
  foreign key (partnership_id, created_by) references hark.account (partnership_id, id),
  foreign key (partnership_id, closed_by) references hark.account (partnership_id, id),
  foreign key (partnership_id, reopened_by) references hark.account (partnership_id, id),
  check (basis <> 'role' or unit <> 'person')
);

create function hark.is_open(closed_at timestamptz, reopened_at timestamptz) returns boolean
language sql immutable parallel safe
return closed_at is null or coalesce(reopened_at >= closed_at, false);

alter table hark.survey_version enable row level security;
alter table hark.survey_version force row level security;

create policy own_partnership on hark.survey_version
  for select to hark_app, hark_analysis, hark_commissioner
  using (partnership_id = hark.current_partnership());
create policy coordinator_publishes on hark.survey_version for insert to hark_app
  with check (
    partnership_id = (select hark.current_partnership())
    and created_by = (select hark.current_account())
    and (select hark.current_role_name()) = 'coordinator');
create policy coordinator_closes on hark.survey_version for update to hark_app
  using (
    partnership_id = (select hark.current_partnership())
    and (select hark.current_role_name()) = 'coordinator');

grant select on hark.survey_version to hark_app, hark_analysis, hark_commissioner;
grant insert, update (closed_at, closed_by, reopened_at, reopened_by)
  on hark.survey_version to hark_app;
