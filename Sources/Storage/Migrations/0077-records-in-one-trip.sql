-- Records that are stored together make one trip: what they are judged by was read before, under the mark of
-- the partnership, and the transaction ends where that mark no longer stands (docs/decisions/0063).

set local role hark_owner;

-- The mark (0063) also changes with what is published, closed and opened again.
create trigger renew_mark_inserted after insert on hark.survey_version
  referencing new table as changed
  for each statement execute function hark.renew_sign_in_mark();
create trigger renew_mark_updated after update on hark.survey_version
  referencing old table as changed
  for each statement execute function hark.renew_sign_in_mark();
create trigger renew_mark_deleted after delete on hark.survey_version
  referencing old table as changed
  for each statement execute function hark.renew_sign_in_mark();
create trigger renew_mark_truncated after truncate on hark.survey_version
  for each statement execute function hark.renew_sign_in_mark();
alter table hark.survey_version enable always trigger renew_mark_inserted;
alter table hark.survey_version enable always trigger renew_mark_updated;
alter table hark.survey_version enable always trigger renew_mark_deleted;
alter table hark.survey_version enable always trigger renew_mark_truncated;

-- Ends the transaction unless the partnership it works for has this mark, and it is not `until` yet.
create function hark.require_mark(mark uuid, until timestamptz) returns void
language plpgsql stable as $$
begin
  if not exists (
    select from hark.partnership p
    where p.id = hark.current_partnership() and p.sign_in_mark = require_mark.mark
      and coalesce(now() < require_mark.until, true)
  ) then
    raise exception using
      errcode = '55000', message = 'a token, an account, a role or a survey has changed; look them up again';
  end if;
end
$$;
revoke all on function hark.require_mark(uuid, timestamptz) from public;
grant execute on function hark.require_mark(uuid, timestamptz) to hark_app;

-- As in 0043; whether a link sent it is asked only where no account did.
create or replace function hark.check_submissions() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (
    select from (select distinct i.partnership_id, i.created_by from inserted i) i
    where (
      select a.id from hark.account a
      where a.partnership_id = i.partnership_id and a.id = i.created_by limit 1
    ) is null and (
      select l.id from hark.link l
      where l.partnership_id = i.partnership_id and l.id = i.created_by limit 1
    ) is null
  ) then
    raise exception using
      errcode = '23503', message = 'a submission names an account that does not exist';
  end if;
  if exists (
    select from inserted i
    cross join lateral (
      select t.id from hark.tombstone t
      where t.partnership_id = i.partnership_id
        and t.record_hash = hark.record_digest(i.partnership_id, i.id)
      limit 1
    ) t
  ) then
    raise exception using
      errcode = 'HK010',
      message = 'this record was taken back or erased, for good; take it off the device';
  end if;
  return null;
end
$$;

-- These rules read nothing but the rows that came and tables: without a parameter there is but one plan, and the
-- setting that asked for it (0013) cost more than it gave.
alter function hark.check_consents() reset plan_cache_mode;
alter function hark.check_consent_scopes() reset plan_cache_mode;
alter function hark.check_responses() reset plan_cache_mode;
alter function hark.check_receipts() reset plan_cache_mode;
