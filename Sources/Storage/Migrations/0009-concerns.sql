-- Safeguarding concerns: raised by whoever records, seen by stewards alone. created_by raised it.

set local role hark_owner;

create table hark.concern (
  partnership_id uuid not null,
  id uuid not null,
  -- The conversation or response that gave rise to it.
  record_id uuid not null,
  survey_module text not null,
  survey_version text not null,
  questions text[] not null check (cardinality(questions) >= 1),
  urgency text not null default 'not_assessed'
    check (urgency in ('not_assessed', 'routine', 'urgent', 'emergency')),
  status text not null default 'open' check (status in ('open', 'acknowledged', 'closed')),
  acknowledged_at timestamptz,
  acknowledged_by uuid,
  closed_at timestamptz,
  closed_by uuid,
  created_at timestamptz not null default now(),
  created_by uuid not null,
  primary key (partnership_id, id),
  foreign key (partnership_id, record_id) references hark.submission (partnership_id, id),
  foreign key (partnership_id, survey_module, survey_version)
    references hark.survey_version (partnership_id, module, version),
  foreign key (partnership_id, created_by) references hark.account (partnership_id, id),
  foreign key (partnership_id, acknowledged_by) references hark.account (partnership_id, id),
  foreign key (partnership_id, closed_by) references hark.account (partnership_id, id),
  check ((acknowledged_at is null) = (acknowledged_by is null)),
  check ((closed_at is null) = (closed_by is null)),
  check (status = 'open' or acknowledged_at is not null),
  check ((status = 'closed') = (closed_at is not null))
);
create index concern_list on hark.concern (partnership_id, created_at, id);

alter table hark.concern enable row level security;
alter table hark.concern force row level security;

create policy recording on hark.concern for insert to hark_app
  with check (
    partnership_id = (select hark.current_partnership())
    and created_by = (select hark.current_account())
    and status = 'open'
    and (select hark.is_recording()));
create policy steward_sees on hark.concern for select to hark_app
  using (
    partnership_id = (select hark.current_partnership())
    and (select hark.current_role_name()) = 'steward');
create policy steward_acts on hark.concern for update to hark_app
  using (
    partnership_id = (select hark.current_partnership())
    and (select hark.current_role_name()) = 'steward');

grant select, insert,
  update (urgency, status, acknowledged_at, acknowledged_by, closed_at, closed_by)
  on hark.concern to hark_app;
