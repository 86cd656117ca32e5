-- Who sees and writes which record. A researcher sees what they recorded, coordinators and stewards
-- what the partnership recorded, everybody else nothing. Analysis reads countable rows alone, for
-- coordinators and stewards, and neither answers in words, notes nor accounts.

set local role hark_owner;

alter table hark.consent enable row level security;
alter table hark.consent force row level security;
alter table hark.consent_scope enable row level security;
alter table hark.consent_scope force row level security;
alter table hark.conversation enable row level security;
alter table hark.conversation force row level security;
alter table hark.response enable row level security;
alter table hark.response force row level security;
alter table hark.submission enable row level security;
alter table hark.submission force row level security;

-- These policies are read by every trigger that looks at a single row, where a plain call is
-- cheaper than a subquery; analysis, which reads millions of rows, asks once for each statement.
do $$
declare
  noun text;
begin
  foreach noun in array array['consent', 'consent_scope', 'conversation', 'response', 'submission']
  loop
    execute format($policy$
      create policy own_or_all on hark.%I for select to hark_app
        using (
          partnership_id = hark.current_partnership()
          and (hark.sees_all_records()
            or (created_by = hark.current_account() and hark.is_recording())))
      $policy$, noun);
    execute format($policy$
      create policy recording on hark.%I for insert to hark_app
        with check (
          partnership_id = (select hark.current_partnership())
          and created_by = (select hark.current_account())
          and (select hark.is_recording()))
      $policy$, noun);
    execute format('grant select, insert on hark.%I to hark_app', noun);
  end loop;

  -- Withdrawals pass through the steward, and with them what follows for the record.
  foreach noun in array array['consent', 'consent_scope', 'conversation', 'response']
  loop
    execute format($policy$
      create policy steward_withdraws on hark.%I for update to hark_app
        using (
          partnership_id = (select hark.current_partnership())
          and (select hark.current_role_name()) = 'steward')
      $policy$, noun);
  end loop;

  foreach noun in array array['conversation', 'response']
  loop
    execute format($policy$
      create policy countable_rows on hark.%I for select to hark_analysis
        using (
          partnership_id = (select hark.current_partnership()) and countable
          and (select hark.sees_all_records()))
      $policy$, noun);
  end loop;
end
$$;

grant update (withdrawn_at) on hark.consent, hark.consent_scope to hark_app;
grant update (withdrawn) on hark.conversation, hark.response to hark_app;

grant select (partnership_id, id, survey_module, survey_version, place_held, held_on, setting, how,
  people, language, interpreter, basis, countable, created_at)
  on hark.conversation to hark_analysis;
grant select (partnership_id, id, survey_module, survey_version, series, conversation_id, basis,
  place, answered_on, mode, language, coded, record_key, late, countable, created_at)
  on hark.response to hark_analysis;
