-- A concern that is sent again under its id is known for the same, or refused: what it was raised with stands
-- as a digest beside it, made with the concern's own key where it holds a note, so that it tells nobody what
-- the note says.

set local role hark_owner;

-- Null: raised by an answer or its words, or before there were digests.
alter table hark.concern
  add column raised_with bytea check (octet_length(raised_with) = 32);

-- What the transaction's account raised a concern with, which it does not see again.
create function hark.concern_raised_with(concern uuid)
returns table (raised_with bytea)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select c.raised_with from hark.concern c
  where c.partnership_id = hark.current_partnership() and c.id = concern
    and c.created_by = hark.current_account();
end;
revoke all on function hark.concern_raised_with(uuid) from public;
grant execute on function hark.concern_raised_with(uuid) to hark_app;
