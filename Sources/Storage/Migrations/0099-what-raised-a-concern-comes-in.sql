-- A record that raised its concern while it could not be stored, because the keys were away, and an edit that did,
-- wait for a lead once more when they come in: whoever took the concern up before could not read what was said.

set local role hark_owner;

-- Whether what raised it could not be stored, and has not come in.
alter table hark.concern add column awaited boolean not null default false;
create index concern_awaited on hark.concern (partnership_id, record_id) where awaited;

create policy what_raised_it_came_in on hark.concern for update to hark_owner
  using (
    partnership_id = hark.current_partnership() and awaited
    and current_setting('role') = 'hark_app')
  with check (true);
create policy raised_again on hark.concern for insert to hark_owner
  with check (
    partnership_id = hark.current_partnership() and status = 'open' and not awaited
    and record_id is not null and current_setting('role') = 'hark_app');
alter policy owner_adds on hark.concern_event
  with check (kind in ('raised', 'alerted', 'escalated', 'noted') and note is null);

create function hark.is_concern_raised(concern uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select exists (
    select from hark.concern c
    where c.partnership_id = hark.current_partnership() and c.id = concern);
end;

-- Takes down that records came in, or with a digest the one edit that has it. Where every concern that one raised was
-- taken up before, it is raised again: the record waits, and the lead is told.
create function hark.awaited_came_in(records uuid[], digest bytea, origin text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan as $$
declare
  came constant text := case when digest is null then 'record_came_in' else 'edit_came_in' end;
  waiting uuid[];
  told hark.concern;
  again uuid;
begin
  for told in
    select c.* from hark.concern c
    where c.partnership_id = hark.current_partnership() and c.record_id = any (records)
      and c.awaited and c.raised_with is not distinct from digest
    order by c.created_at, c.id
    for update
  loop
    -- Once, before anything is raised here: which of them wait for a lead already.
    waiting := coalesce(waiting, array(
      select c.record_id from hark.concern c
      where c.partnership_id = hark.current_partnership() and c.record_id = any (records)
        and c.status = 'open' and c.raised_with is not distinct from digest));
    again := null;
    if not told.record_id = any (waiting) then
      again := gen_random_uuid();
      waiting := waiting || told.record_id;
      insert into hark.concern (partnership_id, id, record_id, survey_module, survey_version,
        questions, raised_how, urgency, created_by)
      values (told.partnership_id, again, told.record_id, told.survey_module,
        told.survey_version, told.questions, told.raised_how, told.urgency, told.created_by);
      insert into hark.concern_event (partnership_id, concern_id, kind, detail)
      values (told.partnership_id, again, 'noted',
        jsonb_build_object(came, true, 'raised_before_as', told.id));
      insert into hark.audit_event
        (partnership_id, role, action, record_kind, record_id, origin, created_by)
      values (told.partnership_id, hark.current_role_name(), 'concern.raise', 'concern',
        again::text, awaited_came_in.origin, coalesce(hark.current_account(), told.created_by));
    end if;
    -- What the digest was of stands in the record from now on.
    update hark.concern c set awaited = false, raised_with = null
    where c.partnership_id = told.partnership_id and c.id = told.id;
    insert into hark.concern_event (partnership_id, concern_id, kind, detail)
    values (told.partnership_id, told.id, 'noted', jsonb_strip_nulls(
      jsonb_build_object(came, true, 'raised_again_as', again)));
  end loop;
end
$$;

-- Why a record that cannot be sealed will never come in: as refused_records (0093) says it, also to a public link.
create function hark.gone_record(record uuid, receipt bytea)
returns table (refusal text, message text)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select f.refusal, f.message
  from (
    select 1 as rank, 'HK010' as refusal,
      'this record was taken back or erased, for good; take it off the device' as message
    where exists (
      select from hark.tombstone t
      where t.partnership_id = hark.current_partnership()
        and t.record_hash = hark.record_digest(hark.current_partnership(), record))
    union all
    select 2, 'HK010 receipt_taken_back',
      'the person took back what was recorded under this receipt code, and nothing more is '
        || 'taken under it; take the record off the device. If they agreed anew, give them a new code'
    where receipt is not null and exists (
      select from hark.touched_receipt t
      where t.partnership_id = hark.current_partnership()
        and t.receipt_hash = hark.receipt_digest(hark.current_partnership(), receipt)
        and t.scope is null)
  ) f
  order by f.rank limit 1;
end;
revoke all on function hark.is_concern_raised(uuid), hark.awaited_came_in(uuid[], bytea, text),
  hark.gone_record(uuid, bytea) from public;
grant execute on function hark.is_concern_raised(uuid),
  hark.awaited_came_in(uuid[], bytea, text), hark.gone_record(uuid, bytea) to hark_app;
