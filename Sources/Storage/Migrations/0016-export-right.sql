-- Whoever exports takes records out of Hark. A coordinator may do so when an administrator has said
-- so for that account, and not before.

set local role hark_owner;

alter table hark.membership add column may_export boolean not null default false
  check (not may_export or role = 'coordinator');
grant update (may_export) on hark.membership to hark_app;

-- Exports ask for each record which of its scopes were withdrawn since; nearly none was.
create index consent_scope_withdrawn on hark.consent_scope (partnership_id, consent_id)
  where withdrawn_at is not null;
