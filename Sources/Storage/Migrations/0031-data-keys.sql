-- Texts that identify somebody, or that were written down to keep somebody safe, are sealed before they
-- come here, each record's by a key of its own. The database holds these keys wrapped by a master key
-- that it never sees; a record that is erased takes its key along.

set local role hark_owner;

create table hark.data_key (
  partnership_id uuid not null references hark.partnership (id),
  -- The record, concern or complaint whose texts it opens.
  id uuid not null,
  -- The id of the master key that it is wrapped with.
  master text not null check (master ~ '^[0-9a-f]{12}$'),
  wrapped bytea not null check (octet_length(wrapped) = 60),
  created_at timestamptz not null default now(),
  -- Null: several people share the transaction, or Hark made it.
  created_by uuid,
  primary key (partnership_id, id)
);
create index data_key_master on hark.data_key (master);

alter table hark.data_key enable row level security;
alter table hark.data_key force row level security;
-- A wrapped key opens nothing by itself; what it opens is bound by the policies of its own table.
create policy working on hark.data_key for select to hark_app
  using (
    partnership_id = (select hark.current_partnership())
    and (select hark.is_recording()));
create policy working_adds on hark.data_key for insert to hark_app
  with check (
    partnership_id = (select hark.current_partnership())
    and (select hark.current_role_name()) in ('researcher', 'coordinator', 'steward', 'link'));
grant select, insert on hark.data_key to hark_app;
create policy kept_records on hark.data_key to hark_keeper
  using (
    partnership_id = (select hark.current_partnership())
    and id = any ((select hark.kept_records())::uuid[]));
grant select, delete on hark.data_key to hark_keeper;
-- The functions below work as the owner.
create policy owner_all on hark.data_key to hark_owner using (true) with check (true);

create function hark.data_key_state() returns table (master text, number bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select k.master, count(*) from hark.data_key k group by k.master order by k.master;
end;

create function hark.data_keys_to_wrap(current text, most integer)
returns table (partnership_id uuid, id uuid, master text, wrapped bytea)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select k.partnership_id, k.id, k.master, k.wrapped from hark.data_key k
  where k.master <> current order by k.partnership_id, k.id limit most;
end;

-- The same keys, wrapped anew. One that was erased or wrapped meanwhile is left alone.
create function hark.wrap_data_keys(
  partnerships uuid[], ids uuid[], old bytea[], masters text[], new bytea[]
) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  number integer;
begin
  update hark.data_key k set master = t.master, wrapped = t.new
  from unnest(partnerships, ids, old, masters, new) t (partnership, id, old, master, new)
  where k.partnership_id = t.partnership and k.id = t.id and k.wrapped = t.old;
  get diagnostics number = row_count;
  return number;
end
$$;

-- A note is longer once it is sealed.
alter table hark.concern_event drop constraint concern_event_note_check;
alter table hark.concern_event
  add constraint concern_event_note_check check (length(note) between 1 and 120000);

-- What was stored in clear before is sealed in place, by the functions below alone: they work as the
-- owner for hark_keeper, which is no role that the owner can take on.
do $$
declare
  noun text;
begin
  foreach noun in array array['response', 'conversation', 'consent', 'submission',
    'earlier_version', 'concern_event']
  loop
    execute format(
      'create policy sealing_reads on hark.%I for select to hark_owner '
        'using (current_setting(''hark.sealing'', true) = ''on'' '
        'and current_setting(''role'') = ''hark_keeper'')', noun);
    execute format(
      'create policy sealing_writes on hark.%I for update to hark_owner '
        'using (current_setting(''hark.sealing'', true) = ''on'' '
        'and current_setting(''role'') = ''hark_keeper'')', noun);
  end loop;
  foreach noun in array array['response', 'conversation', 'consent']
  loop
    execute format('drop trigger check_change on hark.%I', noun);
    execute format(
      'create trigger check_change before update on hark.%I for each row '
        'when (not (current_user = ''hark_owner'' and current_setting(''role'') = ''hark_keeper'' '
        'and coalesce(current_setting(''hark.sealing'', true), '''') = ''on'')) '
        'execute function hark.%I()', noun,
      case noun when 'consent' then 'check_withdrawal' else 'check_record_change' end);
  end loop;
end
$$;
drop trigger refuse_change on hark.earlier_version;
create trigger refuse_change before update or delete or truncate on hark.earlier_version
  for each statement
  when (not (current_user = 'hark_owner' and current_setting('role') = 'hark_keeper'
    and coalesce(current_setting('hark.sealing', true), '') = 'on'))
  execute function hark.refuse_change_but_erasure();
alter table hark.earlier_version enable always trigger refuse_change;

create function hark.is_clear(text text) returns boolean
language sql immutable parallel safe
return text is not null and text !~ '^hark1:[A-Za-z0-9+/]{36}';

-- Whether one of these places in a record's answers holds a text in clear.
create function hark.has_clear(answers jsonb, places text[]) returns boolean
language sql immutable parallel safe
return exists (
  select from unnest(places) p (place)
  where jsonb_path_exists(answers, (p.place
    || ' ? (@.type() == "string" && !(@ like_regex "^hark1:[A-Za-z0-9+/]{36}"))')::jsonpath));

-- Rows of a kind that hold texts in clear. Of answers the places are named by partnership, survey and
-- version: `$."name"`.
create function hark.clear_texts(
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
    select c.partnership_id, c.id, c.id, jsonb_build_object('note', c.note), null, null
    from hark.conversation c where clear_texts.kind = 'conversation' and hark.is_clear(c.note)
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
        or coalesce(hark.has_clear(s.body -> 'answers', p.places), false))
    union all
    select v.partnership_id, v.record_id, v.id, v.content, r.survey_module, r.survey_version
    from hark.earlier_version v
    left join hark.response r on r.partnership_id = v.partnership_id and r.id = v.record_id
    left join place p on p.partnership = r.partnership_id and p.module = r.survey_module
      and p.version = r.survey_version
    where clear_texts.kind = 'earlier_version'
      and (hark.is_clear(v.content ->> 'note')
        or coalesce(hark.has_clear(v.content -> 'answers', p.places), false))
    limit clear_texts.most;
  perform set_config('hark.sealing', '', true);
end
$$;

-- Puts rows in place of what they said in clear; one that says something else by now is left alone.
create function hark.seal_texts(
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
    update hark.conversation e set note = t.new ->> 'note'
    from unnest(partnerships, rows, old, new) t (partnership, id, old, new)
    where e.partnership_id = t.partnership and e.id = t.id and e.note = t.old ->> 'note';
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

-- Keys for rows that are sealed in place: those that there are, and new ones.
create function hark.data_keys(partnerships uuid[], ids uuid[])
returns table (partnership_id uuid, id uuid, master text, wrapped bytea)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select k.partnership_id, k.id, k.master, k.wrapped
  from unnest(partnerships, ids) t (partnership, id)
  join hark.data_key k on k.partnership_id = t.partnership and k.id = t.id;
end;
create function hark.add_data_keys(
  partnerships uuid[], ids uuid[], masters text[], wrapped bytea[]
) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
  insert into hark.data_key (partnership_id, id, master, wrapped)
  select t.* from unnest(partnerships, ids, masters, wrapped) t
  on conflict do nothing;
end;

-- What was erased, for a list that is kept outside the database: a backup that is restored holds what
-- was erased since, until the list is followed again.
create function hark.erasures(since timestamptz, after uuid, most integer)
returns table (
  id uuid, partnership_id uuid, record_hash bytea, receipt_hash bytea, record_kind text,
  survey_module text, reason text, created_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select t.id, t.partnership_id, t.record_hash, t.receipt_hash, t.record_kind, t.survey_module,
    t.reason, t.created_at
  from hark.tombstone t
  where (t.created_at, t.id) > (since, after)
  order by t.created_at, t.id limit most;
end;
create index tombstone_order on hark.tombstone (created_at, id);

-- Of erasures those that this database has not seen.
create function hark.unknown_erasures(partnerships uuid[], hashes bytea[])
returns table (partnership_id uuid, record_hash bytea, record_id uuid)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform set_config('hark.sealing', 'on', true);
  return query
    select l.partnership, l.hash, r.id
    from unnest(partnerships, hashes) l (partnership, hash)
    join hark.partnership p on p.id = l.partnership
    left join hark.response r on r.partnership_id = l.partnership
      and hark.record_digest(r.partnership_id, r.id) = l.hash
    where not exists (
      select from hark.tombstone t
      where t.partnership_id = l.partnership and t.record_hash = l.hash);
  perform set_config('hark.sealing', '', true);
end
$$;
create function hark.keep_erasures(
  partnerships uuid[], hashes bytea[], receipts bytea[], kinds text[], modules text[],
  reasons text[], moments timestamptz[]
) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  number integer;
begin
  insert into hark.tombstone (partnership_id, record_hash, receipt_hash, record_kind, survey_module,
    reason, created_at)
  select t.* from unnest(partnerships, hashes, receipts, kinds, modules, reasons, moments) t
    (partnership, hash, receipt, kind, module, reason, moment)
  join hark.partnership p on p.id = t.partnership
  on conflict (partnership_id, record_hash) do nothing;
  get diagnostics number = row_count;
  return number;
end
$$;

revoke all on function hark.data_key_state(), hark.data_keys_to_wrap(text, integer),
  hark.wrap_data_keys(uuid[], uuid[], bytea[], text[], bytea[]),
  hark.clear_texts(text, uuid[], text[], text[], text[], integer),
  hark.seal_texts(text, uuid[], uuid[], jsonb[], jsonb[]), hark.data_keys(uuid[], uuid[]),
  hark.add_data_keys(uuid[], uuid[], text[], bytea[]),
  hark.erasures(timestamptz, uuid, integer), hark.unknown_erasures(uuid[], bytea[]),
  hark.keep_erasures(uuid[], bytea[], bytea[], text[], text[], text[], timestamptz[]) from public;
grant execute on function hark.data_key_state(), hark.data_keys_to_wrap(text, integer),
  hark.wrap_data_keys(uuid[], uuid[], bytea[], text[], bytea[]),
  hark.clear_texts(text, uuid[], text[], text[], text[], integer),
  hark.seal_texts(text, uuid[], uuid[], jsonb[], jsonb[]), hark.data_keys(uuid[], uuid[]),
  hark.add_data_keys(uuid[], uuid[], text[], bytea[]),
  hark.erasures(timestamptz, uuid, integer), hark.unknown_erasures(uuid[], bytea[]),
  hark.keep_erasures(uuid[], bytea[], bytea[], text[], text[], text[], timestamptz[])
  to hark_keeper;
