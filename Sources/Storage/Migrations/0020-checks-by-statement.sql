-- What a foreign key asks for each row is asked once for a statement where records come in
-- (docs/decisions/0017): of the time PostgreSQL spent on a record, more than half went into six looks
-- at the account that recorded it and the locks they take. What is referred to cannot go away instead.

set local role hark_owner;

do $$
declare
  dropped record;
begin
  for dropped in
    select c.conname, c.conrelid::regclass as noun from pg_constraint c
    where c.contype = 'f' and (
      c.conrelid = any (array['hark.consent', 'hark.consent_scope', 'hark.conversation',
          'hark.response', 'hark.submission', 'hark.audit_event']::regclass[])
        and c.confrelid = any (array['hark.account', 'hark.partnership']::regclass[])
      or c.conrelid = 'hark.consent_scope'::regclass and c.confrelid = 'hark.consent'::regclass
      or c.conname in ('response_survey', 'conversation_survey'))
  loop
    execute format('alter table %s drop constraint %I', dropped.noun, dropped.conname);
  end loop;
end
$$;

-- Accounts and survey versions stay, and keep their names in the keys that point at them.
create trigger refuse_removal before delete or truncate or update of partnership_id, id
  on hark.account for each statement execute function hark.refuse_change();
create trigger refuse_removal before delete or truncate or update of partnership_id, module,
  version, series on hark.survey_version
  for each statement execute function hark.refuse_change();
revoke delete, truncate on hark.account, hark.survey_version from hark_owner;

-- Whoever recorded something has an account. Every record has a submission, stored first in its
-- transaction; the rows of other tables are bound to the same accounts by their policies. As the owner,
-- because who records sees no account but their own.
create function hark.check_submissions() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan as $$
begin
  if exists (
    select from (select distinct i.partnership_id, i.created_by from inserted i) i
    left join lateral (
      select a.id from hark.account a
      where a.partnership_id = i.partnership_id and a.id = i.created_by limit 1
    ) a on true
    -- A link sees no account; its own row has one by a foreign key.
    left join lateral (
      select l.id from hark.link l
      where l.partnership_id = i.partnership_id and l.id = i.created_by limit 1
    ) l on true
    where a.id is null and l.id is null
  ) then
    raise exception using
      errcode = '23503', message = 'a submission names an account that does not exist';
  end if;
  return null;
end
$$;
create trigger check_inserted after insert on hark.submission
  referencing new table as inserted
  for each statement execute function hark.check_submissions();

-- A scope belongs to a consent, which outlives it.
create function hark.check_consent_scopes() returns trigger
language plpgsql set plan_cache_mode = force_generic_plan as $$
begin
  if exists (
    select from inserted s
    left join lateral (
      select c.id from hark.consent c
      where c.partnership_id = s.partnership_id and c.id = s.consent_id limit 1
    ) c on true
    where c.id is null
  ) then
    raise exception using errcode = '23503', message = 'a scope belongs to no consent';
  end if;
  return null;
end
$$;
create trigger check_inserted after insert on hark.consent_scope
  referencing new table as inserted
  for each statement execute function hark.check_consent_scopes();

create function hark.check_consent_removal() returns trigger
language plpgsql as $$
begin
  if exists (
    select from hark.consent_scope s
    where s.partnership_id = old.partnership_id and s.consent_id = old.id
  ) then
    raise exception using
      errcode = '23503', message = 'a consent is not removed before its scopes';
  end if;
  return old;
end
$$;
create trigger check_removal before delete on hark.consent
  for each row execute function hark.check_consent_removal();

-- As in 0006, and that the version is one of its series, which a foreign key said before.
create or replace function hark.check_responses() returns trigger
language plpgsql set enable_seqscan = off
set plan_cache_mode = force_generic_plan as $$
declare
  broken text;
begin
  select judged.rule into broken
  from (
    select case
      when v.id is null then 'HK003'
      when not r.late and not hark.is_open(v.closed_at, v.reopened_at) then 'HK004'
      when r.basis = 'consent' and not coalesce(c.live, false) then 'HK002 missing'
      when r.basis <> 'consent' and c.live is not null then 'HK002 other'
      when r.basis = 'anonymous' and v.basis <> 'anonymous' then 'HK005 anonymous'
      when r.basis = 'role' and v.unit = 'person' then 'HK005 role'
      when r.place is not null and o.code is null and l.code is null then 'HK006'
    end as rule
    from inserted r
    left join hark.survey_version v on v.partnership_id = r.partnership_id
      and v.module = r.survey_module and v.version = r.survey_version and v.series = r.series
    left join lateral (
      select coalesce(
        c.withdrawn_at is null and s.given and s.withdrawn_at is null, false) as live
      from hark.consent c
      left join hark.consent_scope s on s.partnership_id = c.partnership_id
        and s.consent_id = c.id and s.scope = 'analyse'
      where c.partnership_id = r.partnership_id and c.id = r.id
      limit 1
    ) c on true
    left join lateral (
      select o.code from hark.official_place o where o.code = r.place limit 1
    ) o on true
    left join lateral (
      select l.code from hark.local_place l
      where l.partnership_id = r.partnership_id and l.code = r.place
      limit 1
    ) l on true
  ) judged
  where judged.rule is not null
  limit 1;
  if broken is not null then perform hark.refuse_record(broken); end if;
  return null;
end
$$;

-- A pattern that counts its repetitions took up to 9 microseconds a value, one with a star and a length
-- half of one: the same texts pass but for languages, whose parts were counted too.
alter table hark.consent
  drop constraint consent_wording_check, drop constraint consent_language_check,
  add constraint consent_wording_check
    check (wording ~ '^[a-z][a-z0-9-]*@[0-9]+(\.[0-9]+)*$' and length(wording) <= 120),
  add constraint consent_language_check
    check (language ~ '^[A-Za-z]+(-[A-Za-z0-9]+)*$' and length(language) between 2 and 44);
alter table hark.consent_scope
  drop constraint consent_scope_scope_check,
  add constraint consent_scope_scope_check
    check (scope ~ '^[a-z][a-z0-9_]*$' and length(scope) <= 63);
alter table hark.conversation
  drop constraint conversation_language_check,
  add constraint conversation_language_check
    check (language ~ '^[A-Za-z]+(-[A-Za-z0-9]+)*$' and length(language) between 2 and 44);
alter table hark.response
  drop constraint response_language_check,
  add constraint response_language_check
    check (language ~ '^[A-Za-z]+(-[A-Za-z0-9]+)*$' and length(language) between 2 and 44);
alter table hark.audit_event
  drop constraint audit_event_action_check, drop constraint audit_event_record_kind_check,
  add constraint audit_event_action_check
    check (action ~ '^[a-z][a-z0-9_.]*$' and length(action) <= 63),
  add constraint audit_event_record_kind_check
    check (record_kind ~ '^[a-z][a-z0-9_]*$' and length(record_kind) <= 63);
