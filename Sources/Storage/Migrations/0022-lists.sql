-- Lists that a partnership keeps for its surveys: its funded groups, its partner organisations. A
-- question with `list:` offers their entries. An entry is never deleted and its id never changes, so
-- that every answer stays readable; one that is no longer offered has the last day on which it was.

set local role hark_owner;

create table hark.list (
  partnership_id uuid not null,
  id uuid not null,
  name text not null check (name ~ '^[a-z][a-z0-9_]{0,63}$'),
  title text not null check (length(title) between 1 and 200),
  created_at timestamptz not null default now(),
  created_by uuid not null,
  primary key (partnership_id, id),
  unique (partnership_id, name),
  foreign key (partnership_id, created_by) references hark.account (partnership_id, id)
);

create table hark.list_entry (
  partnership_id uuid not null,
  id uuid not null default gen_random_uuid(),
  list_id uuid not null,
  -- Its place in the list, and the number that stands for it in tables.
  number integer not null check (number between 1 and 1000),
  name text not null check (name ~ '^[a-z][a-z0-9_]{0,63}$'),
  label text not null check (length(label) between 1 and 200),
  -- The label in other languages, by their codes.
  translations jsonb not null default '{}' check (jsonb_typeof(translations) = 'object'),
  retired_on date,
  created_at timestamptz not null default now(),
  created_by uuid not null,
  primary key (partnership_id, id),
  unique (partnership_id, list_id, name),
  unique (partnership_id, list_id, number),
  foreign key (partnership_id, list_id) references hark.list (partnership_id, id),
  foreign key (partnership_id, created_by) references hark.account (partnership_id, id)
);

alter table hark.list enable row level security;
alter table hark.list force row level security;
alter table hark.list_entry enable row level security;
alter table hark.list_entry force row level security;

-- A public link shows the entries to whoever answers through it: they are as public as its survey.
create policy own_partnership on hark.list for select to hark_app, hark_analysis
  using (partnership_id = hark.current_partnership());
create policy own_partnership on hark.list_entry for select to hark_app, hark_analysis
  using (partnership_id = hark.current_partnership());

create policy settings_add on hark.list for insert to hark_app
  with check (
    partnership_id = (select hark.current_partnership())
    and created_by = (select hark.current_account())
    and (select hark.current_role_name()) in ('administrator', 'coordinator'));
create policy settings_update on hark.list for update to hark_app
  using (
    partnership_id = (select hark.current_partnership())
    and (select hark.current_role_name()) in ('administrator', 'coordinator'));
create policy settings_add on hark.list_entry for insert to hark_app
  with check (
    partnership_id = (select hark.current_partnership())
    and created_by = (select hark.current_account())
    and (select hark.current_role_name()) in ('administrator', 'coordinator'));
create policy settings_update on hark.list_entry for update to hark_app
  using (
    partnership_id = (select hark.current_partnership())
    and (select hark.current_role_name()) in ('administrator', 'coordinator'));

grant select on hark.list, hark.list_entry to hark_app, hark_analysis;
grant insert, update (title) on hark.list to hark_app;
grant insert, update (label, translations, retired_on) on hark.list_entry to hark_app;
