-- Rights drawn closer, and records let go that waited for nobody.

set local role hark_owner;

-- A trigger needs no right to run its function. Whoever has one could hang it on a table of their own, and
-- act as the owner of the tables.
revoke all on function hark.forget_words(), hark.keep_earlier_practice(), hark.keep_version(),
  hark.count_link_responses(), hark.check_submissions() from public;

-- A record waits until a lead has looked. Concerns that were taken up before records waited let theirs go.
alter table hark.concern no force row level security;
alter table hark.concern_event no force row level security;
update hark.concern c set holds = false
where holds and status <> 'open' and not exists (
  select from hark.concern_event e
  where e.partnership_id = c.partnership_id and e.concern_id = c.id and e.kind = 'acknowledged');
alter table hark.concern_event force row level security;
alter table hark.concern force row level security;
