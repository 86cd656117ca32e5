-- The roles of the cluster, the schema, the list of migrations, and the three settings by which a
-- transaction says for whom it works.

-- Roles belong to the whole cluster: the migration of another database may have made them, or be
-- making them at this moment (42710, 23505). Who may not create roles can still migrate where
-- somebody else has made them.
do $$
declare
  role_name text;
begin
  foreach role_name in array array['hark_owner', 'hark_analysis', 'hark_commissioner', 'hark_app']
  loop
    if to_regrole(role_name) is null then
      begin
        execute format('create role %I nosuperuser nobypassrls nocreatedb nocreaterole', role_name)
          || case when role_name = 'hark_app' then ' login noinherit' else ' nologin' end;
      exception when duplicate_object or unique_violation then null;
      end;
    end if;
  end loop;
  foreach role_name in array array['hark_analysis', 'hark_commissioner']
  loop
    if not pg_has_role('hark_app', role_name, 'member') then
      begin
        execute format('grant %I to hark_app', role_name);
      exception when unique_violation then null;
      end;
    end if;
  end loop;
  -- Whoever migrates without being superuser has to become the owner of what is made.
  if not pg_has_role(current_user, 'hark_owner', 'member') then
    execute format('grant hark_owner to %I', current_user);
  end if;
end
$$;

create schema hark authorization hark_owner;
set local role hark_owner;
grant usage on schema hark to hark_app, hark_analysis, hark_commissioner;

create table hark.migration (
  number integer primary key check (number >= 1),
  title text not null,
  sha256 bytea not null check (octet_length(sha256) = 32),
  applied_at timestamptz not null default now()
);

-- The application may know which migrations there are, without any right on the table.
create function hark.applied_migrations()
returns table (number integer, title text, sha256 bytea, applied_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select m.number, m.title, m.sha256, m.applied_at from hark.migration m order by m.number;
end;
revoke all on function hark.applied_migrations() from public;
grant execute on function hark.applied_migrations() to hark_app;

-- The context of a transaction. A setting that is missing or empty is null, no row's policy holds
-- for null, and so a transaction that says nothing sees nothing.
create function hark.current_partnership() returns uuid
language sql stable parallel safe
return nullif(current_setting('hark.partnership', true), '')::uuid;

create function hark.current_account() returns uuid
language sql stable parallel safe
return nullif(current_setting('hark.account', true), '')::uuid;

create function hark.current_role_name() returns text
language sql stable parallel safe
return nullif(current_setting('hark.role', true), '');

-- The roles that may record what people say.
create function hark.is_recording() returns boolean
language sql stable parallel safe
return hark.current_role_name() in ('researcher', 'coordinator', 'steward');

-- The roles that see what the whole partnership recorded.
create function hark.sees_all_records() returns boolean
language sql stable parallel safe
return hark.current_role_name() in ('coordinator', 'steward');

-- Refuses every change of what was written once. The trigger is there for the owner of the table,
-- whom no missing right would stop.
create function hark.refuse_change() returns trigger
language plpgsql as $$
begin
  raise exception using
    errcode = 'HK001',
    message = format(
      'what is written in %s.%s is never changed or removed; write a new row instead',
      tg_table_schema, tg_table_name);
end
$$;
