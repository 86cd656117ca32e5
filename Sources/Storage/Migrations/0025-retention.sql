-- Kept no longer than people were told, and longer only under a legal hold.

set local role hark_owner;

-- What must not be erased for now: a record, or everything that answers a survey.
create table hark.legal_hold (
  partnership_id uuid not null,
  id uuid not null,
  record_id uuid,
  survey_module text check (length(survey_module) between 1 and 100),
  reason text not null check (length(reason) between 1 and 500),
  ended_at timestamptz,
  ended_by uuid,
  created_at timestamptz not null default now(),
  created_by uuid not null,
  primary key (partnership_id, id),
  foreign key (partnership_id, created_by) references hark.account (partnership_id, id),
  foreign key (partnership_id, ended_by) references hark.account (partnership_id, id),
  check (num_nonnulls(record_id, survey_module) = 1),
  check ((ended_at is null) = (ended_by is null))
);
create index legal_hold_list on hark.legal_hold (partnership_id, created_at, id)
  where created_at is not null;

alter table hark.legal_hold enable row level security;
alter table hark.legal_hold force row level security;
create policy steward_sees on hark.legal_hold for select to hark_app
  using (
    partnership_id = (select hark.current_partnership())
    and (select hark.current_role_name()) = 'steward');
create policy steward_adds on hark.legal_hold for insert to hark_app
  with check (
    partnership_id = (select hark.current_partnership())
    and created_by = (select hark.current_account()) and ended_at is null
    and (select hark.current_role_name()) = 'steward');
create policy steward_ends on hark.legal_hold for update to hark_app
  using (
    partnership_id = (select hark.current_partnership()) and ended_at is null
    and (select hark.current_role_name()) = 'steward')
  with check (
    partnership_id = (select hark.current_partnership())
    and ended_by = (select hark.current_account())
    and (select hark.current_role_name()) = 'steward');
grant select, insert, update (ended_at, ended_by) on hark.legal_hold to hark_app;
create policy keeping on hark.legal_hold for select to hark_keeper
  using (partnership_id = (select hark.current_partnership()));
grant select on hark.legal_hold to hark_keeper;

create function hark.is_held(partnership uuid, record uuid, survey text) returns boolean
language sql stable
return exists (
  select from hark.legal_hold h
  where h.partnership_id = partnership and h.ended_at is null
    and (h.record_id = record or h.survey_module = survey));

-- Whoever erases, the hold wins.
create function hark.check_hold() returns trigger
language plpgsql as $$
begin
  if hark.is_held(old.partnership_id, old.id, old.survey_module) then
    raise exception using
      errcode = 'HK011',
      message = 'a legal hold keeps this record; end the hold first (hark retention holds)';
  end if;
  return old;
end
$$;
create trigger check_hold before delete on hark.response
  for each row execute function hark.check_hold();

-- What is due is looked for by the day it was answered.
create index response_due on hark.response (partnership_id, survey_module, answered_on)
  where basis = 'consent';
