-- A concern is raised also while its note cannot be sealed: the note alone is left out, and whoever raised it
-- gives it once more when it can be. Thirty-two zero bytes in place of the digest (0076) say that it is to come.

set local role hark_owner;

create policy raiser_gives_note on hark.concern for update to hark_owner
  using (
    partnership_id = hark.current_partnership() and created_by = hark.current_account()
    and raised_with = decode(repeat('00', 32), 'hex')
    and current_setting('role') = 'hark_app')
  with check (true);

-- Takes it down that the note of a concern of the transaction's account has come; false when none was to come.
create function hark.concern_note_given(concern uuid, raised_with bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update hark.concern c set raised_with = concern_note_given.raised_with
  where c.partnership_id = hark.current_partnership() and c.id = concern
    and c.created_by = hark.current_account()
    and c.raised_with = decode(repeat('00', 32), 'hex');
  return found;
end
$$;
revoke all on function hark.concern_note_given(uuid, bytea) from public;
grant execute on function hark.concern_note_given(uuid, bytea) to hark_app;

-- As in 0076, with what is compared while the note, and with it the digest, is to come.
drop function hark.concern_raised_with(uuid);
create function hark.concern_raised_with(concern uuid)
returns table (raised_with bytea, record_id uuid, urgency text)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select c.raised_with, c.record_id, c.urgency from hark.concern c
  where c.partnership_id = hark.current_partnership() and c.id = concern
    and c.created_by = hark.current_account();
end;
revoke all on function hark.concern_raised_with(uuid) from public;
grant execute on function hark.concern_raised_with(uuid) to hark_app;
