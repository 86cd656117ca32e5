-- Partnerships and the people who use Hark. An account belongs to one partnership, so that nothing
-- about it, not even that its name is taken, shows in another.

set local role hark_owner;

create table hark.partnership (
  id uuid primary key,
  slug text not null unique check (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  name text not null check (length(name) between 1 and 200),
  settings jsonb not null default '{}' check (jsonb_typeof(settings) = 'object'),
  created_at timestamptz not null default now(),
  created_by uuid
);

create table hark.account (
  partnership_id uuid not null references hark.partnership (id),
  id uuid not null,
  name text not null check (length(name) between 1 and 200),
  disabled_at timestamptz,
  created_at timestamptz not null default now(),
  -- Null: the operator, on the owner's connection.
  created_by uuid,
  primary key (partnership_id, id),
  unique (partnership_id, name),
  foreign key (partnership_id, created_by) references hark.account (partnership_id, id)
);

create table hark.membership (
  partnership_id uuid not null,
  id uuid not null default gen_random_uuid(),
  account_id uuid not null,
  role text not null
    check (role in ('researcher', 'coordinator', 'commissioner', 'steward', 'administrator')),
  ended_at timestamptz,
  created_at timestamptz not null default now(),
  created_by uuid,
  primary key (partnership_id, id),
  unique (partnership_id, account_id, role),
  foreign key (partnership_id, account_id) references hark.account (partnership_id, id),
  foreign key (partnership_id, created_by) references hark.account (partnership_id, id)
);

create table hark.token (
  partnership_id uuid not null,
  id uuid not null,
  account_id uuid not null,
  role text not null,
  label text not null check (length(label) <= 200),
  -- SHA-256 of the secret; the secret itself is shown once and kept nowhere.
  hash bytea not null check (octet_length(hash) = 32),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  created_at timestamptz not null default now(),
  created_by uuid,
  primary key (partnership_id, id),
  unique (partnership_id, hash),
  foreign key (partnership_id, account_id, role)
    references hark.membership (partnership_id, account_id, role),
  foreign key (partnership_id, created_by) references hark.account (partnership_id, id)
);
create index token_hash on hark.token (hash);

alter table hark.partnership enable row level security;
alter table hark.partnership force row level security;
alter table hark.account enable row level security;
alter table hark.account force row level security;
alter table hark.membership enable row level security;
alter table hark.membership force row level security;
alter table hark.token enable row level security;
alter table hark.token force row level security;

-- Forced policies bind the owner too. The two functions below and the operator's first steps work
-- as hark_owner, nobody can log in as it, and these four tables are all it may see: of what people
-- said the owner of the tables reads no row.
create policy owner_all on hark.partnership to hark_owner using (true) with check (true);
create policy owner_all on hark.account to hark_owner using (true) with check (true);
create policy owner_all on hark.membership to hark_owner using (true) with check (true);
create policy owner_all on hark.token to hark_owner using (true) with check (true);

create policy own_partnership on hark.partnership for select to hark_app, hark_analysis
  using (id = (select hark.current_partnership()));

create policy own_account on hark.account for select to hark_app
  using (
    partnership_id = (select hark.current_partnership())
    and (id = (select hark.current_account())
      or (select hark.current_role_name()) = 'administrator'));
create policy own_account on hark.membership for select to hark_app
  using (
    partnership_id = (select hark.current_partnership())
    and (account_id = (select hark.current_account())
      or (select hark.current_role_name()) = 'administrator'));
create policy own_account on hark.token for select to hark_app
  using (
    partnership_id = (select hark.current_partnership())
    and (account_id = (select hark.current_account())
      or (select hark.current_role_name()) = 'administrator'));

create policy administrator_adds on hark.account for insert to hark_app
  with check (
    partnership_id = (select hark.current_partnership())
    and created_by = (select hark.current_account())
    and (select hark.current_role_name()) = 'administrator');
create policy administrator_adds on hark.membership for insert to hark_app
  with check (
    partnership_id = (select hark.current_partnership())
    and created_by = (select hark.current_account())
    and (select hark.current_role_name()) = 'administrator');
create policy administrator_adds on hark.token for insert to hark_app
  with check (
    partnership_id = (select hark.current_partnership())
    and created_by = (select hark.current_account())
    and (select hark.current_role_name()) = 'administrator');

create policy administrator_changes on hark.account for update to hark_app
  using (
    partnership_id = (select hark.current_partnership())
    and (select hark.current_role_name()) = 'administrator');
create policy administrator_changes on hark.membership for update to hark_app
  using (
    partnership_id = (select hark.current_partnership())
    and (select hark.current_role_name()) = 'administrator');
create policy administrator_changes on hark.token for update to hark_app
  using (
    partnership_id = (select hark.current_partnership())
    and (select hark.current_role_name()) = 'administrator');

grant select on hark.partnership to hark_app, hark_analysis;
grant select, insert, update (disabled_at) on hark.account to hark_app;
grant select, insert, update (ended_at) on hark.membership to hark_app;
-- The application writes hashes and never reads one back.
grant select (partnership_id, id, account_id, role, label, expires_at, revoked_at, created_at,
  created_by) on hark.token to hark_app;
grant insert, update (revoked_at) on hark.token to hark_app;

-- The way in. These two functions alone read across partnerships.
create function hark.sign_in(token_hash bytea)
returns table (
  partnership_id uuid, slug text, account_id uuid, account_name text, role text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select t.partnership_id, p.slug, a.id, a.name, t.role
    from hark.token t
    join hark.partnership p on p.id = t.partnership_id
    join hark.account a on a.partnership_id = t.partnership_id and a.id = t.account_id
    join hark.membership m on m.partnership_id = t.partnership_id
      and m.account_id = t.account_id and m.role = t.role
    where t.hash = token_hash and t.revoked_at is null and t.expires_at > now()
      and a.disabled_at is null and m.ended_at is null;
end
$$;

-- For the operator on the server's own machine. Without a slug it is the partnership that is the
-- only one, without a name the account that is its only administrator.
create function hark.find_account(partnership_slug text, account_name text)
returns table (
  partnership_id uuid, slug text, account_id uuid, account_name text, roles text[])
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select p.id, p.slug, a.id, a.name, array_agg(m.role order by m.role)
  from hark.partnership p
  join hark.account a on a.partnership_id = p.id and a.disabled_at is null
  join hark.membership m on m.partnership_id = p.id and m.account_id = a.id and m.ended_at is null
  where
    case when $1 is null then (select count(*) from hark.partnership) = 1 else p.slug = $1 end
    and case when $2 is null then
      a.id in (
        select only_one.account_id
        from (
          select (array_agg(d.account_id))[1] as account_id, count(*) as number
          from hark.membership d
          join hark.account b on b.partnership_id = d.partnership_id and b.id = d.account_id
          where d.partnership_id = p.id and d.role = 'administrator' and d.ended_at is null
            and b.disabled_at is null
        ) only_one
        where only_one.number = 1)
      else a.name = $2 end
  group by p.id, p.slug, a.id, a.name;
end;

revoke all on function hark.sign_in(bytea), hark.find_account(text, text) from public;
grant execute on function hark.sign_in(bytea), hark.find_account(text, text) to hark_app;
