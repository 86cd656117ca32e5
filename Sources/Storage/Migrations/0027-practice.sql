-- What a partnership writes down of its own work: engagement plans with a panel's advice, cycles,
-- experiments. It is about work and not about people, and takes no names; every version is kept.

set local role hark_owner;

create table hark.practice (
  partnership_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('plan', 'cycle', 'experiment')),
  survey_module text check (survey_module ~ '^[a-z][a-z0-9-]*$' and length(survey_module) <= 100),
  revision integer not null default 1 check (revision >= 1),
  content jsonb not null check (jsonb_typeof(content) = 'object'),
  -- The revision that stands: who made it and when.
  edited_at timestamptz not null default now(),
  edited_by uuid not null,
  created_at timestamptz not null default now(),
  created_by uuid not null,
  primary key (partnership_id, id),
  foreign key (partnership_id, edited_by) references hark.account (partnership_id, id),
  foreign key (partnership_id, created_by) references hark.account (partnership_id, id)
);
create index practice_list on hark.practice (partnership_id, kind, created_at, id);
create index practice_of_survey on hark.practice (partnership_id, survey_module)
  where survey_module is not null;

-- What a record said before an edit. created_at and created_by say when and by whom it was written.
create table hark.earlier_practice (
  partnership_id uuid not null,
  id uuid not null,
  revision integer not null check (revision >= 1),
  content jsonb not null,
  created_at timestamptz not null,
  created_by uuid not null,
  primary key (partnership_id, id, revision),
  foreign key (partnership_id, id) references hark.practice (partnership_id, id)
);

-- What one of the panel says of a plan. The last of each panellist stands.
create table hark.panel_advice (
  partnership_id uuid not null,
  id uuid not null,
  plan_id uuid not null,
  -- The revision of the plan that was looked at.
  revision integer not null check (revision >= 1),
  panellist text not null check (length(panellist) between 1 and 60),
  content jsonb not null check (jsonb_typeof(content) = 'object'),
  -- The order in which advice was given: two may come in at the same moment.
  number bigint not null generated always as identity,
  created_at timestamptz not null default now(),
  created_by uuid not null,
  primary key (partnership_id, id),
  foreign key (partnership_id, plan_id) references hark.practice (partnership_id, id),
  foreign key (partnership_id, created_by) references hark.account (partnership_id, id)
);
create index panel_advice_of_plan on hark.panel_advice (partnership_id, plan_id, number);

do $$
declare
  noun text;
begin
  foreach noun in array array['practice', 'earlier_practice', 'panel_advice']
  loop
    execute format('alter table hark.%I enable row level security', noun);
    execute format('alter table hark.%I force row level security', noun);
    execute format(
      'create policy workers_see on hark.%I for select to hark_app using ('
        'partnership_id = (select hark.current_partnership()) and (select hark.current_role_name()) '
        'in (''researcher'', ''coordinator'', ''steward''))', noun);
    execute format('grant select on hark.%I to hark_app', noun);
  end loop;
  foreach noun in array array['earlier_practice', 'panel_advice']
  loop
    execute format(
      'create trigger refuse_change before update or delete or truncate on hark.%I '
        'for each statement execute function hark.refuse_change()', noun);
  end loop;
end
$$;

-- Coordinators plan; whoever works with people writes down cycles and what is tried out.
create policy workers_add on hark.practice for insert to hark_app
  with check (
    partnership_id = (select hark.current_partnership())
    and created_by = (select hark.current_account()) and edited_by = created_by
    and revision = 1
    and (select hark.current_role_name()) in ('coordinator', case kind
      when 'plan' then 'coordinator' else 'researcher' end));
create policy workers_edit on hark.practice for update to hark_app
  using (
    partnership_id = (select hark.current_partnership())
    and ((select hark.current_role_name()) = 'coordinator'
      or (kind <> 'plan' and created_by = (select hark.current_account())
        and (select hark.current_role_name()) = 'researcher')))
  with check (
    partnership_id = (select hark.current_partnership())
    and edited_by = (select hark.current_account()));
grant insert on hark.practice to hark_app;
grant update (survey_module, content) on hark.practice to hark_app;

create policy workers_advise on hark.panel_advice for insert to hark_app
  with check (
    partnership_id = (select hark.current_partnership())
    and created_by = (select hark.current_account())
    and (select hark.current_role_name()) in ('researcher', 'coordinator', 'steward')
    and exists (
      select from hark.practice p
      where p.partnership_id = panel_advice.partnership_id and p.id = panel_advice.plan_id
        and p.kind = 'plan'));
grant insert on hark.panel_advice to hark_app;

create policy owner_adds on hark.earlier_practice for insert to hark_owner with check (true);

-- The one way in which a record becomes another: the version before is kept.
create function hark.keep_earlier_practice() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into hark.earlier_practice
    (partnership_id, id, revision, content, created_at, created_by)
  values (old.partnership_id, old.id, old.revision, old.content, old.edited_at, old.edited_by);
  new.revision := old.revision + 1;
  new.edited_at := now();
  new.edited_by := hark.current_account();
  return new;
end
$$;
create trigger keep_earlier before update on hark.practice
  for each row execute function hark.keep_earlier_practice();
