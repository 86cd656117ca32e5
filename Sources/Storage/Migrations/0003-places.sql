-- Places: official ones, which are public and the same for every partnership, and a partnership's
-- own neighbourhoods. A record names a place by its code, whichever of the two it is.

set local role hark_owner;

create table hark.official_place (
  code text primary key check (code ~ '^[A-Z0-9][A-Z0-9.-]{0,31}$'),
  name text not null check (length(name) between 1 and 200),
  kind text not null check (kind ~ '^[a-z][a-z0-9_]{0,62}$'),
  -- Deferred, so that a file may name a part before the whole.
  parent text references hark.official_place (code) deferrable initially deferred,
  valid_from date,
  valid_to date,
  vintage text,
  created_at timestamptz not null default now(),
  check (parent <> code),
  check (valid_to >= valid_from)
);
create index official_place_parent on hark.official_place (parent);
create index official_place_kind on hark.official_place (kind, code);

create table hark.local_place (
  partnership_id uuid not null,
  id uuid not null default gen_random_uuid(),
  code text not null check (code ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$'),
  name text not null check (length(name) between 1 and 200),
  kind text not null check (kind ~ '^[a-z][a-z0-9_]{0,62}$'),
  -- The code of a local or an official place.
  parent text,
  valid_from date,
  valid_to date,
  vintage text,
  created_at timestamptz not null default now(),
  created_by uuid not null,
  primary key (partnership_id, id),
  unique (partnership_id, code),
  foreign key (partnership_id, created_by) references hark.account (partnership_id, id),
  check (parent <> code),
  check (valid_to >= valid_from)
);
create index local_place_parent on hark.local_place (partnership_id, parent);

create function hark.check_local_place() returns trigger
language plpgsql as $$
begin
  if new.parent is not null and not exists (
    select from hark.official_place o where o.code = new.parent
  ) and not exists (
    select from hark.local_place l
    where l.partnership_id = new.partnership_id and l.code = new.parent
  ) then
    raise exception using
      errcode = 'HK006',
      message = 'a local place lies in a place that is not known; import that place too';
  end if;
  if exists (select from hark.official_place o where o.code = new.code) then
    raise exception using
      errcode = 'HK007',
      message = 'a local place has the code of an official place; give it another code';
  end if;
  return null;
end
$$;
create constraint trigger check_local_place after insert or update on hark.local_place
  deferrable initially deferred for each row execute function hark.check_local_place();

alter table hark.official_place enable row level security;
alter table hark.official_place force row level security;
alter table hark.local_place enable row level security;
alter table hark.local_place force row level security;

create policy public_knowledge on hark.official_place for select using (true);
create policy administrator_imports on hark.official_place for insert to hark_app
  with check ((select hark.current_role_name()) = 'administrator');
create policy administrator_updates on hark.official_place for update to hark_app
  using ((select hark.current_role_name()) = 'administrator');

create policy own_partnership on hark.local_place for select to hark_app, hark_analysis
  using (partnership_id = hark.current_partnership());
create policy settings_import on hark.local_place for insert to hark_app
  with check (
    partnership_id = (select hark.current_partnership())
    and created_by = (select hark.current_account())
    and (select hark.current_role_name()) in ('administrator', 'coordinator'));
create policy settings_update on hark.local_place for update to hark_app
  using (
    partnership_id = (select hark.current_partnership())
    and (select hark.current_role_name()) in ('administrator', 'coordinator'));

grant select on hark.official_place, hark.local_place to hark_app, hark_analysis;
grant insert, update (name, kind, parent, valid_from, valid_to, vintage)
  on hark.official_place, hark.local_place to hark_app;
