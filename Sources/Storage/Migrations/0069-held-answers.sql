-- What a legal hold keeps of answers that a person allows no more: versions that are shown to nobody, and go
-- when no hold keeps them.

set local role hark_owner;

alter table hark.earlier_version add column held boolean not null default false;

-- A record can be edited after something of it was held: then two versions have one revision.
do $$
declare
  key text;
begin
  select c.conname into strict key from pg_constraint c
  where c.contype = 'u' and c.conrelid = 'hark.earlier_version'::regclass;
  execute format('alter table hark.earlier_version drop constraint %I', key);
end
$$;
create unique index earlier_version_revision
  on hark.earlier_version (partnership_id, record_kind, record_id, revision) where not held;
create index earlier_version_record on hark.earlier_version (partnership_id, record_id);
create index earlier_version_held on hark.earlier_version (partnership_id, record_id) where held;

-- As in 0024. A steward ends the hold, for which they see which records it keeps.
drop policy consent_obeyed on hark.earlier_version;
create policy consent_obeyed on hark.earlier_version as restrictive for select to hark_app
  using (
    (not held or (select hark.current_role_name()) = 'steward')
    and exists (
      select from hark.response r
      where r.partnership_id = earlier_version.partnership_id and r.id = record_id));

create policy holding on hark.earlier_version as restrictive for insert to hark_keeper
  with check (held);
grant insert on hark.earlier_version to hark_keeper;
