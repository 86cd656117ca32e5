-- How many people of each group there are, from census tables: what who was heard is held against. A
-- row is a table of one role as it was brought in, never changed: the newest counts, and one without
-- groups takes its role out of use. Nothing here is about single people.

set local role hark_owner;

create table hark.population (
  partnership_id uuid not null,
  id uuid not null,
  -- Which of two tables of a role is the newer one.
  number bigint not null generated always as identity,
  -- The survey whose population it is; null: the partnership's, for every survey without its own.
  survey_module text check (length(survey_module) between 1 and 64),
  role text not null check (role ~ '^[a-z][a-z0-9_]{0,63}$'),
  groups jsonb not null check (jsonb_typeof(groups) = 'array'),
  created_at timestamptz not null default now(),
  created_by uuid not null,
  primary key (partnership_id, id),
  foreign key (partnership_id, created_by) references hark.account (partnership_id, id)
);
create index population_newest on hark.population (partnership_id, role, number desc);

alter table hark.population enable row level security;
alter table hark.population force row level security;

create policy staff_reads on hark.population for select to hark_app, hark_analysis
  using (
    partnership_id = (select hark.current_partnership())
    and (select hark.current_role_name()) in ('administrator', 'coordinator', 'steward'));
create policy settings_add on hark.population for insert to hark_app
  with check (
    partnership_id = (select hark.current_partnership())
    and created_by = (select hark.current_account())
    and (select hark.current_role_name()) in ('administrator', 'coordinator'));

grant select on hark.population to hark_app, hark_analysis;
grant insert (partnership_id, id, survey_module, role, groups, created_by) on hark.population
  to hark_app;
