-- Mail and posts of a partnership do not wait for each other: four alerts of each are under way at once. An
-- alert whose endpoint has four others to take goes out by mail now, and is posted afterwards; and the other
-- way round.

set local role hark_owner;

-- By which ways whoever has an alert sends it.
alter table hark.concern_alert
  add column claims_mail boolean not null default true,
  add column claims_post boolean not null default true;

create or replace function hark.claim_alerts(most integer, lease interval, moment timestamptz)
returns table (
  id uuid, partnership_id uuid, slug text, concern_id uuid, level integer, urgency text,
  mail_to text[], webhook text, is_mailed boolean, is_posted boolean, attempts integer,
  created_at timestamptz)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update hark.concern_alert a set done_at = moment, failure = 'not needed any more'
  from hark.concern c
  where c.partnership_id = a.partnership_id and c.id = a.concern_id
    and a.done_at is null and a.level > 1 and c.status <> 'open'
    and coalesce(a.claimed_until < moment, true);
  return query
    with waiting as (
      select a.partnership_id, a.id, a.next_at,
        a.mailed_at is null and hark.alert_addresses(a.partnership_id, a.level) <> '{}' as to_mail,
        a.posted_at is null and s.webhook is not null as to_post,
        s.webhook is not null or hark.alert_addresses(a.partnership_id, a.level) <> '{}' as can
      from hark.concern_alert a
      left join hark.safeguarding s on s.partnership_id = a.partnership_id
      where a.done_at is null and a.next_at <= moment
        and coalesce(a.claimed_until < moment, true)
    ), under_way as (
      select a.partnership_id,
        count(*) filter (where a.claims_mail and a.mailed_at is null) as mails,
        count(*) filter (where a.claims_post and a.posted_at is null) as posts
      from hark.concern_alert a
      where a.done_at is null and a.claimed_until >= moment
      group by a.partnership_id
    ), placed as (
      select w.*,
        w.to_mail and coalesce(u.mails, 0) + count(*) filter (where w.to_mail) over (
          partition by w.partnership_id order by w.next_at, w.id) <= 4 as mail_now,
        w.to_post and coalesce(u.posts, 0) + count(*) filter (where w.to_post) over (
          partition by w.partnership_id order by w.next_at, w.id) <= 4 as post_now
      from waiting w left join under_way u on u.partnership_id = w.partnership_id
      where w.can
    ), locked as (
      select a.partnership_id, a.id, p.mail_now, p.post_now from hark.concern_alert a
      join placed p on p.partnership_id = a.partnership_id and p.id = a.id
      -- One that both ways took, and that nobody wrote down as done, is written down so.
      where (p.mail_now or p.post_now or not (p.to_mail or p.to_post))
        and a.done_at is null and coalesce(a.claimed_until < moment, true)
      order by a.next_at limit most
      for update of a skip locked
    ), claimed as (
      update hark.concern_alert a
      set claimed_until = moment + lease, attempts = a.attempts + 1,
        claims_mail = l.mail_now, claims_post = l.post_now
      from locked l where a.partnership_id = l.partnership_id and a.id = l.id
      returning a.*
    )
    select a.id, a.partnership_id, p.slug, a.concern_id, a.level, c.urgency,
      case when a.claims_mail then hark.alert_addresses(a.partnership_id, a.level)
        else '{}'::text[] end,
      case when a.claims_post then s.webhook end, a.mailed_at is not null,
      a.posted_at is not null, a.attempts, a.created_at
    from claimed a
    join hark.partnership p on p.id = a.partnership_id
    join hark.concern c on c.partnership_id = a.partnership_id and c.id = a.concern_id
    left join hark.safeguarding s on s.partnership_id = a.partnership_id;
end
$$;

-- As in 0026. An alert of which one way was left for later is not done without it, and due at once.
create or replace function hark.settle_alert(
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
    done_at = case
      when failed is not null then null
      when not a.claims_mail and a.mailed_at is null
        and hark.alert_addresses(a.partnership_id, a.level) <> '{}' then null
      when not a.claims_post and a.posted_at is null and exists (
        select from hark.safeguarding s
        where s.partnership_id = a.partnership_id and s.webhook is not null) then null
      else moment end
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
