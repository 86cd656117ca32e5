-- Safeguarding: who is told of a concern, the outbox that tells them, what was done about each concern,
-- and the records that wait until a lead has looked. Alerts are sent by a courier, working as
-- hark_courier, which sees of a concern its id and its urgency and nothing else.

-- As in 0001: who may not create roles can still migrate where somebody else has made this one.
do $$
begin
  if to_regrole('hark_courier') is null then
    begin
      create role hark_courier nosuperuser nobypassrls nocreatedb nocreaterole nologin;
    exception when duplicate_object or unique_violation then null;
    end;
  end if;
  if not pg_has_role('hark_app', 'hark_courier', 'member') then
    begin
      grant hark_courier to hark_app;
    exception when unique_violation then null;
    end;
  end if;
end
$$;

set local role hark_owner;
grant usage on schema hark to hark_courier;

-- Who keeps people safe in a partnership, and what whoever asks is told to say and do.
create table hark.safeguarding (
  partnership_id uuid primary key references hark.partnership (id),
  lead_id uuid,
  deputy_id uuid,
  lead_email text check (length(lead_email) between 3 and 254),
  deputy_email text check (length(deputy_email) between 3 and 254),
  webhook text check (length(webhook) between 8 and 2000),
  -- After so long without an acknowledgement somebody else is told.
  acknowledge_minutes integer not null default 240
    check (acknowledge_minutes between 5 and 10080),
  -- Whom whoever asks can reach.
  contact text check (length(contact) between 1 and 500),
  -- What to say and do; null: what Hark comes with.
  steps text check (length(steps) between 1 and 4000),
  -- Words that raise a concern, a phrase a line; null: the list that Hark comes with.
  phrases text check (length(phrases) <= 200000),
  -- Numbers to call, each with the day it was last checked.
  help_lines jsonb not null default '[]' check (jsonb_typeof(help_lines) = 'array'),
  changed_at timestamptz not null default now(),
  changed_by uuid not null,
  created_at timestamptz not null default now(),
  created_by uuid not null,
  foreign key (partnership_id, lead_id) references hark.account (partnership_id, id),
  foreign key (partnership_id, deputy_id) references hark.account (partnership_id, id),
  foreign key (partnership_id, changed_by) references hark.account (partnership_id, id),
  foreign key (partnership_id, created_by) references hark.account (partnership_id, id)
);

-- A concern can be raised by hand, about a record or not; a record waits while one holds it.
alter table hark.concern
  alter column record_id drop not null,
  alter column survey_module drop not null,
  alter column survey_version drop not null,
  drop constraint concern_questions_check,
  add column raised_how text not null default 'answer'
    check (raised_how in ('answer', 'phrase', 'hand')),
  add column holds boolean not null default true,
  add column outcome text check (outcome in ('not_a_concern', 'advice_given', 'support_arranged',
    'referred', 'emergency_services', 'other')),
  add constraint concern_has_reason
    check (raised_how = 'hand' or (cardinality(questions) >= 1 and record_id is not null)),
  add constraint concern_outcome check (outcome is null or status = 'closed');
create index concern_holding on hark.concern (partnership_id, record_id) where holds;
create index concern_open on hark.concern (partnership_id, created_at) where status = 'open';

-- What was done about a concern. created_by did it; null: Hark.
create table hark.concern_event (
  partnership_id uuid not null,
  id uuid not null default gen_random_uuid(),
  concern_id uuid not null,
  kind text not null check (kind in ('raised', 'alerted', 'escalated', 'acknowledged', 'noted',
    'closed')),
  detail jsonb not null default '{}' check (jsonb_typeof(detail) = 'object'),
  note text check (length(note) between 1 and 20000),
  created_at timestamptz not null default clock_timestamp(),
  created_by uuid,
  primary key (partnership_id, id),
  foreign key (partnership_id, concern_id) references hark.concern (partnership_id, id)
    on delete cascade,
  foreign key (partnership_id, created_by) references hark.account (partnership_id, id)
);
create index concern_event_list on hark.concern_event (partnership_id, concern_id, created_at);

-- The outbox: one row for each time that somebody has to be told. Level 1 is for the lead, 2 for the
-- deputy, later ones for both. Its id is the key by which whoever gets it knows a second copy.
create table hark.concern_alert (
  partnership_id uuid not null,
  id uuid not null default gen_random_uuid(),
  concern_id uuid not null,
  level integer not null check (level >= 1),
  -- When each way of telling took it.
  mailed_at timestamptz,
  posted_at timestamptz,
  done_at timestamptz,
  attempts integer not null default 0,
  next_at timestamptz not null default clock_timestamp(),
  claimed_until timestamptz,
  -- What kind of failure came last; never an address or an answer.
  failure text check (length(failure) <= 60),
  created_at timestamptz not null default now(),
  created_by uuid,
  primary key (partnership_id, id),
  unique (partnership_id, concern_id, level),
  foreign key (partnership_id, concern_id) references hark.concern (partnership_id, id)
    on delete cascade
);
create index concern_alert_waiting on hark.concern_alert (next_at) where done_at is null;

alter table hark.safeguarding enable row level security;
alter table hark.safeguarding force row level security;
alter table hark.concern_event enable row level security;
alter table hark.concern_event force row level security;
alter table hark.concern_alert enable row level security;
alter table hark.concern_alert force row level security;

-- The functions below work as the owner, who sees which concerns there are while they work for the
-- application, and never what was noted.
create policy owner_all on hark.safeguarding to hark_owner using (true) with check (true);
create policy owner_all on hark.concern_alert to hark_owner using (true) with check (true);
create policy owner_sees on hark.concern for select to hark_owner using (true);
create policy owner_adds on hark.concern_event for insert to hark_owner
  with check (kind in ('raised', 'alerted', 'escalated') and note is null);

create policy steward_sees on hark.safeguarding for select to hark_app
  using (
    partnership_id = (select hark.current_partnership())
    and (select hark.current_role_name()) = 'steward');
create policy steward_adds on hark.safeguarding for insert to hark_app
  with check (
    partnership_id = (select hark.current_partnership())
    and created_by = (select hark.current_account())
    and changed_by = (select hark.current_account())
    and (select hark.current_role_name()) = 'steward');
create policy steward_changes on hark.safeguarding for update to hark_app
  using (
    partnership_id = (select hark.current_partnership())
    and (select hark.current_role_name()) = 'steward')
  with check (
    partnership_id = (select hark.current_partnership())
    and changed_by = (select hark.current_account()));
grant select, insert, update (lead_id, deputy_id, lead_email, deputy_email, webhook,
  acknowledge_minutes, contact, steps, phrases, help_lines, changed_at, changed_by)
  on hark.safeguarding to hark_app;

-- The lead and the deputy of a partnership who are there: the account works and is a steward's.
create function hark.active_leads(partnership uuid)
returns table (place integer, account_id uuid, email text)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select n.place, n.account_id, n.email
  from hark.safeguarding s
  cross join lateral (
    values (1, s.lead_id, s.lead_email), (2, s.deputy_id, s.deputy_email)
  ) n (place, account_id, email)
  join hark.account a on a.partnership_id = s.partnership_id and a.id = n.account_id
    and a.disabled_at is null
  join hark.membership m on m.partnership_id = s.partnership_id and m.account_id = n.account_id
    and m.role = 'steward' and m.ended_at is null
  where s.partnership_id = partnership
  order by n.place;
end;

-- Whom a steward can name.
create function hark.stewards() returns table (id uuid, name text)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select a.id, a.name from hark.account a
  join hark.membership m on m.partnership_id = a.partnership_id and m.account_id = a.id
    and m.role = 'steward' and m.ended_at is null
  where a.partnership_id = hark.current_partnership() and a.disabled_at is null
    and hark.current_role_name() = 'steward';
end;

-- Concerns are for the named leads alone. While none of them is there, every steward is one: a concern
-- that nobody may see helps nobody.
create function hark.is_safeguarding_lead() returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select hark.current_role_name() = 'steward'
    and coalesce(
      (select bool_or(l.account_id = hark.current_account())
       from hark.active_leads(hark.current_partnership()) l),
      true);
end;

drop policy steward_sees on hark.concern;
drop policy steward_acts on hark.concern;
create policy lead_sees on hark.concern for select to hark_app
  using (
    partnership_id = (select hark.current_partnership())
    and (select hark.is_safeguarding_lead()));
create policy lead_acts on hark.concern for update to hark_app
  using (
    partnership_id = (select hark.current_partnership())
    and (select hark.is_safeguarding_lead()));
grant update (holds, outcome) on hark.concern to hark_app;

-- Whether the transaction's account raised a concern, which it does not see again.
create function hark.raised_concern(concern uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select exists (
    select from hark.concern c
    where c.partnership_id = hark.current_partnership() and c.id = concern
      and c.created_by = hark.current_account());
end;

create policy lead_sees on hark.concern_event for select to hark_app
  using (
    partnership_id = (select hark.current_partnership())
    and (select hark.is_safeguarding_lead()));
create policy lead_adds on hark.concern_event for insert to hark_app
  with check (
    partnership_id = (select hark.current_partnership())
    and created_by = (select hark.current_account())
    and kind in ('acknowledged', 'noted', 'closed')
    and (select hark.is_safeguarding_lead()));
create policy raiser_notes on hark.concern_event for insert to hark_app
  with check (
    partnership_id = (select hark.current_partnership())
    and created_by = (select hark.current_account())
    and kind = 'noted' and hark.raised_concern(concern_id));
grant select, insert on hark.concern_event to hark_app;
create policy lead_sees on hark.concern_alert for select to hark_app
  using (
    partnership_id = (select hark.current_partnership())
    and (select hark.is_safeguarding_lead()));
grant select on hark.concern_alert to hark_app;

-- Whoever raises a concern, in whatever way: the alert is stored with it or it is not stored.
create function hark.tell_of_concern() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into hark.concern_alert (partnership_id, concern_id, level, created_by)
  values (new.partnership_id, new.id, 1, new.created_by);
  insert into hark.concern_event (partnership_id, concern_id, kind, created_by)
  values (new.partnership_id, new.id, 'raised', new.created_by);
  return null;
end
$$;
create trigger tell_of_concern after insert on hark.concern
  for each row execute function hark.tell_of_concern();
-- Those that were raised before there was an outbox.
insert into hark.concern_alert (partnership_id, concern_id, level, created_by)
select c.partnership_id, c.id, 1, c.created_by from hark.concern c where c.status = 'open';
-- From here on the owner's own sessions see none: a function changes the user, not this setting.
alter policy owner_sees on hark.concern
  using (current_setting('role') in ('hark_app', 'hark_analysis', 'hark_courier'));

-- Records that wait until a lead has looked: neither counted nor exported nor quoted.
create function hark.held_records() returns table (id uuid)
language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp
begin atomic
  select c.record_id from hark.concern c
  where c.partnership_id = hark.current_partnership() and c.holds and c.record_id is not null;
end;
alter policy countable_rows on hark.response
  using (
    partnership_id = (select hark.current_partnership()) and countable
    and (select hark.sees_all_records())
    and id not in (select h.id from hark.held_records() h));
alter policy countable_rows on hark.conversation
  using (
    partnership_id = (select hark.current_partnership()) and countable
    and (select hark.sees_all_records())
    and id not in (select h.id from hark.held_records() h));

-- What whoever asks, or answers, is told. Whom the researchers reach is not for public links.
create function hark.safeguarding_advice()
returns table (contact text, steps text, help_lines jsonb)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select case when hark.current_role_name() in ('researcher', 'coordinator', 'steward')
      then s.contact end,
    case when hark.current_role_name() in ('researcher', 'coordinator', 'steward')
      then s.steps end,
    s.help_lines
  from hark.safeguarding s where s.partnership_id = hark.current_partnership();
end;
create function hark.safeguarding_phrases() returns text
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select s.phrases from hark.safeguarding s where s.partnership_id = hark.current_partnership();
end;

-- Where an alert of a level goes: to the lead first, then to the deputy, then to both; to the other
-- where one is not there or has no address.
create function hark.alert_addresses(partnership uuid, level integer) returns text[]
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select coalesce(
    case when level >= 3 then array_agg(l.email order by l.place)
      else (array_agg(l.email
        order by case when level = 2 then -l.place else l.place end))[1:1] end,
    '{}')
  from hark.active_leads(partnership) l where l.email is not null;
end;

-- Takes alerts that are due, for as long as `lease` says: whoever took them and died is followed by
-- somebody else. No partnership has more than four under way, so that an endpoint which hangs keeps
-- nobody else's waiting. An escalation of a concern that was taken up meanwhile is not sent.
create function hark.claim_alerts(most integer, lease interval, moment timestamptz)
returns table (
  id uuid, partnership_id uuid, slug text, concern_id uuid, level integer, urgency text,
  mail_to text[], webhook text, is_mailed boolean, is_posted boolean, attempts integer,
  created_at timestamptz)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update hark.concern_alert a set done_at = moment, failure = 'not needed any more'
  from hark.concern c
  where c.partnership_id = a.partnership_id and c.id = a.concern_id
    and a.done_at is null and a.level > 1 and c.status <> 'open';
  return query
    with due as (
      select a.partnership_id, a.id, row_number() over (
          partition by a.partnership_id order by a.next_at) as place,
        (select count(*) from hark.concern_alert b
         where b.partnership_id = a.partnership_id and b.done_at is null
           and b.claimed_until >= moment) as taken
      from hark.concern_alert a
      where a.done_at is null and a.next_at <= moment
        and coalesce(a.claimed_until < moment, true)
        and (exists (
            select from hark.safeguarding s
            where s.partnership_id = a.partnership_id and s.webhook is not null)
          or hark.alert_addresses(a.partnership_id, a.level) <> '{}')
    ), locked as (
      select a.partnership_id, a.id from hark.concern_alert a
      join due d on d.partnership_id = a.partnership_id and d.id = a.id
      where d.place + d.taken <= 4 and a.done_at is null and coalesce(a.claimed_until < moment, true)
      order by a.next_at limit most
      for update of a skip locked
    ), claimed as (
      update hark.concern_alert a
      set claimed_until = moment + lease, attempts = a.attempts + 1
      from locked l where a.partnership_id = l.partnership_id and a.id = l.id
      returning a.*
    )
    select a.id, a.partnership_id, p.slug, a.concern_id, a.level, c.urgency,
      hark.alert_addresses(a.partnership_id, a.level), s.webhook, a.mailed_at is not null,
      a.posted_at is not null, a.attempts, a.created_at
    from claimed a
    join hark.partnership p on p.id = a.partnership_id
    join hark.concern c on c.partnership_id = a.partnership_id and c.id = a.concern_id
    left join hark.safeguarding s on s.partnership_id = a.partnership_id;
end
$$;

-- What became of an alert: which ways took it, and what failed. Without a failure it is done.
create function hark.settle_alert(
  partnership uuid, alert uuid, mailed boolean, posted boolean, failed text, next timestamptz,
  moment timestamptz
) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  settled hark.concern_alert;
begin
  update hark.concern_alert a
  set mailed_at = case when mailed then coalesce(a.mailed_at, moment) else a.mailed_at end,
    posted_at = case when posted then coalesce(a.posted_at, moment) else a.posted_at end,
    failure = failed, claimed_until = null, next_at = coalesce(next, a.next_at),
    done_at = case when failed is null then moment end
  where a.partnership_id = partnership and a.id = alert and a.done_at is null
  returning a.* into settled;
  if settled.done_at is not null then
    insert into hark.concern_event (partnership_id, concern_id, kind, detail)
    values (partnership, settled.concern_id,
      case when settled.level = 1 then 'alerted' else 'escalated' end,
      jsonb_build_object('alert', settled.id, 'level', settled.level,
        'mail', settled.mailed_at is not null, 'webhook', settled.posted_at is not null));
  end if;
end
$$;

-- A concern that nobody took up in the partnership's time is for somebody else; from the third time on
-- once a day at most.
create function hark.escalate_concerns(moment timestamptz) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  number integer;
begin
  insert into hark.concern_alert (partnership_id, concern_id, level, created_at)
  select c.partnership_id, c.id, l.level + 1, moment
  from hark.concern c
  cross join lateral (
    select a.level, a.created_at from hark.concern_alert a
    where a.partnership_id = c.partnership_id and a.concern_id = c.id
    order by a.level desc limit 1
  ) l
  left join hark.safeguarding s on s.partnership_id = c.partnership_id
  where c.status = 'open'
    and l.created_at + make_interval(mins => case when l.level >= 2
      then greatest(1440, coalesce(s.acknowledge_minutes, 240))
      else coalesce(s.acknowledge_minutes, 240) end) <= moment
  on conflict do nothing;
  get diagnostics number = row_count;
  return number;
end
$$;

-- How safeguarding stands in each partnership, in numbers alone.
create function hark.safeguarding_state(moment timestamptz)
returns table (
  slug text, is_named boolean, lead_there boolean, deputy_there boolean, has_address boolean,
  has_webhook boolean, oldest_checked date, unacknowledged bigint, overdue bigint, waiting bigint,
  oldest_waiting timestamptz, failure text)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select p.slug, s.lead_id is not null,
    exists (select from hark.active_leads(p.id) l where l.place = 1),
    exists (select from hark.active_leads(p.id) l where l.place = 2),
    exists (select from hark.active_leads(p.id) l where l.email is not null),
    s.webhook is not null,
    (select min((h.line ->> 'checked_on')::date)
     from jsonb_array_elements(s.help_lines) h (line)),
    (select count(*) from hark.concern c where c.partnership_id = p.id and c.status = 'open'),
    (select count(*) from hark.concern c where c.partnership_id = p.id and c.status = 'open'
      and c.created_at + make_interval(mins => coalesce(s.acknowledge_minutes, 240)) <= moment),
    (select count(*) from hark.concern_alert a
     where a.partnership_id = p.id and a.done_at is null),
    (select min(a.created_at) from hark.concern_alert a
     where a.partnership_id = p.id and a.done_at is null),
    (select a.failure from hark.concern_alert a
     where a.partnership_id = p.id and a.done_at is null and a.failure is not null
     order by a.created_at limit 1)
  from hark.partnership p
  left join hark.safeguarding s on s.partnership_id = p.id
  order by p.slug;
end;

revoke all on function hark.active_leads(uuid), hark.is_safeguarding_lead(), hark.stewards(),
  hark.raised_concern(uuid), hark.tell_of_concern(), hark.held_records(),
  hark.safeguarding_advice(), hark.safeguarding_phrases(), hark.alert_addresses(uuid, integer),
  hark.claim_alerts(integer, interval, timestamptz),
  hark.settle_alert(uuid, uuid, boolean, boolean, text, timestamptz, timestamptz),
  hark.escalate_concerns(timestamptz), hark.safeguarding_state(timestamptz) from public;
grant execute on function hark.is_safeguarding_lead(), hark.raised_concern(uuid),
  hark.safeguarding_phrases(), hark.stewards() to hark_app;
grant execute on function hark.held_records() to hark_app, hark_analysis;
grant execute on function hark.safeguarding_advice() to hark_app, hark_commissioner;
grant execute on function hark.claim_alerts(integer, interval, timestamptz),
  hark.settle_alert(uuid, uuid, boolean, boolean, text, timestamptz, timestamptz),
  hark.escalate_concerns(timestamptz), hark.safeguarding_state(timestamptz) to hark_courier;
