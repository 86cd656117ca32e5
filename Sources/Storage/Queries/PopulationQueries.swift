// Numbers of people by group, from census tables. A table of a role is added, never changed: the newest
// one counts.

public import Foundation
public import Postgres

/// A table of the population by one role, as it was brought in.
public struct PopulationRecord: Sendable, Hashable {
  /// The survey whose population it is; nil: every survey's that has no own.
  public let survey: String?
  /// The role or question.
  public let role: String
  /// The groups in order, a JSON list; empty: the role is no longer in use.
  public let groups: JSONText

  /// Describes a table.
  public init(survey: String?, role: String, groups: JSONText) {
    (self.survey, self.role, self.groups) = (survey, role, groups)
  }
}

/// Reads and writes tables of the population.
public enum PopulationQueries {
  /// Adds a table, for an administrator or coordinator.
  public static func insert(
    _ table: PopulationRecord, id: UUID, on connection: isolated Connection
  ) throws {
    try connection.execute(
      """
      insert into hark.population (partnership_id, id, survey_module, role, groups, created_by)
      values (hark.current_partnership(), \(id), \(table.survey), \(table.role), \(table.groups),
        hark.current_account())
      """)
  }

  /// The newest table of every role and survey, in the order in which roles were first brought in.
  public static func current(on connection: isolated Connection) throws -> [PopulationRecord] {
    try connection.query(
      """
      select survey_module, role, groups from (
        select distinct on (p.role, p.survey_module) p.*,
          min(p.number) over (partition by p.role, p.survey_module) as first
        from hark.population p
        where p.partnership_id = hark.current_partnership()
        order by p.role, p.survey_module, p.number desc
      ) newest
      order by survey_module nulls first, first
      """
    ) { row in
      PopulationRecord(
        survey: try row.get("survey_module"), role: try row.get("role"),
        groups: try row.get("groups"))
    }
  }
}
