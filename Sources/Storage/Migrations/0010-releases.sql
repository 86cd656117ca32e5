-- Releases: what commissioners read. Beside each, in tables that readers of releases cannot read,
-- the audit of its protection and the responses it counted. created_by made it.

set local role hark_owner;

create table hark.release (
  partnership_id uuid not null,
  id uuid not null,
  survey_module text not null,
  -- The release before; null for the first of a survey.
  supersedes uuid,
  cut_off timestamptz not null,
  rule jsonb not null check (jsonb_typeof(rule) = 'object'),
  document jsonb not null check (jsonb_typeof(document) = 'object'),
  sha256 bytea not null check (octet_length(sha256) = 32),
  created_at timestamptz not null default now(),
  created_by uuid not null,
  primary key (partnership_id, id),
  unique (partnership_id, survey_module, id),
  -- One chain for each survey: of two releases made at once, one is refused. What protects the
  -- second must have seen the first.
  unique nulls not distinct (partnership_id, survey_module, supersedes),
  foreign key (partnership_id, survey_module, supersedes)
    references hark.release (partnership_id, survey_module, id),
  foreign key (partnership_id, created_by) references hark.account (partnership_id, id)
);

-- id is the release's.
create table hark.release_audit (
  partnership_id uuid not null,
  id uuid not null,
  audit jsonb not null,
  created_at timestamptz not null default now(),
  created_by uuid not null,
  primary key (partnership_id, id),
  foreign key (partnership_id, id) references hark.release (partnership_id, id),
  foreign key (partnership_id, created_by) references hark.account (partnership_id, id)
);

-- No foreign key to the response: when one is erased, what was released stays as it was.
create table hark.release_member (
  partnership_id uuid not null,
  release_id uuid not null,
  response_id uuid not null,
  -- Which rows of the release the response was counted in.
  cells bytea not null,
  created_at timestamptz not null default now(),
  created_by uuid not null,
  primary key (partnership_id, release_id, response_id),
  foreign key (partnership_id, release_id) references hark.release (partnership_id, id)
);

create trigger refuse_change before update or delete or truncate on hark.release
  for each statement execute function hark.refuse_change();
create trigger refuse_change before update or delete or truncate on hark.release_audit
  for each statement execute function hark.refuse_change();
alter table hark.release enable always trigger refuse_change;
alter table hark.release_audit enable always trigger refuse_change;
-- Foreign keys to a release lock it, for which its owner needs the right to update; the trigger
-- refuses the update itself.
revoke delete, truncate on hark.release from hark_owner;
revoke update, delete, truncate on hark.release_audit from hark_owner;

alter table hark.release enable row level security;
alter table hark.release force row level security;
alter table hark.release_audit enable row level security;
alter table hark.release_audit force row level security;
alter table hark.release_member enable row level security;
alter table hark.release_member force row level security;

create policy own_partnership on hark.release
  for select to hark_app, hark_analysis, hark_commissioner
  using (partnership_id = (select hark.current_partnership()));
create policy coordinator_reads on hark.release_audit for select to hark_analysis
  using (
    partnership_id = (select hark.current_partnership())
    and (select hark.current_role_name()) = 'coordinator');
create policy coordinator_reads on hark.release_member for select to hark_analysis
  using (
    partnership_id = (select hark.current_partnership())
    and (select hark.current_role_name()) = 'coordinator');

create policy coordinator_makes on hark.release for insert to hark_analysis
  with check (
    partnership_id = (select hark.current_partnership())
    and created_by = (select hark.current_account())
    and (select hark.current_role_name()) = 'coordinator');
create policy coordinator_makes on hark.release_audit for insert to hark_analysis
  with check (
    partnership_id = (select hark.current_partnership())
    and created_by = (select hark.current_account())
    and (select hark.current_role_name()) = 'coordinator');
create policy coordinator_makes on hark.release_member for insert to hark_analysis
  with check (
    partnership_id = (select hark.current_partnership())
    and created_by = (select hark.current_account())
    and (select hark.current_role_name()) = 'coordinator');

grant select on hark.release to hark_app, hark_commissioner;
grant select, insert on hark.release, hark.release_audit, hark.release_member to hark_analysis;
