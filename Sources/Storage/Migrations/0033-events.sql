-- Events: an occasion with several tables, each of them a conversation. The event itself is written down as
-- work is, in every version; which conversation was held at which of its tables stands here.

set local role hark_owner;

alter table hark.practice drop constraint practice_kind_check;
alter table hark.practice add constraint practice_kind_check
  check (kind in ('plan', 'cycle', 'experiment', 'event'));

-- Where a conversation was held. It goes with the conversation.
create table hark.event_table (
  partnership_id uuid not null,
  id uuid not null,
  event_id uuid not null,
  label text not null check (length(label) between 1 and 60),
  created_at timestamptz not null default now(),
  created_by uuid not null,
  primary key (partnership_id, id),
  foreign key (partnership_id, id) references hark.conversation (partnership_id, id)
    on delete cascade,
  foreign key (partnership_id, event_id) references hark.practice (partnership_id, id),
  foreign key (partnership_id, created_by) references hark.account (partnership_id, id)
);
create index event_table_of on hark.event_table (partnership_id, event_id, label, id);

alter table hark.event_table enable row level security;
alter table hark.event_table force row level security;
-- Whoever sees a conversation sees where it was held.
create policy as_the_conversation on hark.event_table for select to hark_app
  using (
    partnership_id = (select hark.current_partnership())
    and exists (
      select from hark.conversation c
      where c.partnership_id = event_table.partnership_id and c.id = event_table.id));
grant select on hark.event_table to hark_app;
create policy kept_records on hark.event_table for select to hark_keeper
  using (
    partnership_id = (select hark.current_partnership())
    and id = any ((select hark.kept_records())::uuid[]));
grant select on hark.event_table to hark_keeper;

-- The function below works as the owner, who sees rows while it runs and at no other time.
create policy seating on hark.event_table to hark_owner
  using (current_setting('hark.seating', true) = 'on')
  with check (current_setting('hark.seating', true) = 'on');
create policy seating on hark.conversation for select to hark_owner
  using (
    partnership_id = hark.current_partnership()
    and current_setting('hark.seating', true) = 'on');
create policy seating on hark.practice for select to hark_owner
  using (
    partnership_id = hark.current_partnership() and kind = 'event'
    and current_setting('hark.seating', true) = 'on');

-- Says at which table of which event conversations were held, in place of what was said before. How many it
-- was said of.
create function hark.seat_conversations(records uuid[], events uuid[], labels text[]) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  number integer;
begin
  if coalesce(hark.current_role_name(), '') not in ('researcher', 'coordinator') then
    raise exception using errcode = '42501', message = 'whoever records conversations says where';
  end if;
  perform set_config('hark.seating', 'on', true);
  if exists (
    select from unnest(events) e (id)
    where not exists (
      select from hark.practice p
      where p.partnership_id = hark.current_partnership() and p.id = e.id and p.kind = 'event'))
  then
    raise exception using errcode = 'HK012', message = 'there is no event with this id; write it down first';
  end if;
  insert into hark.event_table as t (partnership_id, id, event_id, label, created_by)
  select hark.current_partnership(), s.id, s.event, s.label, c.created_by
  from unnest(records, events, labels) as s (id, event, label)
  join hark.conversation c on c.partnership_id = hark.current_partnership() and c.id = s.id
    and not c.withdrawn
    and (hark.sees_all_records() or c.created_by = hark.current_account()
      or c.created_by = any (hark.current_accounts()))
  on conflict (partnership_id, id) do update set event_id = excluded.event_id, label = excluded.label;
  get diagnostics number = row_count;
  perform set_config('hark.seating', '', true);
  return number;
end
$$;
revoke all on function hark.seat_conversations(uuid[], uuid[], text[]) from public;
grant execute on function hark.seat_conversations(uuid[], uuid[], text[]) to hark_app;
