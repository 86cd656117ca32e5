-- What a person takes back is found by none of its words: also where words hung on a private answer that they
-- took back, or that came in without it.

set local role hark_owner;

-- The words of a conversation that a keeper's transaction holds, in place of those kept before. Of one whose
-- words are not kept yet none are.
create function hark.renew_words(record uuid, text text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if record = any (hark.kept_records()) is not true then return; end if;
  perform set_config('hark.searching', 'on', true);
  update hark.conversation_words w set words = hark.kept_words(text)
  where w.partnership_id = hark.current_partnership() and w.id = record;
  perform set_config('hark.searching', '', true);
end
$$;
revoke all on function hark.renew_words(uuid, text) from public;
grant execute on function hark.renew_words(uuid, text) to hark_keeper;

-- What was kept of conversations before: where private answers were asked for and are not allowed, the words go,
-- and are kept anew of what is left, as people search.
alter table hark.conversation no force row level security;
alter table hark.conversation_words no force row level security;
alter table hark.consent_scope no force row level security;
alter table hark.words_due no force row level security;
with refused as (
  select c.partnership_id, c.id, c.created_by
  from hark.conversation c
  join hark.consent_scope s on s.partnership_id = c.partnership_id and s.consent_id = c.id
  where s.scope = 'analyse_sensitive' and (not s.given or s.withdrawn_at is not null)
    and not c.withdrawn
), gone as (
  delete from hark.conversation_words w using refused r
  where w.partnership_id = r.partnership_id and w.id = r.id
)
insert into hark.words_due (partnership_id, id, created_by)
select r.partnership_id, r.id, r.created_by from refused r
on conflict do nothing;
alter table hark.words_due force row level security;
alter table hark.consent_scope force row level security;
alter table hark.conversation_words force row level security;
alter table hark.conversation force row level security;
