-- A withdrawal is for ever, and takes the record out of every count to come.

set local role hark_owner;

create function hark.check_withdrawal() returns trigger
language plpgsql as $$
declare
  free constant text[] := array['withdrawn_at'];
begin
  if to_jsonb(new) - free <> to_jsonb(old) - free
    or (old.withdrawn_at is not null and new.withdrawn_at is distinct from old.withdrawn_at)
  then
    raise exception using
      errcode = 'HK008',
      message = 'a consent is only ever withdrawn, and that for good; ask the person again and '
        || 'record a new consent';
  end if;
  return new;
end
$$;
create trigger check_change before update on hark.consent
  for each row execute function hark.check_withdrawal();
create trigger check_change before update on hark.consent_scope
  for each row execute function hark.check_withdrawal();

create function hark.withdraw_record(partnership uuid, record uuid) returns void
language plpgsql as $$
begin
  -- Waits for a record that is being stored on this consent at the same moment: its foreign key
  -- holds a lock on the row, and the updates below then see it. The other way round the record
  -- waits, and is refused.
  perform from hark.consent c where c.partnership_id = partnership and c.id = record for update;
  update hark.response r set withdrawn = true
  where r.partnership_id = partnership and r.id = record and r.basis = 'consent'
    and not r.withdrawn;
  update hark.conversation r set withdrawn = true
  where r.partnership_id = partnership and r.id = record and r.basis = 'consent'
    and not r.withdrawn;
end
$$;

create function hark.follow_consent() returns trigger
language plpgsql as $$
begin
  if new.withdrawn_at is not null then
    perform hark.withdraw_record(new.partnership_id, new.id);
  end if;
  return null;
end
$$;
create trigger follow_withdrawal after update on hark.consent
  for each row execute function hark.follow_consent();

create function hark.follow_consent_scope() returns trigger
language plpgsql as $$
begin
  if new.scope = 'analyse' and new.withdrawn_at is not null then
    perform hark.withdraw_record(new.partnership_id, new.consent_id);
  end if;
  return null;
end
$$;
create trigger follow_withdrawal after update on hark.consent_scope
  for each row execute function hark.follow_consent_scope();
