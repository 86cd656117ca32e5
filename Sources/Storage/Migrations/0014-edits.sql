-- Edits. Whoever recorded a record, or a coordinator, mends it; the version before is kept by a
-- trigger, so that no way of writing can forget it. Consent, basis, survey and day of storing stay.

set local role hark_owner;

alter table hark.response add column revision integer not null default 1 check (revision >= 1);
alter table hark.conversation
  add column revision integer not null default 1 check (revision >= 1);

-- What a record said before an edit. created_at and created_by say when and by whom it was
-- replaced, reason why; the version that stands is in the record's own table.
create table hark.earlier_version (
  partnership_id uuid not null,
  id uuid not null default gen_random_uuid(),
  record_kind text not null check (record_kind in ('response', 'conversation')),
  record_id uuid not null,
  revision integer not null check (revision >= 1),
  content jsonb not null check (jsonb_typeof(content) = 'object'),
  coded bytea,
  -- Who recorded the record, and so may look at what it said before.
  recorded_by uuid not null,
  reason text check (length(reason) between 1 and 500),
  created_at timestamptz not null default now(),
  created_by uuid not null,
  primary key (partnership_id, id),
  unique (partnership_id, record_kind, record_id, revision),
  -- A conversation and the response to its module share their id.
  foreign key (partnership_id, record_id) references hark.response (partnership_id, id),
  foreign key (partnership_id, recorded_by) references hark.account (partnership_id, id),
  foreign key (partnership_id, created_by) references hark.account (partnership_id, id),
  check ((coded is null) = (record_kind = 'conversation'))
);

create trigger refuse_change before update or delete or truncate on hark.earlier_version
  for each statement execute function hark.refuse_change();
alter table hark.earlier_version enable always trigger refuse_change;
revoke update, delete, truncate on hark.earlier_version from hark_owner;

alter table hark.earlier_version enable row level security;
alter table hark.earlier_version force row level security;
create policy own_or_all on hark.earlier_version for select to hark_app
  using (
    partnership_id = hark.current_partnership()
    and (hark.sees_all_records()
      or (recorded_by = hark.current_account() and hark.is_recording())));
-- The trigger below is the one way to add a version, for every role.
create policy owner_adds on hark.earlier_version for insert to hark_owner with check (true);
grant select on hark.earlier_version to hark_app;

-- Whether the record's consent to analyse stands.
create function hark.has_live_consent(partnership uuid, record uuid) returns boolean
language sql stable
return exists (
  select from hark.consent c
  join hark.consent_scope s on s.partnership_id = c.partnership_id and s.consent_id = c.id
    and s.scope = 'analyse'
  where c.partnership_id = partnership and c.id = record and c.withdrawn_at is null and s.given
    and s.withdrawn_at is null
);

-- An edit keeps every rule that recording kept.
create function hark.check_edit(
  partnership uuid, record uuid, module text, version text, basis text, place text
) returns void
language plpgsql as $$
declare
  survey record;
begin
  if coalesce(hark.current_role_name(), '') not in ('researcher', 'coordinator') then
    raise exception using
      errcode = '42501',
      message = 'whoever recorded it or a coordinator edits a record';
  end if;
  select v.closed_at, v.reopened_at into survey from hark.survey_version v
  where v.partnership_id = check_edit.partnership and v.module = check_edit.module
    and v.version = check_edit.version;
  if not found then perform hark.refuse_record('HK003'); end if;
  if hark.current_role_name() = 'researcher'
    and not hark.is_open(survey.closed_at, survey.reopened_at)
  then
    perform hark.refuse_record('HK004');
  end if;
  if basis = 'consent' and not hark.has_live_consent(partnership, record) then
    perform hark.refuse_record('HK002 missing');
  end if;
  if place is not null
    and not exists (select from hark.official_place o where o.code = place)
    and not exists (
      select from hark.local_place l
      where l.partnership_id = check_edit.partnership and l.code = place)
  then
    perform hark.refuse_record('HK006');
  end if;
end
$$;

-- What was judged stays, but for three changes, one at a time: a withdrawal; a new coded form of the
-- same answers, which nobody's account makes; an edit, which makes a new revision.
create or replace function hark.check_record_change() returns trigger
language plpgsql as $$
declare
  worked_out constant text[] := array['countable', 'consent_id', 'revision'];
  is_edit constant boolean :=
    new.withdrawn = old.withdrawn and hark.current_account() is not null;
  free constant text[] := worked_out || case
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

-- Why somebody edits comes in by a setting of the transaction.
create function hark.keep_version() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  coded bytea;
begin
  if tg_table_name = 'response' then coded := old.coded; end if;
  insert into hark.earlier_version
    (partnership_id, record_kind, record_id, revision, content, coded, recorded_by, reason,
      created_by)
  values (
    old.partnership_id, tg_table_name, old.id, old.revision,
    to_jsonb(old) - array['partnership_id', 'id', 'revision', 'coded', 'record_key', 'withdrawn',
      'countable', 'consent_id', 'created_at', 'created_by'],
    coded, old.created_by, nullif(current_setting('hark.reason', true), ''),
    hark.current_account());
  return null;
end
$$;
create trigger keep_version after update on hark.response
  for each row when (new.revision <> old.revision) execute function hark.keep_version();
create trigger keep_version after update on hark.conversation
  for each row when (new.revision <> old.revision) execute function hark.keep_version();

do $$
declare
  noun text;
  editor constant text := $rule$
    partnership_id = (select hark.current_partnership()) and not withdrawn
    and ((select hark.current_role_name()) = 'coordinator'
      or (created_by = (select hark.current_account())
        and (select hark.current_role_name()) = 'researcher'))
  $rule$;
begin
  foreach noun in array array['conversation', 'response']
  loop
    execute format(
      'create policy editing on hark.%I for update to hark_app using (%s) with check (%s)', noun,
      editor, editor);
  end loop;
end
$$;
grant update (place, answered_on, mode, language, answers, coded, citation)
  on hark.response to hark_app;
grant update (place_held, held_on, setting, how, people, language, interpreter, note, citation)
  on hark.conversation to hark_app;
