-- What one way of telling took is kept while another is still under way: who sends an alert by mail to a
-- server that hangs does not post it again.

set local role hark_owner;

create function hark.keep_alert_delivery(
  partnership uuid, alert uuid, mailed boolean, posted boolean, moment timestamptz
) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
  update hark.concern_alert a
  set mailed_at = case when mailed then coalesce(a.mailed_at, moment) else a.mailed_at end,
    posted_at = case when posted then coalesce(a.posted_at, moment) else a.posted_at end
  where a.partnership_id = partnership and a.id = alert and a.done_at is null;
end;

revoke all on function hark.keep_alert_delivery(uuid, uuid, boolean, boolean, timestamptz)
  from public;
grant execute on function hark.keep_alert_delivery(uuid, uuid, boolean, boolean, timestamptz)
  to hark_courier;
