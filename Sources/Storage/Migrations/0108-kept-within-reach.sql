-- What one person answered in a conversation stays within reach of the conversation's code for as long as it is kept,
-- also when the conversation goes before it; and a hold on the conversation keeps it too (docs/decisions/0079).

set local role hark_owner;

-- Whoever erases a conversation of one person leaves its code to what stays of it.
create policy leaving on hark.consent for update to hark_owner
  using (
    partnership_id = hark.current_partnership()
    and current_setting('hark.leaving', true) = 'on');
create policy leaving on hark.conversation for select to hark_owner
  using (
    partnership_id = hark.current_partnership()
    and current_setting('hark.leaving', true) = 'on');

-- As in 0024. A consent without a code is given that of the conversation that it belonged to.
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
  if tg_table_name = 'consent' and current_user = 'hark_owner'
    and current_setting('hark.leaving', true) = 'on'
  then
    if to_jsonb(old) ->> 'receipt_hash' is null then free := array['receipt_hash']; end if;
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

create function hark.leave_code() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform set_config('hark.linking', 'on', true);
  perform set_config('hark.leaving', 'on', true);
  update hark.consent c set receipt_hash = o.receipt_hash
  from hark.record_link l
  join hark.conversation v
    on v.partnership_id = l.partnership_id and v.id = l.to_record and v.people = 1
  join hark.consent o on o.partnership_id = v.partnership_id and o.id = v.id
  where l.partnership_id = old.partnership_id and l.to_record = old.id and l.kind = 'conversation'
    and l.record_id <> all (coalesce(hark.kept_records(), '{}'))
    and c.partnership_id = l.partnership_id and c.id = l.record_id
    and c.receipt_hash is null and o.receipt_hash is not null;
  perform set_config('hark.leaving', '', true);
  perform set_config('hark.linking', '', true);
  return old;
end
$$;
revoke all on function hark.leave_code() from public;
create trigger leave_code before delete on hark.response
  for each row execute function hark.leave_code();

-- Whether a hold on the conversation of one person keeps what they answered in it. It is asked for records that the
-- asker sees; what it reads besides is the conversation's hold alone.
create policy holding on hark.record_link for select to hark_owner
  using (current_setting('hark.holding', true) = 'on');
create policy holding on hark.conversation for select to hark_owner
  using (current_setting('hark.holding', true) = 'on');
create policy holding on hark.legal_hold for select to hark_owner
  using (current_setting('hark.holding', true) = 'on');
create function hark.is_held_along(partnership uuid, record uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  is_held boolean;
begin
  perform set_config('hark.holding', 'on', true);
  is_held := exists (
    select from hark.record_link l
    join hark.conversation v
      on v.partnership_id = l.partnership_id and v.id = l.to_record and v.people = 1
    join hark.legal_hold h on h.partnership_id = v.partnership_id and h.ended_at is null
      and (h.record_id = v.id or h.survey_module = v.survey_module)
    where l.partnership_id = partnership and l.record_id = record and l.kind = 'conversation'
      and partnership = coalesce(hark.current_partnership(), partnership));
  perform set_config('hark.holding', '', true);
  return is_held;
end
$$;
revoke all on function hark.is_held_along(uuid, uuid) from public;
grant execute on function hark.is_held_along(uuid, uuid) to hark_app, hark_keeper;

create or replace function hark.is_held(partnership uuid, record uuid, survey text) returns boolean
language sql stable
return exists (
    select from hark.legal_hold h
    where h.partnership_id = partnership and h.ended_at is null
      and (h.record_id = record or h.survey_module = survey))
  or hark.is_held_along(partnership, record);
