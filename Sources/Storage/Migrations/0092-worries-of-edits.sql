-- An edit that worries, and that cannot be stored because the keys are away, raises its concern at once. The
-- concern's digest says which version of the record was edited, so that the same edit raises no second one.

set local role hark_owner;

-- The questions of concerns that the transaction's account raised about a record with a digest, which it does not
-- see again.
create function hark.worries_told(record uuid, digest bytea) returns text[]
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select coalesce(array_agg(distinct q.question), '{}')
  from hark.concern c cross join lateral unnest(c.questions) q (question)
  where c.partnership_id = hark.current_partnership() and c.record_id = record
    and c.created_by = hark.current_account() and c.raised_with = digest;
end;
revoke all on function hark.worries_told(uuid, bytea) from public;
grant execute on function hark.worries_told(uuid, bytea) to hark_app;
