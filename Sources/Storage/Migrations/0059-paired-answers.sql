-- Who counts reads which response follows which of the same person: what changed between the two is a figure.

create policy counting on hark.record_link for select to hark_analysis
  using (
    partnership_id = (select hark.current_partnership()) and kind = 'follows'
    and exists (
      select from hark.response r
      where r.partnership_id = record_link.partnership_id and r.id = record_link.record_id));
grant select (partnership_id, record_id, kind, to_record) on hark.record_link to hark_analysis;
