-- How long a concern is kept after it was closed is the partnership's to say: its own rules, or its
-- safeguarding board, may ask for more or for less than the seven years that stand without a word.

set local role hark_owner;

alter table hark.safeguarding
  add column keep_concerns_months integer not null default 84
    check (keep_concerns_months between 12 and 600);
grant update (keep_concerns_months) on hark.safeguarding to hark_app;

create or replace function hark.forget_concerns(moment timestamptz, is_dry boolean)
returns table (due bigint, held bigint, erased bigint)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  before constant timestamptz := moment - make_interval(months => coalesce((
    select s.keep_concerns_months from hark.safeguarding s
    where s.partnership_id = hark.current_partnership()), 84));
begin
  if hark.current_role_name() is distinct from 'steward' then
    raise exception using errcode = '42501', message = 'stewards erase what was kept long enough';
  end if;
  perform set_config('hark.forgetting', 'on', true);
  select count(*), count(*) filter (where hark.is_concern_held(c))
  into due, held
  from hark.concern c
  where c.partnership_id = hark.current_partnership() and c.status = 'closed'
    and c.closed_at < before;
  erased := 0;
  if not is_dry then
    delete from hark.concern c
    where c.partnership_id = hark.current_partnership() and c.status = 'closed'
      and c.closed_at < before
      and not hark.is_concern_held(c);
    get diagnostics erased = row_count;
  end if;
  perform set_config('hark.forgetting', '', true);
  return next;
end
$$;
