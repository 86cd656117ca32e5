-- Looking around in answers that were released: a secret table of noise that a steward makes, and which
-- tables were looked at, because too many of them would average the noise away.

set local role hark_owner;

create table hark.noise_table (
  partnership_id uuid not null,
  id uuid not null,
  -- The newest counts. Of two stewards who make one at once the second is refused.
  revision integer not null check (revision > 0),
  -- No number is changed by more than this.
  most smallint not null check (most between 2 and 3),
  variance double precision not null check (variance between 1 and 4),
  hide_below smallint not null check (hide_below between 10 and 100),
  -- The key of people's keys and the table, sealed by the data key of this id.
  sealed text not null check (length(sealed) between 100 and 100000),
  created_at timestamptz not null default now(),
  created_by uuid not null,
  primary key (partnership_id, id),
  unique (partnership_id, revision),
  foreign key (partnership_id, created_by) references hark.account (partnership_id, id)
);

-- A table that was looked at. The same table of the same people stands here once.
create table hark.exploration (
  partnership_id uuid not null,
  id uuid not null,
  survey_module text not null check (length(survey_module) between 1 and 64),
  -- Of what it is by and of whom, under the secret of the steward's table.
  fingerprint bytea not null check (octet_length(fingerprint) = 32),
  created_at timestamptz not null default now(),
  created_by uuid not null,
  primary key (partnership_id, id),
  unique (partnership_id, survey_module, fingerprint),
  foreign key (partnership_id, created_by) references hark.account (partnership_id, id)
);

alter table hark.noise_table enable row level security;
alter table hark.noise_table force row level security;
alter table hark.exploration enable row level security;
alter table hark.exploration force row level security;

create trigger refuse_change before update or delete or truncate on hark.noise_table
  for each statement execute function hark.refuse_change();
create trigger refuse_change before update or delete or truncate on hark.exploration
  for each statement execute function hark.refuse_change();
alter table hark.noise_table enable always trigger refuse_change;
alter table hark.exploration enable always trigger refuse_change;

create policy steward_makes on hark.noise_table for insert to hark_app
  with check (
    partnership_id = (select hark.current_partnership())
    and created_by = (select hark.current_account())
    and (select hark.current_role_name()) = 'steward');
create policy explorers_and_stewards on hark.noise_table for select to hark_app
  using (
    partnership_id = (select hark.current_partnership())
    and (select hark.current_role_name()) in ('coordinator', 'steward'));
create policy explorers on hark.noise_table for select to hark_analysis
  using (
    partnership_id = (select hark.current_partnership())
    and (select hark.current_role_name()) = 'coordinator');
create policy explorers_add on hark.exploration for insert to hark_app
  with check (
    partnership_id = (select hark.current_partnership())
    and created_by = (select hark.current_account())
    and (select hark.current_role_name()) = 'coordinator');
create policy explorers_see on hark.exploration for select to hark_app, hark_analysis
  using (
    partnership_id = (select hark.current_partnership())
    and (select hark.current_role_name()) in ('coordinator', 'steward'));

-- What is sealed is read by the role that counts alone, which in turn cannot read the key that opens it.
grant select (partnership_id, id, revision, most, variance, hide_below, created_at, created_by)
  on hark.noise_table to hark_app;
grant select on hark.noise_table to hark_analysis;
grant select on hark.exploration to hark_app, hark_analysis;
grant insert (partnership_id, id, revision, most, variance, hide_below, sealed, created_by)
  on hark.noise_table to hark_app;
grant insert (partnership_id, id, survey_module, fingerprint, created_by)
  on hark.exploration to hark_app;
