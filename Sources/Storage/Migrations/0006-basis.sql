-- The basis of every record is kept by the database: nothing is stored without a live consent to
-- analyse or another basis that its survey version allows. The triggers work with the rights of
-- whoever writes; a row they may not see counts as missing, so that a doubt is a refusal. They run
-- once for a statement, however many records it holds. Their plans are kept for the session:
-- lateral joins with a limit and enable_seqscan = off make one that suits a single record as well
-- as many, and a table that has grown since.

set local role hark_owner;

-- The messages of the rules, in one place.
create function hark.refuse_record(rule text) returns void
language plpgsql as $$
begin
  raise exception using
    errcode = split_part(rule, ' ', 1),
    message = case rule
      when 'HK002 missing' then
        'there is no live consent to analyse for this record; record the consent first'
      when 'HK002 other' then
        'a consent is recorded for a record whose basis is another; its basis must be consent'
      when 'HK003' then
        'this version of the survey is not published; publish it, or name one that is'
      when 'HK004' then
        'this version of the survey is closed; reopen it, or mark the response as late'
      when 'HK005 anonymous' then
        'this survey version does not say that no consent is needed; record a consent'
      when 'HK005 role' then
        'this survey is about persons, so nobody answers it in role; record a consent'
      when 'HK006' then
        'the place is neither an official place nor one of the partnership; import it'
    end;
end
$$;

create function hark.check_conversations() returns trigger
language plpgsql set enable_seqscan = off as $$
declare
  broken text;
begin
  select judged.rule into broken
  from (
    select case
      when v.id is null then 'HK003'
      when r.basis = 'consent' and not coalesce(c.live, false) then 'HK002 missing'
      when r.basis <> 'consent' and c.live is not null then 'HK002 other'
      when r.basis = 'anonymous' and v.basis <> 'anonymous' then 'HK005 anonymous'
      when r.basis = 'role' and v.unit = 'person' then 'HK005 role'
      when r.place_held is not null and o.code is null and l.code is null then 'HK006'
    end as rule
    from inserted r
    left join hark.survey_version v on v.partnership_id = r.partnership_id
      and v.module = r.survey_module and v.version = r.survey_version
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
      select o.code from hark.official_place o where o.code = r.place_held limit 1
    ) o on true
    left join lateral (
      select l.code from hark.local_place l
      where l.partnership_id = r.partnership_id and l.code = r.place_held
      limit 1
    ) l on true
  ) judged
  where judged.rule is not null
  limit 1;
  if broken is not null then perform hark.refuse_record(broken); end if;
  return null;
end
$$;
create trigger check_inserted after insert on hark.conversation
  referencing new table as inserted
  for each statement execute function hark.check_conversations();

-- The same for responses, and that the survey was open.
create function hark.check_responses() returns trigger
language plpgsql set enable_seqscan = off as $$
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
      and v.module = r.survey_module and v.version = r.survey_version
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
create trigger check_inserted after insert on hark.response
  referencing new table as inserted
  for each statement execute function hark.check_responses();

-- A consent that comes after its record cannot change the record's basis.
create function hark.check_consents() returns trigger
language plpgsql set enable_seqscan = off as $$
begin
  if exists (
    select from inserted c
    cross join lateral (
      select r.basis from hark.response r
      where r.partnership_id = c.partnership_id and r.id = c.id limit 1
    ) r
    where r.basis <> 'consent'
  ) or exists (
    select from inserted c
    cross join lateral (
      select r.basis from hark.conversation r
      where r.partnership_id = c.partnership_id and r.id = c.id limit 1
    ) r
    where r.basis <> 'consent'
  ) then
    perform hark.refuse_record('HK002 other');
  end if;
  return null;
end
$$;
create trigger check_inserted after insert on hark.consent
  referencing new table as inserted
  for each statement execute function hark.check_consents();

-- What was judged stays: a record is only ever withdrawn, or coded anew from the same answers.
create function hark.check_record_change() returns trigger
language plpgsql as $$
declare
  free constant text[] := array['withdrawn', 'coded', 'countable', 'consent_id'];
begin
  if to_jsonb(new) - free <> to_jsonb(old) - free or (old.withdrawn and not new.withdrawn) then
    raise exception using
      errcode = 'HK001',
      message = 'a record is not changed once it is stored; record a new one';
  end if;
  return new;
end
$$;
create trigger check_change before update on hark.conversation
  for each row execute function hark.check_record_change();
create trigger check_change before update on hark.response
  for each row execute function hark.check_record_change();
