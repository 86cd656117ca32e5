-- How to reach whoever keeps people safe lies sealed, like all that says who somebody is: the addresses
-- that alerts go to, and whom researchers call. The key is the partnership's own, in hark.data_key under
-- the partnership's id; the courier gets it, wrapped, with each alert.

set local role hark_owner;

-- A text is longer once it is sealed.
alter table hark.safeguarding
  drop constraint safeguarding_lead_email_check,
  drop constraint safeguarding_deputy_email_check,
  drop constraint safeguarding_webhook_check,
  drop constraint safeguarding_contact_check,
  add constraint safeguarding_lead_email_check check (length(lead_email) between 3 and 2000),
  add constraint safeguarding_deputy_email_check check (length(deputy_email) between 3 and 2000),
  add constraint safeguarding_webhook_check check (length(webhook) between 8 and 12000),
  add constraint safeguarding_contact_check check (length(contact) between 1 and 4000);

-- The columns that hold what hark.alert_addresses gives, in the same order: a sealed text opens at its
-- own column alone.
create function hark.alert_columns(partnership uuid, level integer) returns text[]
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select coalesce(
    case when level >= 3 then array_agg(n.name order by l.place)
      else (array_agg(n.name
        order by case when level = 2 then -l.place else l.place end))[1:1] end,
    '{}')
  from hark.active_leads(partnership) l
  cross join lateral (
    select case l.place when 1 then 'lead_email' else 'deputy_email' end as name
  ) n
  where l.email is not null;
end;

-- As in 0034, with the columns that the addresses stand in and the key that opens them.
drop function hark.claim_alerts(integer, interval, timestamptz);
create function hark.claim_alerts(most integer, lease interval, moment timestamptz)
returns table (
  id uuid, partnership_id uuid, slug text, concern_id uuid, level integer, urgency text,
  mail_to text[], webhook text, is_mailed boolean, is_posted boolean, attempts integer,
  created_at timestamptz, mail_columns text[], master text, wrapped bytea)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update hark.concern_alert a set done_at = moment, failure = 'not needed any more'
  from hark.concern c
  where c.partnership_id = a.partnership_id and c.id = a.concern_id
    and a.done_at is null and a.level > 1 and c.status <> 'open'
    and coalesce(a.claimed_until < moment, true);
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
      a.posted_at is not null, a.attempts, a.created_at,
      hark.alert_columns(a.partnership_id, a.level), k.master, k.wrapped
    from claimed a
    join hark.partnership p on p.id = a.partnership_id
    join hark.concern c on c.partnership_id = a.partnership_id and c.id = a.concern_id
    left join hark.safeguarding s on s.partnership_id = a.partnership_id
    left join hark.data_key k on k.partnership_id = a.partnership_id and k.id = a.partnership_id;
end
$$;

-- Settings that hold such a text in clear from before.
create function hark.clear_contacts(most integer)
returns table (
  partnership_id uuid, record_id uuid, row_id uuid, content jsonb, survey text, version text)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select s.partnership_id, s.partnership_id, s.partnership_id,
    jsonb_build_object('lead_email', s.lead_email, 'deputy_email', s.deputy_email,
      'webhook', s.webhook, 'contact', s.contact),
    null::text, null::text
  from hark.safeguarding s
  where hark.is_clear(s.lead_email) or hark.is_clear(s.deputy_email)
    or hark.is_clear(s.webhook) or hark.is_clear(s.contact)
  limit most;
end;

-- Puts sealed texts in their place; settings that say something else by now are left alone.
create function hark.seal_contacts(partnerships uuid[], old jsonb[], new jsonb[]) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  number integer;
begin
  update hark.safeguarding s
  set lead_email = t.new ->> 'lead_email', deputy_email = t.new ->> 'deputy_email',
    webhook = t.new ->> 'webhook', contact = t.new ->> 'contact'
  from unnest(partnerships, old, new) t (partnership, old, new)
  where s.partnership_id = t.partnership
    and jsonb_build_object('lead_email', s.lead_email, 'deputy_email', s.deputy_email,
      'webhook', s.webhook, 'contact', s.contact) = t.old;
  get diagnostics number = row_count;
  return number;
end
$$;

revoke all on function hark.alert_columns(uuid, integer),
  hark.claim_alerts(integer, interval, timestamptz), hark.clear_contacts(integer),
  hark.seal_contacts(uuid[], jsonb[], jsonb[]) from public;
grant execute on function hark.claim_alerts(integer, interval, timestamptz) to hark_courier;
grant execute on function hark.clear_contacts(integer),
  hark.seal_contacts(uuid[], jsonb[], jsonb[]) to hark_keeper;
