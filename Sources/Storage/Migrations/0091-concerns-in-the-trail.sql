-- What the trail says of safeguarding concerns is for those who may see concerns: the named leads, and every
-- steward while none is there. An event of a concern stands beside that of the record that raised it, so whoever
-- reads both knows whose record it is. The chain over all events is verified by another role, as before.
alter policy own_or_steward on hark.audit_event
  using (
    partnership_id = (select hark.current_partnership())
    and ((select hark.current_role_name()) = 'steward'
        and (action not like 'concern.%' or (select hark.is_safeguarding_lead()))
      or (select hark.current_role_name()) in ('coordinator', 'commissioner')
      and (created_by = (select hark.current_account())
        or created_by is null and record_kind = 'batch' and detail -> 'accounts' ? (select hark.current_account())::text)));
