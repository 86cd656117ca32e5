-- Who answers for data protection in a partnership, and the outbox that tells them of complaints: one mail when a
-- complaint comes in, stored with it, and one before its time is over. The courier sees of a complaint its id and
-- when it came in, and nothing else.

set local role hark_owner;

-- Nobody is named: both are null.
create table hark.data_protection (
  partnership_id uuid primary key references hark.partnership (id),
  name text check (length(name) between 1 and 200),
  email text check (length(email) between 3 and 254),
  changed_at timestamptz not null default now(),
  changed_by uuid not null,
  created_at timestamptz not null default now(),
  created_by uuid not null,
  check ((name is null) = (email is null)),
  foreign key (partnership_id, changed_by) references hark.account (partnership_id, id),
  foreign key (partnership_id, created_by) references hark.account (partnership_id, id)
);

-- Its id is the key by which a mail server's second copy is known.
create table hark.complaint_mail (
  partnership_id uuid not null,
  id uuid not null default gen_random_uuid(),
  complaint_id uuid not null,
  kind text not null check (kind in ('received', 'reminder')),
  -- When it went out; null: it waits, or was not needed any more.
  mailed_at timestamptz,
  done_at timestamptz,
  attempts integer not null default 0,
  next_at timestamptz not null default clock_timestamp(),
  claimed_until timestamptz,
  -- What kind of failure came last; never an address.
  failure text check (length(failure) <= 60),
  created_at timestamptz not null default now(),
  primary key (partnership_id, id),
  unique (partnership_id, complaint_id, kind),
  foreign key (partnership_id, complaint_id) references hark.complaint (partnership_id, id)
    on delete cascade
);
create index complaint_mail_waiting on hark.complaint_mail (next_at) where done_at is null;
create index complaint_waiting on hark.complaint (created_at)
  where status in ('open', 'acknowledged');

alter table hark.data_protection enable row level security;
alter table hark.data_protection force row level security;
alter table hark.complaint_mail enable row level security;
alter table hark.complaint_mail force row level security;
create policy owner_sees on hark.data_protection for select to hark_owner using (true);
create policy owner_all on hark.complaint_mail to hark_owner using (true) with check (true);
create policy owner_mails on hark.complaint for select to hark_owner
  using (current_setting('role') = 'hark_courier');

create policy steward_sees on hark.data_protection for select to hark_app
  using (
    partnership_id = (select hark.current_partnership())
    and (select hark.current_role_name()) = 'steward');
create policy steward_adds on hark.data_protection for insert to hark_app
  with check (
    partnership_id = (select hark.current_partnership())
    and created_by = (select hark.current_account())
    and changed_by = (select hark.current_account())
    and (select hark.current_role_name()) = 'steward');
create policy steward_changes on hark.data_protection for update to hark_app
  using (
    partnership_id = (select hark.current_partnership())
    and (select hark.current_role_name()) = 'steward')
  with check (
    partnership_id = (select hark.current_partnership())
    and changed_by = (select hark.current_account()));
grant select, insert, update (name, email, changed_at, changed_by) on hark.data_protection
  to hark_app;
create policy steward_sees on hark.complaint_mail for select to hark_app
  using (
    partnership_id = (select hark.current_partnership())
    and (select hark.current_role_name()) = 'steward');
grant select on hark.complaint_mail to hark_app;

-- Whoever complains, in whatever way and whatever version takes it in: the mail is stored with the complaint or
-- the complaint is not stored.
create function hark.tell_of_complaint() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into hark.complaint_mail (partnership_id, complaint_id, kind)
  values (new.partnership_id, new.id, 'received');
  return null;
end
$$;
create trigger tell_of_complaint after insert on hark.complaint
  for each row execute function hark.tell_of_complaint();
-- Those that wait from before.
alter table hark.complaint no force row level security;
insert into hark.complaint_mail (partnership_id, complaint_id, kind)
select c.partnership_id, c.id, 'received' from hark.complaint c
where c.status in ('open', 'acknowledged');
alter table hark.complaint force row level security;

-- For whoever comes without an account: who answers for data protection.
create function hark.data_protection_contact(slug text) returns table (name text, email text)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select d.name, d.email from hark.data_protection d
  join hark.partnership p on p.id = d.partnership_id
  where p.slug = data_protection_contact.slug and d.email is not null;
end;

-- A complaint that came in before `since` and still waits for its answer is told once more.
create function hark.remind_of_complaints(since timestamptz, moment timestamptz) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
  insert into hark.complaint_mail (partnership_id, complaint_id, kind, next_at, created_at)
  select c.partnership_id, c.id, 'reminder', moment, moment from hark.complaint c
  where c.status in ('open', 'acknowledged') and c.created_at <= since
    and not exists (
      select from hark.complaint_mail m
      where m.partnership_id = c.partnership_id and m.complaint_id = c.id and m.kind = 'reminder')
  on conflict (partnership_id, complaint_id, kind) do nothing;
end;

-- Takes mails that are due, for as long as `lease` says: whoever took them and died is followed by somebody else.
-- A complaint that was answered meanwhile needs none.
create function hark.claim_complaint_mails(most integer, lease interval, moment timestamptz)
returns table (
  id uuid, partnership_id uuid, slug text, complaint_id uuid, kind text, mail_to text,
  attempts integer, created_at timestamptz, received_at timestamptz)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update hark.complaint_mail m set done_at = moment, failure = 'not needed any more'
  from hark.complaint c
  where c.partnership_id = m.partnership_id and c.id = m.complaint_id
    and m.done_at is null and c.status in ('answered', 'closed')
    and coalesce(m.claimed_until < moment, true);
  return query
    with locked as (
      select m.partnership_id, m.id, d.email from hark.complaint_mail m
      join hark.data_protection d on d.partnership_id = m.partnership_id and d.email is not null
      where m.done_at is null and m.next_at <= moment and coalesce(m.claimed_until < moment, true)
      order by m.next_at limit most
      for update of m skip locked
    ), claimed as (
      update hark.complaint_mail m
      set claimed_until = moment + lease, attempts = m.attempts + 1
      from locked l where m.partnership_id = l.partnership_id and m.id = l.id
      returning m.*, l.email
    )
    select m.id, m.partnership_id, p.slug, m.complaint_id, m.kind, m.email, m.attempts,
      m.created_at, c.created_at
    from claimed m
    join hark.partnership p on p.id = m.partnership_id
    join hark.complaint c on c.partnership_id = m.partnership_id and c.id = m.complaint_id;
end
$$;

-- What became of a mail. Without a failure it is out.
create function hark.settle_complaint_mail(
  partnership uuid, mail uuid, failed text, next timestamptz, moment timestamptz
) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
  update hark.complaint_mail m
  set mailed_at = case when failed is null then moment end,
    done_at = case when failed is null then moment end,
    failure = failed, claimed_until = null, next_at = coalesce(next, m.next_at)
  where m.partnership_id = partnership and m.id = mail and m.done_at is null;
end;

-- How mails of complaints stand in each partnership, in numbers alone.
create function hark.complaint_mail_state()
returns table (slug text, is_named boolean, waiting bigint, oldest timestamptz, failure text)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select p.slug,
    exists (
      select from hark.data_protection d
      where d.partnership_id = p.id and d.email is not null),
    count(m.id), min(m.created_at), max(m.failure)
  from hark.partnership p
  left join hark.complaint_mail m on m.partnership_id = p.id and m.done_at is null
  group by p.id, p.slug order by p.slug;
end;

revoke all on function hark.tell_of_complaint(), hark.data_protection_contact(text),
  hark.remind_of_complaints(timestamptz, timestamptz),
  hark.claim_complaint_mails(integer, interval, timestamptz),
  hark.settle_complaint_mail(uuid, uuid, text, timestamptz, timestamptz),
  hark.complaint_mail_state() from public;
grant execute on function hark.data_protection_contact(text) to hark_app;
grant execute on function hark.remind_of_complaints(timestamptz, timestamptz),
  hark.claim_complaint_mails(integer, interval, timestamptz),
  hark.settle_complaint_mail(uuid, uuid, text, timestamptz, timestamptz),
  hark.complaint_mail_state() to hark_courier;
