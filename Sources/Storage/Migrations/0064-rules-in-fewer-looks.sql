-- The rules of records, asked with fewer looks: a consent once for all its scopes, a survey once for all
-- responses to it. What is not plainly right is judged as before, and that alone refuses.

set local role hark_owner;

create or replace function hark.check_consent_scopes() returns trigger
language plpgsql set plan_cache_mode = force_generic_plan as $$
begin
  if exists (
    select from (select distinct i.partnership_id, i.consent_id from inserted i) s
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

-- As in 0020, after a quick look at what nearly all are: answered by somebody who agreed, to a version that is
-- open, at a place that is there.
create or replace function hark.check_responses() returns trigger
language plpgsql set enable_seqscan = off
set plan_cache_mode = force_generic_plan as $$
declare
  broken text;
begin
  if not exists (
    select from (
      select distinct i.partnership_id, i.survey_module, i.survey_version, i.series, i.late
      from inserted i
    ) r
    left join lateral (
      select true as is_there, hark.is_open(v.closed_at, v.reopened_at) as is_open
      from hark.survey_version v
      where v.partnership_id = r.partnership_id and v.module = r.survey_module
        and v.version = r.survey_version and v.series = r.series
      limit 1
    ) v on true
    where v.is_there is null or not (r.late or v.is_open)
  ) and not exists (
    select from inserted r
    left join lateral (
      select c.withdrawn_at is null and s.given and s.withdrawn_at is null as live
      from hark.consent c
      join hark.consent_scope s on s.partnership_id = c.partnership_id
        and s.consent_id = c.id and s.scope = 'analyse'
      where c.partnership_id = r.partnership_id and c.id = r.id
      limit 1
    ) c on true
    where r.basis <> 'consent' or c.live is not true
      or r.place is not null
        and (select o.code from hark.official_place o where o.code = r.place limit 1) is null
        and (
          select l.code from hark.local_place l
          where l.partnership_id = r.partnership_id and l.code = r.place
          limit 1
        ) is null
  ) then
    return null;
  end if;
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
