-- Consent obeyed: what leaves Hark passes one rule, a person comes back with their receipt code, and
-- what they take back is erased for good. Their records are reached as hark_keeper, which sees those
-- that a transaction names and no other.

-- As in 0001: who may not create roles can still migrate where somebody else has made this one.
do $$
begin
  if to_regrole('hark_keeper') is null then
    begin
      create role hark_keeper nosuperuser nobypassrls nocreatedb nocreaterole nologin;
    exception when duplicate_object or unique_violation then null;
    end;
  end if;
  if not pg_has_role('hark_app', 'hark_keeper', 'member') then
    begin
      grant hark_keeper to hark_app;
    exception when unique_violation then null;
    end;
  end if;
end
$$;

set local role hark_owner;
grant usage on schema hark to hark_keeper;

-- The records that a keeper's transaction is about.
create function hark.kept_records() returns uuid[]
language sql stable parallel safe
return nullif(current_setting('hark.records', true), '')::uuid[];

-- What a record's consent allows beyond being counted. An answer that was changed later says when; the
-- log below says what was said each time, in which words.
alter table hark.consent_scope add column changed_at timestamptz;
drop index hark.consent_scope_withdrawn;
create index consent_scope_changed on hark.consent_scope (partnership_id, consent_id)
  where withdrawn_at is not null or changed_at is not null;

-- The partners that the person was told of when they were asked. It is stored with the consent and never
-- grows: who joins later was named to nobody.
alter table hark.consent add column partners text[] not null default '{}'
  check (cardinality(partners) <= 50);

create table hark.consent_change (
  partnership_id uuid not null,
  id uuid not null default gen_random_uuid(),
  consent_id uuid not null,
  scope text not null check (length(scope) between 1 and 63),
  given boolean not null,
  wording text not null check (length(wording) between 1 and 120),
  language text not null check (length(language) between 2 and 44),
  form text not null check (form in ('spoken', 'written', 'online')),
  created_at timestamptz not null default now(),
  -- Null: the person, with their receipt code.
  created_by uuid,
  primary key (partnership_id, id),
  foreign key (partnership_id, consent_id) references hark.consent (partnership_id, id),
  foreign key (partnership_id, created_by) references hark.account (partnership_id, id)
);
create index consent_change_of on hark.consent_change (partnership_id, consent_id);

-- What is left of an erased record: a hash by which it is known when a late phone brings it back, and
-- by which the person is told what became of it. Nothing in it is theirs.
create table hark.tombstone (
  partnership_id uuid not null,
  id uuid not null default gen_random_uuid(),
  record_hash bytea not null check (octet_length(record_hash) = 32),
  receipt_hash bytea check (octet_length(receipt_hash) = 32),
  record_kind text not null check (record_kind in ('response', 'conversation')),
  survey_module text not null,
  reason text not null check (reason in ('withdrawn', 'erased', 'retention')),
  -- Releases that had counted it: they stay as they are, the next one is made without it.
  releases uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  -- Null: the person, with their receipt code.
  created_by uuid,
  primary key (partnership_id, id),
  unique (partnership_id, record_hash),
  foreign key (partnership_id, created_by) references hark.account (partnership_id, id)
);
create index tombstone_receipt on hark.tombstone (partnership_id, receipt_hash)
  where receipt_hash is not null;
create index tombstone_list on hark.tombstone (partnership_id, created_at, id)
  where created_at is not null;

create function hark.record_digest(partnership uuid, record uuid) returns bytea
language sql immutable parallel safe
return sha256(uuid_send(partnership) || uuid_send(record));

-- Of a receipt code the client sends what it worked out from the words; kept is a hash of that, salted
-- with the partnership, so that what is kept opens nothing.
create function hark.receipt_digest(partnership uuid, receipt bytea) returns bytea
language sql immutable parallel safe
return sha256(uuid_send(partnership) || receipt);

create function hark.digest_receipt() returns trigger
language plpgsql as $$
begin
  new.receipt_hash := hark.receipt_digest(new.partnership_id, new.receipt_hash);
  return new;
end
$$;
create trigger digest_receipt before insert on hark.consent
  for each row when (new.receipt_hash is not null) execute function hark.digest_receipt();

alter table hark.consent no force row level security;
alter table hark.consent disable trigger check_change;
update hark.consent set receipt_hash = hark.receipt_digest(partnership_id, receipt_hash)
where receipt_hash is not null;
alter table hark.consent enable trigger check_change;
alter table hark.consent force row level security;
-- Neither does what was sent keep it.
alter table hark.submission no force row level security;
update hark.submission set body = body #- '{consent,receipt_hash}'
where body #> '{consent,receipt_hash}' is not null;
alter table hark.submission force row level security;
create index consent_receipt on hark.consent (partnership_id, receipt_hash)
  where receipt_hash is not null;

-- The way in with a receipt code. Whoever comes with none that is known, or to a partnership that is
-- none, causes the same work and gets the same answer: no row.
create policy receipt_opens on hark.consent for select to hark_owner
  using (receipt_hash is not null and (select hark.current_role_name()) = 'person');
create function hark.open_receipt(slug text, receipt bytea)
returns table (partnership_id uuid, record_id uuid, gone_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan as $$
declare
  named constant uuid := coalesce(
    (select p.id from hark.partnership p where p.slug = open_receipt.slug),
    '00000000-0000-0000-0000-000000000000');
  digest constant bytea := hark.receipt_digest(named, receipt);
begin
  return query
    select c.partnership_id, c.id, null::timestamptz from hark.consent c
    where c.partnership_id = named and c.receipt_hash = digest and c.withdrawn_at is null
    union all
    select t.partnership_id, null, t.created_at from hark.tombstone t
    where t.partnership_id = named and t.receipt_hash = digest;
end
$$;
revoke all on function hark.open_receipt(text, bytea) from public;
grant execute on function hark.open_receipt(text, bytea) to hark_app;

-- The one rule of what may leave for which purpose: by the record's basis and, where the basis is
-- consent, by every scope that the purpose needs. A consent that the reader may not see allows nothing.
create function hark.needed_scopes(purpose text) returns text[]
language sql immutable parallel safe
return case purpose
  when 'work' then array['analyse']
  when 'count' then array['analyse']
  when 'export' then array['analyse']
  when 'quote' then array['analyse', 'quote']
  when 'quote_place' then array['analyse', 'quote', 'quote_place']
  when 'share' then array['analyse', 'share_partners']
  when 'recontact' then array['analyse', 'recontact']
end;

create function hark.allows(
  purpose text, partnership uuid, record uuid, basis text, withdrawn boolean
) returns boolean
language sql stable
return not withdrawn and case basis
  when 'consent' then (
    select count(*) from hark.consent_scope s
    join hark.consent c on c.partnership_id = s.partnership_id and c.id = s.consent_id
    where s.partnership_id = partnership and s.consent_id = record and c.withdrawn_at is null
      and s.given and s.withdrawn_at is null and s.scope = any (hark.needed_scopes(purpose))
      and (purpose <> 'share'
        or c.partners @> array[coalesce(current_setting('hark.partner', true), '')])
  ) = cardinality(hark.needed_scopes(purpose))
  -- Nobody was asked for more than being counted.
  when 'anonymous' then purpose in ('work', 'count', 'export')
  -- No person speaks, but an organisation.
  when 'role' then purpose in ('work', 'count', 'export', 'quote', 'quote_place', 'share')
  -- Shown with their source, and never counted as residents.
  when 'published' then purpose in ('work', 'export', 'quote', 'quote_place', 'share')
  else false
end;

-- What is withdrawn is read by nobody, whatever a query asks for. A steward withdraws it.
create policy consent_obeyed on hark.response as restrictive for select to hark_app
  using (not withdrawn or (select hark.current_role_name()) = 'steward');
create policy consent_obeyed on hark.conversation as restrictive for select to hark_app
  using (not withdrawn or (select hark.current_role_name()) = 'steward');
create policy consent_obeyed on hark.earlier_version as restrictive for select to hark_app
  using (
    exists (
      select from hark.response r
      where r.partnership_id = earlier_version.partnership_id and r.id = record_id));

-- Who keeps records sees and removes those that the transaction names.
do $$
declare
  noun text;
  key text;
begin
  for noun, key in values ('consent', 'id'), ('consent_scope', 'consent_id'),
    ('consent_change', 'consent_id'), ('conversation', 'id'), ('response', 'id'),
    ('submission', 'id'), ('earlier_version', 'record_id'), ('release_member', 'response_id')
  loop
    execute format($policy$
      create policy kept_records on hark.%I to hark_keeper
        using (
          partnership_id = (select hark.current_partnership())
          and %I = any ((select hark.kept_records())::uuid[]))
      $policy$, noun, key);
    execute format('grant select on hark.%I to hark_keeper', noun);
    if noun <> 'release_member' then
      execute format('grant delete on hark.%I to hark_keeper', noun);
    end if;
  end loop;
end
$$;
grant update (withdrawn_at) on hark.consent to hark_keeper;
grant update (body) on hark.submission to hark_keeper;
grant update (given, withdrawn_at, changed_at) on hark.consent_scope to hark_keeper;
grant insert on hark.consent_change to hark_keeper;
grant update (withdrawn) on hark.conversation to hark_keeper;
grant update (withdrawn, answers, coded) on hark.response to hark_keeper;

alter table hark.consent_change enable row level security;
alter table hark.consent_change force row level security;
create policy own_or_all on hark.consent_change for select to hark_app
  using (
    partnership_id = (select hark.current_partnership()) and (select hark.sees_all_records()));
grant select on hark.consent_change to hark_app;

alter table hark.tombstone enable row level security;
alter table hark.tombstone force row level security;
-- The two functions that look for tombstones work as hark_owner.
create policy owner_all on hark.tombstone to hark_owner using (true);
create policy keeping on hark.tombstone to hark_keeper
  using (partnership_id = (select hark.current_partnership()))
  with check (
    partnership_id = (select hark.current_partnership())
    and created_by is not distinct from (select hark.current_account()));
create policy partnership_sees on hark.tombstone for select to hark_app
  using (
    partnership_id = (select hark.current_partnership()) and (select hark.sees_all_records()));
grant select (partnership_id, id, record_kind, survey_module, reason, releases, created_at,
  created_by) on hark.tombstone to hark_app;
grant select, insert on hark.tombstone to hark_keeper;

-- What a keeper needs to say what a record is about.
create policy keeping on hark.survey_version for select to hark_keeper
  using (partnership_id = (select hark.current_partnership()));
create policy keeping on hark.release for select to hark_keeper
  using (partnership_id = (select hark.current_partnership()));
create policy keeping on hark.local_place for select to hark_keeper
  using (partnership_id = (select hark.current_partnership()));
grant select on hark.survey_version, hark.official_place, hark.local_place to hark_keeper;
grant select (partnership_id, id, survey_module, supersedes, cut_off, created_at)
  on hark.release to hark_keeper;
grant execute on function hark.record_audit_events(text, text, text[], text, jsonb) to hark_keeper;

-- Earlier versions and changes of consent are written once, and go with their record alone.
create function hark.refuse_change_but_erasure() returns trigger
language plpgsql as $$
begin
  if tg_op = 'DELETE' and current_user = 'hark_keeper' then return null; end if;
  raise exception using
    errcode = 'HK001',
    message = format(
      'what is written in %s.%s is never changed; it goes when its record is erased',
      tg_table_schema, tg_table_name);
end
$$;
drop trigger refuse_change on hark.earlier_version;
create trigger refuse_change before update or delete or truncate on hark.earlier_version
  for each statement execute function hark.refuse_change_but_erasure();
alter table hark.earlier_version enable always trigger refuse_change;
-- Removing a record looks for its versions with a lock, for which their owner needs the right to update;
-- the trigger refuses the update itself.
grant update on hark.earlier_version to hark_owner;
create trigger refuse_change before update or delete or truncate on hark.consent_change
  for each statement execute function hark.refuse_change_but_erasure();
alter table hark.consent_change enable always trigger refuse_change;
create trigger refuse_change before update or delete or truncate on hark.tombstone
  for each statement execute function hark.refuse_change();
alter table hark.tombstone enable always trigger refuse_change;
revoke update, delete, truncate on hark.tombstone from hark_owner;

-- A concern outlives the words it was raised over: it says which questions, not what was said.
do $$
declare
  key text;
begin
  select c.conname into strict key from pg_constraint c
  where c.contype = 'f' and c.conrelid = 'hark.concern'::regclass
    and c.confrelid = 'hark.submission'::regclass;
  execute format('alter table hark.concern drop constraint %I', key);
end
$$;

-- As in 0007. The person themselves may change any answer but the one to be counted at all, which is
-- taken back with the record.
create or replace function hark.check_withdrawal() returns trigger
language plpgsql as $$
declare
  by_person boolean := tg_table_name = 'consent_scope' and current_user = 'hark_keeper'
    and hark.current_role_name() = 'person';
  free text[] := array['withdrawn_at'];
begin
  if by_person then
    by_person := to_jsonb(new) ->> 'scope' <> 'analyse';
    if by_person then free := array['given', 'withdrawn_at', 'changed_at']; end if;
  end if;
  if to_jsonb(new) - free <> to_jsonb(old) - free
    or (old.withdrawn_at is not null and new.withdrawn_at is distinct from old.withdrawn_at
      and not by_person)
  then
    raise exception using
      errcode = 'HK008',
      message = 'a consent is only ever withdrawn, and that for good; ask the person again and '
        || 'record a new consent';
  end if;
  return new;
end
$$;

-- As in 0014. A keeper takes out the answers that are allowed no more.
create or replace function hark.check_record_change() returns trigger
language plpgsql as $$
declare
  worked_out constant text[] := array['countable', 'consent_id', 'revision'];
  is_keeping constant boolean := current_user = 'hark_keeper';
  is_edit constant boolean :=
    new.withdrawn = old.withdrawn and hark.current_account() is not null and not is_keeping;
  free constant text[] := worked_out || case
    when is_keeping then array['withdrawn', 'coded', 'answers']
    when not is_edit then array['withdrawn', 'coded']
    when tg_table_name = 'response' then
      array['place', 'answered_on', 'mode', 'language', 'answers', 'coded', 'citation']
    else array['place_held', 'held_on', 'setting', 'how', 'people', 'language', 'interpreter',
      'note', 'citation']
  end;
  was constant jsonb := to_jsonb(old);
  becomes constant jsonb := to_jsonb(new);
begin
  if becomes - free <> was - free or (old.withdrawn and (is_edit or not new.withdrawn)) then
    raise exception using
      errcode = 'HK001',
      message = 'what a record rests on is not changed once it is stored, and a withdrawn record '
        || 'not at all; record a new one';
  end if;
  new.revision := old.revision;
  if is_edit then
    new.revision := old.revision + 1;
    perform hark.check_edit(
      new.partnership_id, new.id, new.survey_module, new.survey_version, new.basis,
      coalesce(becomes ->> 'place', becomes ->> 'place_held'));
  end if;
  return new;
end
$$;

-- As in 0020, and that none of them was taken back.
create or replace function hark.check_submissions() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan as $$
begin
  if exists (
    select from (select distinct i.partnership_id, i.created_by from inserted i) i
    left join lateral (
      select a.id from hark.account a
      where a.partnership_id = i.partnership_id and a.id = i.created_by limit 1
    ) a on true
    left join lateral (
      select l.id from hark.link l
      where l.partnership_id = i.partnership_id and l.id = i.created_by limit 1
    ) l on true
    where a.id is null and l.id is null
  ) then
    raise exception using
      errcode = '23503', message = 'a submission names an account that does not exist';
  end if;
  if exists (
    select from inserted i
    cross join lateral (
      select t.id from hark.tombstone t
      where t.partnership_id = i.partnership_id
        and t.record_hash = hark.record_digest(i.partnership_id, i.id)
      limit 1
    ) t
  ) then
    raise exception using
      errcode = 'HK010',
      message = 'the person took this record back, and it was erased; take it off the device';
  end if;
  return null;
end
$$;

-- Whether a record that somebody asks for was erased.
create function hark.is_erased(record uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select exists (
    select from hark.tombstone t
    where t.partnership_id = hark.current_partnership()
      and t.record_hash = hark.record_digest(hark.current_partnership(), record));
end;
revoke all on function hark.is_erased(uuid) from public;
grant execute on function hark.is_erased(uuid) to hark_app;
