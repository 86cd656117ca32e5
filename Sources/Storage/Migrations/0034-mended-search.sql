-- Search mended. A phrase is found where it stands and not across the two forms of a text; a word that must
-- not be there counts whatever word it is; and conversations from before there was a search are looked
-- through. Alerts that are on their way are not called off.

set local role hark_owner;

-- English stems, of every word: one that is left out here could not be asked to be absent.
create text search dictionary hark.every_stem (template = pg_catalog.snowball, language = 'english');
create text search configuration hark.every_stem (copy = pg_catalog.english);
alter text search configuration hark.every_stem
  alter mapping for asciiword, asciihword, hword_asciipart, hword, hword_part, word
  with hark.every_stem;

-- Between the words as they stand and their stems lies a gap that no phrase reaches over.
create or replace function hark.words(text text) returns tsvector
language sql immutable parallel safe
return to_tsvector('pg_catalog.simple', text) || '''  '':64'::tsvector
  || to_tsvector('hark.every_stem', text);

create or replace function hark.sought(text text) returns tsquery
language sql immutable parallel safe
return websearch_to_tsquery('pg_catalog.simple', text)
  || websearch_to_tsquery('hark.every_stem', text);

-- Conversations whose words are not kept yet, or in the form they had before. Whoever searches and sees one
-- keeps its words anew.
create table hark.words_due (
  partnership_id uuid not null,
  id uuid not null,
  created_at timestamptz not null default now(),
  -- Whoever recorded the conversation: who has none that is due reads none.
  created_by uuid not null,
  primary key (partnership_id, id),
  foreign key (partnership_id, id) references hark.conversation (partnership_id, id)
    on delete cascade
);
create index words_due_recorded on hark.words_due (partnership_id, created_by, id);
alter table hark.words_due enable row level security;
alter table hark.words_due force row level security;
create policy as_the_conversation on hark.words_due for select to hark_app
  using (
    partnership_id = (select hark.current_partnership())
    and exists (
      select from hark.conversation c
      where c.partnership_id = words_due.partnership_id and c.id = words_due.id));
grant select on hark.words_due to hark_app;
create policy search_keeps on hark.words_due to hark_owner
  using (current_setting('hark.searching', true) = 'on')
  with check (current_setting('hark.searching', true) = 'on');

alter table hark.conversation no force row level security;
alter table hark.words_due no force row level security;
insert into hark.words_due (partnership_id, id, created_by)
select c.partnership_id, c.id, c.created_by from hark.conversation c where not c.withdrawn;
alter table hark.words_due force row level security;
alter table hark.conversation force row level security;

create function hark.words_are_kept() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from hark.words_due d where d.partnership_id = new.partnership_id and d.id = new.id;
  return null;
end
$$;
create trigger words_are_kept after insert or update on hark.conversation_words
  for each row execute function hark.words_are_kept();
revoke all on function hark.words_are_kept() from public;

-- Words are kept as far as they can be: of a text with more different words than the index takes, those of
-- its beginning. No text is too long to be recorded for that.
create function hark.kept_words(text text) returns tsvector
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  if octet_length(text) < 100000 then
    return hark.words(text);
  end if;
  begin
    return hark.words(text);
  exception when program_limit_exceeded then
    return hark.words(left(text, 50000));
  end;
end
$$;
revoke all on function hark.kept_words(text) from public;

create or replace function hark.keep_words(records uuid[], texts text[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if coalesce(hark.current_role_name(), '') not in ('researcher', 'coordinator') then
    raise exception using errcode = '42501', message = 'whoever records a conversation keeps its words';
  end if;
  perform set_config('hark.searching', 'on', true);
  insert into hark.conversation_words as w (partnership_id, id, words, created_by)
  select hark.current_partnership(), t.id, hark.kept_words(t.text), c.created_by
  from unnest(records, texts) as t (id, text)
  join hark.conversation c on c.partnership_id = hark.current_partnership() and c.id = t.id
    and not c.withdrawn
    and (hark.sees_all_records() or c.created_by = hark.current_account()
      or c.created_by = any (hark.current_accounts()))
  on conflict (partnership_id, id) do update set words = excluded.words;
  perform set_config('hark.searching', '', true);
end
$$;

-- Conversations whose words cannot be read: they are not found, and not tried again.
create function hark.leave_words(records uuid[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if coalesce(hark.current_role_name(), '') not in ('researcher', 'coordinator') then
    raise exception using errcode = '42501', message = 'whoever records a conversation keeps its words';
  end if;
  perform set_config('hark.searching', 'on', true);
  delete from hark.conversation_words w using hark.words_due d
  where w.partnership_id = hark.current_partnership() and w.id = any (records)
    and d.partnership_id = w.partnership_id and d.id = w.id
    and (hark.sees_all_records() or d.created_by = hark.current_account());
  delete from hark.words_due d
  where d.partnership_id = hark.current_partnership() and d.id = any (records)
    and (hark.sees_all_records() or d.created_by = hark.current_account());
  perform set_config('hark.searching', '', true);
end
$$;
revoke all on function hark.leave_words(uuid[]) from public;
grant execute on function hark.leave_words(uuid[]) to hark_app;

-- As in 0026. An alert that is on its way just now is not called off: whoever sends it says what became of
-- it, and that stands in the concern's history.
create or replace function hark.claim_alerts(most integer, lease interval, moment timestamptz)
returns table (
  id uuid, partnership_id uuid, slug text, concern_id uuid, level integer, urgency text,
  mail_to text[], webhook text, is_mailed boolean, is_posted boolean, attempts integer,
  created_at timestamptz)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update hark.concern_alert a set done_at = moment, failure = 'not needed any more'
  from hark.concern c
  where c.partnership_id = a.partnership_id and c.id = a.concern_id
    and a.done_at is null and a.level > 1 and c.status <> 'open'
    and coalesce(a.claimed_until < moment, true);
  return query
    with due as (
      select a.partnership_id, a.id, row_number() over (
          partition by a.partnership_id order by a.next_at) as place,
        (select count(*) from hark.concern_alert b
         where b.partnership_id = a.partnership_id and b.done_at is null
           and b.claimed_until >= moment) as taken
      from hark.concern_alert a
      where a.done_at is null and a.next_at <= moment
        and coalesce(a.claimed_until < moment, true)
        and (exists (
            select from hark.safeguarding s
            where s.partnership_id = a.partnership_id and s.webhook is not null)
          or hark.alert_addresses(a.partnership_id, a.level) <> '{}')
    ), locked as (
      select a.partnership_id, a.id from hark.concern_alert a
      join due d on d.partnership_id = a.partnership_id and d.id = a.id
      where d.place + d.taken <= 4 and a.done_at is null and coalesce(a.claimed_until < moment, true)
      order by a.next_at limit most
      for update of a skip locked
    ), claimed as (
      update hark.concern_alert a
      set claimed_until = moment + lease, attempts = a.attempts + 1
      from locked l where a.partnership_id = l.partnership_id and a.id = l.id
      returning a.*
    )
    select a.id, a.partnership_id, p.slug, a.concern_id, a.level, c.urgency,
      hark.alert_addresses(a.partnership_id, a.level), s.webhook, a.mailed_at is not null,
      a.posted_at is not null, a.attempts, a.created_at
    from claimed a
    join hark.partnership p on p.id = a.partnership_id
    join hark.concern c on c.partnership_id = a.partnership_id and c.id = a.concern_id
    left join hark.safeguarding s on s.partnership_id = a.partnership_id;
end
$$;

-- Concerns are kept for seven years after they were closed, with all that was noted; then they go, unless a
-- legal hold keeps what they are about, or the lead closed them and still holds their record: with the
-- concern that would be let go. A steward runs this and reads none of them.
create policy retention_forgets on hark.concern for delete to hark_owner
  using (
    partnership_id = hark.current_partnership()
    and current_setting('hark.forgetting', true) = 'on');
create policy retention_looks on hark.legal_hold for select to hark_owner
  using (
    partnership_id = hark.current_partnership()
    and current_setting('hark.forgetting', true) = 'on');
create function hark.is_concern_held(concern hark.concern) returns boolean
language sql stable
return hark.is_held(concern.partnership_id, concern.record_id, concern.survey_module)
  or (concern.holds and concern.record_id is not null);
revoke all on function hark.is_concern_held(hark.concern) from public;
create function hark.forget_concerns(moment timestamptz, is_dry boolean)
returns table (due bigint, held bigint, erased bigint)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  before constant timestamptz := moment - interval '84 months';
begin
  if hark.current_role_name() is distinct from 'steward' then
    raise exception using errcode = '42501', message = 'stewards erase what was kept long enough';
  end if;
  perform set_config('hark.forgetting', 'on', true);
  select count(*), count(*) filter (where hark.is_concern_held(c))
  into due, held
  from hark.concern c
  where c.partnership_id = hark.current_partnership() and c.status = 'closed'
    and c.closed_at < before;
  erased := 0;
  if not is_dry then
    delete from hark.concern c
    where c.partnership_id = hark.current_partnership() and c.status = 'closed'
      and c.closed_at < before
      and not hark.is_concern_held(c);
    get diagnostics erased = row_count;
  end if;
  perform set_config('hark.forgetting', '', true);
  return next;
end
$$;
revoke all on function hark.forget_concerns(timestamptz, boolean) from public;
grant execute on function hark.forget_concerns(timestamptz, boolean) to hark_app;

-- The items of people's lists are counted of the same records as all else: not of one that waits until a
-- lead has looked.
alter policy items_counted on hark.response
  using (
    partnership_id = hark.current_partnership() and countable and hark.sees_all_records()
    and current_setting('hark.counting_items', true) = 'on'
    and id not in (select h.id from hark.held_records() h));
