-- Public links: whoever has one answers a survey without an account. A link is an account of its own,
-- in the role `link`, which sends responses to one survey and reads nothing back.

set local role hark_owner;

create table hark.link (
  partnership_id uuid not null,
  -- The id of the account that its responses are recorded by.
  id uuid not null,
  survey_module text not null check (survey_module ~ '^[a-z][a-z0-9-]{0,99}$'),
  -- SHA-256 of the link's token; the token itself is shown once and kept nowhere.
  hash bytea not null check (octet_length(hash) = 32),
  -- Where its responses were given, if they do not say.
  place text,
  expires_at timestamptz,
  most integer check (most >= 1),
  taken integer not null default 0 check (taken >= 0),
  closed_at timestamptz,
  closed_by uuid,
  created_at timestamptz not null default now(),
  created_by uuid not null,
  primary key (partnership_id, id),
  unique (partnership_id, hash),
  foreign key (partnership_id, id) references hark.account (partnership_id, id),
  foreign key (partnership_id, closed_by) references hark.account (partnership_id, id),
  foreign key (partnership_id, created_by) references hark.account (partnership_id, id),
  check (taken <= most),
  check ((closed_at is null) = (closed_by is null))
);
create index link_list on hark.link (partnership_id, created_at, id);

alter table hark.link enable row level security;
alter table hark.link force row level security;
-- The functions below work as hark_owner; a link holds nothing that people said.
create policy owner_all on hark.link to hark_owner using (true) with check (true);
create policy settings_see on hark.link for select to hark_app
  using (
    partnership_id = (select hark.current_partnership())
    and (select hark.current_role_name()) in ('coordinator', 'administrator'));
create policy link_itself on hark.link for select to hark_app
  using (
    partnership_id = (select hark.current_partnership())
    and id = (select hark.current_account())
    and (select hark.current_role_name()) = 'link');
create policy coordinator_adds on hark.link for insert to hark_app
  with check (
    partnership_id = (select hark.current_partnership())
    and created_by = (select hark.current_account())
    and (select hark.current_role_name()) = 'coordinator'
    and exists (
      select from hark.survey_version v
      where v.partnership_id = link.partnership_id and v.module = link.survey_module));
create policy coordinator_closes on hark.link for update to hark_app
  using (
    partnership_id = (select hark.current_partnership()) and closed_at is null
    and (select hark.current_role_name()) = 'coordinator')
  with check (
    partnership_id = (select hark.current_partnership())
    and (select hark.current_role_name()) = 'coordinator');
grant select (partnership_id, id, survey_module, place, expires_at, most, taken, closed_at,
  closed_by, created_at, created_by) on hark.link to hark_app;
grant insert, update (closed_at, closed_by) on hark.link to hark_app;

-- A link's account has no membership and no token, so that nobody can sign in as it.
create policy coordinator_adds_link on hark.account for insert to hark_app
  with check (
    partnership_id = (select hark.current_partnership())
    and created_by = (select hark.current_account())
    and (select hark.current_role_name()) = 'coordinator'
    and name = 'link ' || id::text);

create function hark.is_link_open(
  closed_at timestamptz, expires_at timestamptz, taken integer, most integer
) returns boolean
language sql stable parallel safe
return closed_at is null and coalesce(expires_at > now(), true) and coalesce(taken < most, true);

-- The survey that the link of this transaction takes responses to; null when it takes none.
create function hark.link_survey() returns text
language sql stable
return (
  select l.survey_module from hark.link l
  where (select hark.current_role_name()) = 'link'
    and l.partnership_id = (select hark.current_partnership())
    and l.id = (select hark.current_account())
    and hark.is_link_open(l.closed_at, l.expires_at, l.taken, l.most));

-- What a link may write: a response to its survey with what belongs to it.
create policy link_records on hark.submission for insert to hark_app
  with check (
    partnership_id = (select hark.current_partnership())
    and created_by = (select hark.current_account())
    and kind = 'response' and survey_module = (select hark.link_survey()));
create policy link_records on hark.response for insert to hark_app
  with check (
    partnership_id = (select hark.current_partnership())
    and created_by = (select hark.current_account())
    and basis <> 'published' and conversation_id is null
    and survey_module = (select hark.link_survey()));
create policy link_records on hark.concern for insert to hark_app
  with check (
    partnership_id = (select hark.current_partnership())
    and created_by = (select hark.current_account())
    and status = 'open' and survey_module = (select hark.link_survey()));
create policy link_records on hark.consent for insert to hark_app
  with check (
    partnership_id = (select hark.current_partnership())
    and created_by = (select hark.current_account())
    and (select hark.link_survey()) is not null);
create policy link_records on hark.consent_scope for insert to hark_app
  with check (
    partnership_id = (select hark.current_partnership())
    and created_by = (select hark.current_account())
    and (select hark.link_survey()) is not null);

-- What a link may read of records: the consent that this very transaction stores, because the rules
-- of 0006 look for it with the rights of whoever writes.
create policy link_just_stored on hark.consent for select to hark_app
  using (
    partnership_id = hark.current_partnership() and created_by = hark.current_account()
    and hark.current_role_name() = 'link' and created_at = now());
create policy link_just_stored on hark.consent_scope for select to hark_app
  using (
    partnership_id = hark.current_partnership() and created_by = hark.current_account()
    and hark.current_role_name() = 'link' and created_at = now());

-- What everybody of a partnership may read is not for links.
do $$
declare
  noun text;
begin
  foreach noun in array array['partnership', 'account', 'release', 'audit_event']
  loop
    execute format(
      'create policy not_for_links on hark.%I as restrictive for select '
        'using (hark.current_role_name() is distinct from ''link'')', noun);
  end loop;
end
$$;
-- As the owner, because every role that reads surveys comes by here and links are not theirs to see.
create function hark.survey_of_link() returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select l.survey_module from hark.link l
    where l.partnership_id = hark.current_partnership() and l.id = hark.current_account()
      and hark.current_role_name() = 'link');
end
$$;
create policy links_see_their_survey on hark.survey_version as restrictive for select
  using (
    case when hark.current_role_name() = 'link' then module = hark.survey_of_link()
      else true end);

-- Counts what came in through a link, one after another, so that none takes more than it may.
create function hark.count_link_responses() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  number constant integer := (select count(*) from inserted);
begin
  update hark.link l set taken = l.taken + number
  where l.partnership_id = hark.current_partnership() and l.id = hark.current_account()
    and coalesce(l.taken + number <= l.most, true)
    and l.closed_at is null and coalesce(l.expires_at > now(), true);
  if not found then
    raise exception using
      errcode = 'HK009',
      message = 'this link takes no more responses; ask whoever gave it to you';
  end if;
  return null;
end
$$;
create trigger count_link after insert on hark.response
  referencing new table as inserted
  for each statement when (hark.current_role_name() = 'link')
  execute function hark.count_link_responses();

-- The way in for links, beside hark.sign_in for tokens.
create function hark.open_link(partnership_slug text, token_hash bytea)
returns table (
  partnership_id uuid, slug text, link_id uuid, survey text, place text, expires_at timestamptz,
  is_open boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select l.partnership_id, p.slug, l.id, l.survey_module, l.place, l.expires_at,
      hark.is_link_open(l.closed_at, l.expires_at, l.taken, l.most)
    from hark.partnership p
    join hark.link l on l.partnership_id = p.id
    where p.slug = partnership_slug and l.hash = token_hash;
end
$$;

-- A response that came in through the link before is answered alike. Its answer holds no answers of
-- the person, and only whoever sent it knows its id.
create policy links_repeat on hark.submission for select to hark_owner
  using (
    hark.current_role_name() = 'link' and partnership_id = hark.current_partnership()
    and created_by = hark.current_account());
create function hark.link_submission(record uuid)
returns table (
  id uuid, kind text, survey_module text, source text, sha256 bytea, result bytea,
  created_at timestamptz, created_by uuid)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select s.id, s.kind, s.survey_module, s.source, s.sha256, s.result, s.created_at, s.created_by
    from hark.submission s
    where s.partnership_id = hark.current_partnership() and s.id = record
      and s.created_by = hark.current_account() and hark.current_role_name() = 'link';
end
$$;
revoke all on function hark.open_link(text, bytea), hark.link_submission(uuid) from public;
grant execute on function hark.open_link(text, bytea), hark.link_submission(uuid) to hark_app;
