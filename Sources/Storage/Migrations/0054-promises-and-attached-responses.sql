-- What was promised to a person at the end of a conversation, and the survey responses that belong to one.

set local role hark_owner;

-- What, by whom and by when, sealed as the note is; the days are no words, and lists are made by them.
alter table hark.conversation
  add column follow_up text check (length(follow_up) between 1 and 20000),
  add column follow_up_by text check (length(follow_up_by) between 1 and 2000),
  add column follow_up_due date,
  add column follow_up_done date,
  add constraint conversation_follow_up check (
    follow_up is not null
    or follow_up_by is null and follow_up_due is null and follow_up_done is null);
grant update (follow_up, follow_up_by, follow_up_due, follow_up_done)
  on hark.conversation to hark_app;
create index conversation_promised on hark.conversation (partnership_id, created_at, id)
  where follow_up is not null and follow_up_done is null;

-- As in 0024. That a promise was kept is written down whenever it was: it is no edit of what was said, and
-- does not wait for a closed survey.
create or replace function hark.check_record_change() returns trigger
language plpgsql as $$
declare
  worked_out constant text[] := array['countable', 'consent_id', 'revision'];
  is_keeping constant boolean := current_user = 'hark_keeper';
  is_promise constant boolean := tg_table_name = 'conversation' and not is_keeping
    and not old.withdrawn and not new.withdrawn
    and coalesce(current_setting('hark.promise', true), '') = 'on';
  is_edit constant boolean := new.withdrawn = old.withdrawn
    and hark.current_account() is not null and not is_keeping and not is_promise;
  free constant text[] := worked_out || case
    when is_promise then array['follow_up_done']
    when is_keeping then array['withdrawn', 'coded', 'answers']
    when not is_edit then array['withdrawn', 'coded']
    when tg_table_name = 'response' then
      array['place', 'answered_on', 'mode', 'language', 'answers', 'coded', 'citation']
    else array['place_held', 'held_on', 'setting', 'how', 'people', 'language', 'interpreter',
      'note', 'citation', 'follow_up', 'follow_up_by', 'follow_up_due', 'follow_up_done']
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

-- A conversation's survey responses, besides records that follow one another.
alter table hark.record_link drop constraint record_link_kind_check;
alter table hark.record_link
  add constraint record_link_kind_check check (kind in ('follows', 'about', 'conversation'));

-- Which of these are conversations that responses may be attached to, whoever recorded them.
create policy links_look on hark.conversation for select to hark_owner
  using (
    partnership_id = hark.current_partnership() and not withdrawn
    and current_setting('hark.linking', true) = 'on');
create function hark.attachable_conversations(records uuid[]) returns setof uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not (hark.is_recording() or hark.current_role_name() = 'link') then
    raise exception using errcode = '42501', message = 'whoever records may name other records';
  end if;
  perform set_config('hark.linking', 'on', true);
  return query
    select c.id from hark.conversation c
    where c.partnership_id = hark.current_partnership() and c.id = any (records);
  perform set_config('hark.linking', '', true);
end
$$;
revoke all on function hark.attachable_conversations(uuid[]) from public;
grant execute on function hark.attachable_conversations(uuid[]) to hark_app;

-- As in 0051, and with a conversation of one person the responses that belong to it: they are theirs too.
-- Those of a group are of several people, each with a consent and a code of their own.
create policy receipt_opens on hark.record_link for select to hark_owner
  using (kind = 'conversation' and (select hark.current_role_name()) = 'person');
create policy receipt_opens on hark.conversation for select to hark_owner
  using ((select hark.current_role_name()) = 'person');
create or replace function hark.open_receipt(slug text, receipt bytea)
returns table (partnership_id uuid, record_id uuid, gone_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan as $$
declare
  named constant uuid := coalesce(
    (select p.id from hark.partnership p where p.slug = open_receipt.slug),
    '00000000-0000-0000-0000-000000000000');
  digest constant bytea := hark.receipt_digest(named, receipt);
begin
  -- A consent that was withdrawn and still stands here is one that a hold keeps.
  return query
    with own as materialized (
      select c.id from hark.consent c
      where c.partnership_id = named and c.receipt_hash = digest
    )
    select named, o.id, null::timestamptz from own o
    union
    select named, l.record_id, null from own o
    join hark.record_link l on l.partnership_id = named and l.to_record = o.id
      and l.kind = 'conversation'
    join hark.conversation v on v.partnership_id = named and v.id = o.id and v.people = 1
    union all
    select t.partnership_id, null, t.created_at from hark.tombstone t
    where t.partnership_id = named and t.receipt_hash = digest;
end
$$;

-- As in 0031, with what was promised.
create or replace function hark.clear_texts(
  kind text, partnerships uuid[], modules text[], versions text[], places text[], most integer
)
returns table (
  partnership_id uuid, record_id uuid, row_id uuid, content jsonb, survey text, version text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  perform set_config('hark.sealing', 'on', true);
  return query
    with place as (
      select t.partnership, t.module, t.version, array_agg(t.place) as places
      from unnest(partnerships, modules, versions, clear_texts.places)
        t (partnership, module, version, place)
      group by t.partnership, t.module, t.version
    )
    select e.partnership_id, e.concern_id, e.id, jsonb_build_object('note', e.note),
      null::text, null::text
    from hark.concern_event e where clear_texts.kind = 'concern_event' and hark.is_clear(e.note)
    union all
    select c.partnership_id, c.id, c.id,
      jsonb_build_object(
        'note', c.note, 'follow_up', c.follow_up, 'follow_up_by', c.follow_up_by), null, null
    from hark.conversation c where clear_texts.kind = 'conversation'
      and (hark.is_clear(c.note) or hark.is_clear(c.follow_up) or hark.is_clear(c.follow_up_by))
    union all
    select c.partnership_id, c.id, c.id, jsonb_build_object('witness', c.witness), null, null
    from hark.consent c where clear_texts.kind = 'consent' and hark.is_clear(c.witness)
    union all
    select r.partnership_id, r.id, r.id, jsonb_build_object('answers', r.answers),
      r.survey_module, r.survey_version
    from hark.response r
    join place p on p.partnership = r.partnership_id and p.module = r.survey_module
      and p.version = r.survey_version
    where clear_texts.kind = 'response' and hark.has_clear(r.answers, p.places)
    union all
    select s.partnership_id, s.id, s.id, s.body, r.survey_module, r.survey_version
    from hark.submission s
    left join hark.response r on r.partnership_id = s.partnership_id and r.id = s.id
    left join place p on p.partnership = r.partnership_id and p.module = r.survey_module
      and p.version = r.survey_version
    where clear_texts.kind = 'submission' and s.body is not null
      and (hark.is_clear(s.body ->> 'note') or hark.is_clear(s.body #>> '{consent,witness}')
        or hark.is_clear(s.body ->> 'follow_up') or hark.is_clear(s.body ->> 'follow_up_by')
        or coalesce(hark.has_clear(s.body -> 'answers', p.places), false))
    union all
    select v.partnership_id, v.record_id, v.id, v.content, r.survey_module, r.survey_version
    from hark.earlier_version v
    left join hark.response r on r.partnership_id = v.partnership_id and r.id = v.record_id
    left join place p on p.partnership = r.partnership_id and p.module = r.survey_module
      and p.version = r.survey_version
    where clear_texts.kind = 'earlier_version'
      and (hark.is_clear(v.content ->> 'note')
        or hark.is_clear(v.content ->> 'follow_up') or hark.is_clear(v.content ->> 'follow_up_by')
        or coalesce(hark.has_clear(v.content -> 'answers', p.places), false))
    limit clear_texts.most;
  perform set_config('hark.sealing', '', true);
end
$$;

create or replace function hark.seal_texts(
  kind text, partnerships uuid[], rows uuid[], old jsonb[], new jsonb[]
) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  number integer;
begin
  perform set_config('hark.sealing', 'on', true);
  case kind
  when 'concern_event' then
    update hark.concern_event e set note = t.new ->> 'note'
    from unnest(partnerships, rows, old, new) t (partnership, id, old, new)
    where e.partnership_id = t.partnership and e.id = t.id and e.note = t.old ->> 'note';
  when 'conversation' then
    update hark.conversation e set note = t.new ->> 'note', follow_up = t.new ->> 'follow_up',
      follow_up_by = t.new ->> 'follow_up_by'
    from unnest(partnerships, rows, old, new) t (partnership, id, old, new)
    where e.partnership_id = t.partnership and e.id = t.id
      and e.note is not distinct from t.old ->> 'note'
      and e.follow_up is not distinct from t.old ->> 'follow_up'
      and e.follow_up_by is not distinct from t.old ->> 'follow_up_by';
  when 'consent' then
    update hark.consent e set witness = t.new ->> 'witness'
    from unnest(partnerships, rows, old, new) t (partnership, id, old, new)
    where e.partnership_id = t.partnership and e.id = t.id and e.witness = t.old ->> 'witness';
  when 'response' then
    update hark.response e set answers = t.new -> 'answers'
    from unnest(partnerships, rows, old, new) t (partnership, id, old, new)
    where e.partnership_id = t.partnership and e.id = t.id and e.answers = t.old -> 'answers';
  when 'submission' then
    update hark.submission e set body = t.new
    from unnest(partnerships, rows, old, new) t (partnership, id, old, new)
    where e.partnership_id = t.partnership and e.id = t.id and e.body = t.old;
  when 'earlier_version' then
    update hark.earlier_version e set content = t.new
    from unnest(partnerships, rows, old, new) t (partnership, id, old, new)
    where e.partnership_id = t.partnership and e.id = t.id and e.content = t.old;
  end case;
  get diagnostics number = row_count;
  perform set_config('hark.sealing', '', true);
  return number;
end
$$;
