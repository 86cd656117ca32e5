// How far a survey is: exact counts by day, place, researcher, mode, language and version, in one pass over
// its responses. For coordinators while the survey runs; never published.

internal import Foundation
public import Postgres

/// What responses are counted by while a survey runs.
public enum ProgressDimension: String, Sendable, CaseIterable, SQLDecodable, SQLEncodable {
  case all, day, place, researcher, mode, language, version
}

/// One count of a survey's progress.
public struct ProgressCount: Sendable, Hashable {
  /// What is counted by; `all` is the whole survey.
  public let dimension: ProgressDimension
  /// The day, place's code, account's name, mode or language; nil where a response names none.
  public let key: String?
  /// Responses that count.
  public let responses: Int
  /// Responses whose consent was withdrawn.
  public let withdrawn: Int
  /// Those of the responses that were recorded after the survey had closed.
  public let late: Int
}

/// Counts responses.
public enum ProgressQueries {
  /// The counts of a survey as the principal may see its responses. What was published elsewhere is
  /// not counted.
  public static func counts(
    survey: String, on connection: isolated Connection
  ) throws -> [ProgressCount] {
    try connection.query(
      """
      select t.dimension, case when t.dimension = 'researcher' then coalesce(n.name, t.key)
        else t.key end as key, t.responses, t.withdrawn, t.late
      from (
        select
          case when grouping(r.answered_on) = 0 then 'day' when grouping(r.place) = 0 then 'place'
            when grouping(r.created_by) = 0 then 'researcher' when grouping(r.mode) = 0 then 'mode'
            when grouping(r.language) = 0 then 'language'
            when grouping(r.survey_version) = 0 then 'version' else 'all' end as dimension,
          coalesce(to_char(r.answered_on, 'YYYY-MM-DD'), r.place, r.created_by::text, r.mode,
            r.language, r.survey_version) as key,
          count(*) filter (where r.countable) as responses,
          -- Who withdrew is gone from here; how many did, their tombstones say.
          case when grouping(r.answered_on, r.place, r.created_by, r.mode, r.language,
            r.survey_version) = 63 then (
            select count(*) from hark.tombstone g
            where g.partnership_id = hark.current_partnership() and g.reason = 'withdrawn'
              and g.survey_module = \(survey)) else 0 end as withdrawn,
          count(*) filter (where r.countable and r.late) as late
        from hark.response r
        where r.partnership_id = hark.current_partnership() and r.survey_module = \(survey)
          and r.basis <> 'published'
        group by grouping sets ((), (r.answered_on), (r.place), (r.created_by), (r.mode),
          (r.language), (r.survey_version))
      ) t
      left join hark.account_names() n on t.dimension = 'researcher' and n.id::text = t.key
      order by t.dimension, 2
      """
    ) { row in
      ProgressCount(
        dimension: try row.get("dimension"), key: try row.get("key"),
        responses: try row.get("responses"), withdrawn: try row.get("withdrawn"),
        late: try row.get("late"))
    }
  }
}
