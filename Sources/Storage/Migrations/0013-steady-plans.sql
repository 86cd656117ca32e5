-- Plans that stay good while a table grows. Triggers and the statements of recording are planned once
-- for a session, often while the tables are still empty.

set local role hark_owner;

-- These indexes, too, could find a row by its partnership and id, by reading the whole partnership:
-- on an empty table that looks as cheap as the primary key, and the plan stays (measured: recording
-- slowed down with every response there was). With a condition only the lists can use them.
drop index hark.response_list;
create index response_list on hark.response (partnership_id, survey_module, created_at, id)
  where survey_module is not null;
drop index hark.conversation_list;
create index conversation_list on hark.conversation (partnership_id, created_at, id)
  where created_at is not null;

-- Planning one of these costs more than running it, and no other plan would come of it.
alter function hark.check_responses() set plan_cache_mode = force_generic_plan;
alter function hark.check_conversations() set plan_cache_mode = force_generic_plan;
alter function hark.check_consents() set plan_cache_mode = force_generic_plan;
alter function hark.record_audit_events(text, text, text[], text, jsonb)
  set plan_cache_mode = force_generic_plan;
alter function hark.record_audit_events_of(uuid[], text, text, text[], text)
  set plan_cache_mode = force_generic_plan;
alter function hark.sign_in_together(bytea[]) set plan_cache_mode = force_generic_plan;
