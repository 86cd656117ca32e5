-- Texts that stand in clear are gone through by their key, page after page: each page costs what it gives, and
-- not what was sealed before it.

set local role hark_owner;

-- As clear_texts of 0054, of rows after one, in order.
create function hark.clear_texts_after(
  kind text, partnerships uuid[], modules text[], versions text[], places text[],
  after_partnership uuid, after_row uuid, most integer
)
returns table (
  partnership_id uuid, record_id uuid, row_id uuid, content jsonb, survey text, version text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
-- In the order of the key from the first row on, however many rows the planner believes there are.
set plan_cache_mode = force_custom_plan set enable_sort = off set enable_seqscan = off
set enable_bitmapscan = off as $$
#variable_conflict use_column
begin
  perform set_config('hark.sealing', 'on', true);
  case kind
  when 'concern_event' then
    return query
      select e.partnership_id, e.concern_id, e.id, jsonb_build_object('note', e.note),
        null::text, null::text
      from hark.concern_event e
      where (e.partnership_id, e.id) > (after_partnership, after_row) and hark.is_clear(e.note)
      order by e.partnership_id, e.id limit most;
  when 'conversation' then
    return query
      select c.partnership_id, c.id, c.id,
        jsonb_build_object(
          'note', c.note, 'follow_up', c.follow_up, 'follow_up_by', c.follow_up_by),
        null::text, null::text
      from hark.conversation c
      where (c.partnership_id, c.id) > (after_partnership, after_row)
        and (hark.is_clear(c.note) or hark.is_clear(c.follow_up) or hark.is_clear(c.follow_up_by))
      order by c.partnership_id, c.id limit most;
  when 'consent' then
    return query
      select c.partnership_id, c.id, c.id, jsonb_build_object('witness', c.witness),
        null::text, null::text
      from hark.consent c
      where (c.partnership_id, c.id) > (after_partnership, after_row) and hark.is_clear(c.witness)
      order by c.partnership_id, c.id limit most;
  when 'response' then
    return query
      with place as materialized (
        select t.partnership, t.module, t.version, array_agg(t.place) as places
        from unnest(partnerships, modules, versions, clear_texts_after.places)
          t (partnership, module, version, place)
        group by t.partnership, t.module, t.version
      )
      select r.partnership_id, r.id, r.id, jsonb_build_object('answers', r.answers),
        r.survey_module, r.survey_version
      from hark.response r
      join place p on p.partnership = r.partnership_id and p.module = r.survey_module
        and p.version = r.survey_version
      where (r.partnership_id, r.id) > (after_partnership, after_row)
        and hark.has_clear(r.answers, p.places)
      order by r.partnership_id, r.id limit most;
  when 'submission' then
    return query
      with place as materialized (
        select t.partnership, t.module, t.version, array_agg(t.place) as places
        from unnest(partnerships, modules, versions, clear_texts_after.places)
          t (partnership, module, version, place)
        group by t.partnership, t.module, t.version
      )
      select s.partnership_id, s.id, s.id, s.body, r.survey_module, r.survey_version
      from hark.submission s
      left join hark.response r on r.partnership_id = s.partnership_id and r.id = s.id
      left join place p on p.partnership = r.partnership_id and p.module = r.survey_module
        and p.version = r.survey_version
      where (s.partnership_id, s.id) > (after_partnership, after_row) and s.body is not null
        and (hark.is_clear(s.body ->> 'note') or hark.is_clear(s.body #>> '{consent,witness}')
          or hark.is_clear(s.body ->> 'follow_up') or hark.is_clear(s.body ->> 'follow_up_by')
          or coalesce(hark.has_clear(s.body -> 'answers', p.places), false))
      order by s.partnership_id, s.id limit most;
  when 'earlier_version' then
    return query
      with place as materialized (
        select t.partnership, t.module, t.version, array_agg(t.place) as places
        from unnest(partnerships, modules, versions, clear_texts_after.places)
          t (partnership, module, version, place)
        group by t.partnership, t.module, t.version
      )
      select v.partnership_id, v.record_id, v.id, v.content, r.survey_module, r.survey_version
      from hark.earlier_version v
      left join hark.response r on r.partnership_id = v.partnership_id and r.id = v.record_id
      left join place p on p.partnership = r.partnership_id and p.module = r.survey_module
        and p.version = r.survey_version
      where (v.partnership_id, v.id) > (after_partnership, after_row)
        and (hark.is_clear(v.content ->> 'note')
          or hark.is_clear(v.content ->> 'follow_up') or hark.is_clear(v.content ->> 'follow_up_by')
          or coalesce(hark.has_clear(v.content -> 'answers', p.places), false))
      order by v.partnership_id, v.id limit most;
  end case;
  perform set_config('hark.sealing', '', true);
end
$$;
revoke all on function
  hark.clear_texts_after(text, uuid[], text[], text[], text[], uuid, uuid, integer) from public;
grant execute on function
  hark.clear_texts_after(text, uuid[], text[], text[], text[], uuid, uuid, integer) to hark_keeper;
