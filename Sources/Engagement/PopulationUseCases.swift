// The population that releases are held against: numbers of people by group, from census tables.

public import Findings
internal import Foundation
public import JSON
internal import Postgres
public import Storage
internal import Surveys

/// A table of the population by one role, as it is in use.
public struct PopulationTable: Sendable, Hashable {
  /// The survey whose population it is; nil: every survey's that has no own.
  public let survey: String?
  /// The role or question.
  public let role: String
  /// Its groups, in their order.
  public let groups: [PopulationMargins.Group]

  /// A table that a survey brings itself.
  init(_ margin: SurveyMargin, of survey: Survey) {
    (self.survey, role) = (survey.id, margin.by)
    groups = PopulationMargins.groups(margin)
  }

  init(_ record: PopulationRecord) throws {
    (survey, role) = (record.survey, record.role)
    groups = try Self.groups(json: JSONValue.parse(record.groups.bytes).array ?? [])
  }

  /// Groups as they are sent in.
  public static func groups(json list: [JSONValue]) throws -> [PopulationMargins.Group] {
    do throws(PopulationProblem) {
      var groups: [PopulationMargins.Group] = []
      for item in list { groups.append(try PopulationMargins.Group(json: item)) }
      return groups
    } catch {
      throw Problem(.badRequest, error.message)
    }
  }

  /// Its groups, a line each.
  public var rows: [JSONObject] {
    groups.map { group in
      var row: JSONObject = ["survey": survey.map { .string($0) } ?? .null]
      for (key, value) in group.json.object ?? [:] { row[key] = value }
      return row
    }
  }
}

extension Engagement {
  /// Every table of the population that is in use; of a survey those that its releases use.
  public func population(
    survey: String? = nil, as principal: Principal
  ) async throws -> [PopulationTable] {
    try require(principal, .coordinator, .administrator, .steward)
    return try await translating {
      try await database.transaction(as: principal, readOnly: true) { connection in
        guard let survey else { return try PopulationTable.current(on: connection) }
        guard let newest = try publishedVersions(survey, on: connection).last?.survey else {
          throw Problem.doesNotLoad
        }
        return try PopulationTable.used(by: newest, on: connection)
      }
    }
  }

  /// Brings in tables of the population: for each role that the groups name, its table is these groups
  /// from now on. With a survey they are that one's alone, and must be groups that it asks about; `places`
  /// says where each stood. Gives the tables, and what to look at again.
  public func keepPopulation(
    _ groups: [PopulationMargins.Group], places: [String]? = nil, survey: String? = nil,
    as principal: Principal, origin: Origin
  ) async throws -> (tables: [PopulationTable], warnings: [String]) {
    try require(principal, .coordinator, .administrator)
    guard !groups.isEmpty else {
      throw Problem(.populationRefused, "there are no groups; each has 'by', 'group' and 'people'")
    }
    var checks = PopulationChecks(groups, places: places)
    try checks.checkForms()
    let margins: PopulationMargins
    do throws(PopulationProblem) { margins = try PopulationMargins(groups) } catch {
      throw Problem(.populationRefused, error.message)
    }
    return try await translating { [checks] in
      try await database.transaction(as: principal) { connection in
        let newest = try survey.flatMap { try publishedVersions($0, on: connection).last?.survey }
        if survey != nil, newest == nil { throw Problem.doesNotLoad }
        var checks = checks
        try checks.checkKnown(
          newest, questions: { try publishedQuestions(on: connection) }, on: connection)
        if let problem = margins.unequalTotals {
          throw Problem(.populationRefused, problem + ". Nothing was stored")
        }
        let before = try PopulationTable.current(on: connection)
        for role in margins.roles {
          try keep(margins.of(role), role, survey, on: connection)
        }
        let after = try PopulationTable.current(on: connection)
        try PopulationTable.refuseTooMany(before: before, after: after)
        try audit("population.keep", "population", margins.roles, origin, connection)
        return (
          after.filter { $0.survey == survey && margins.roles.contains($0.role) },
          PopulationTable.warnings(
            margins.roles, of: survey, before: PopulationTable.adding(newest, to: before),
            after: PopulationTable.adding(newest, to: after))
        )
      }
    }
  }

  /// Takes a role's table out of use.
  public func dropPopulation(
    _ role: String, survey: String? = nil, as principal: Principal, origin: Origin
  ) async throws {
    try require(principal, .coordinator, .administrator)
    try await translating {
      try await database.transaction(as: principal) { connection in
        let before = try PopulationTable.current(on: connection)
        let known = before.filter { $0.survey == survey }
        guard known.contains(where: { $0.role == role }) else {
          throw Problem(
            .notFound,
            "there is no table of the population by '\(role.prefix(64))'"
              + (didYouMean(role, known.map(\.role)).map { "; \($0)" }
                ?? "; `hark population show` shows them"))
        }
        try keep([], role, survey, on: connection)
        try PopulationTable.refuseTooMany(
          before: before, after: PopulationTable.current(on: connection))
        try audit("population.drop", "population", [role], origin, connection)
      }
    }
  }

  private func keep(
    _ groups: [PopulationMargins.Group], _ role: String, _ survey: String?,
    on connection: isolated Connection
  ) throws {
    let list = JSONValue.array(groups.map(\.json))
    try PopulationQueries.insert(
      PopulationRecord(survey: survey, role: role, groups: JSONText(list.encoded(.compact))),
      id: surroundings.identifier(), on: connection)
  }
}

extension PopulationTable {
  /// The tables that are in use.
  static func current(on connection: isolated Connection) throws -> [PopulationTable] {
    try PopulationQueries.current(on: connection).map { try PopulationTable($0) }
      .filter { !$0.groups.isEmpty }
  }

  /// The tables that a survey's releases use: those brought in for it, for other roles those in its own
  /// file, and for others again the partnership's.
  static func used(by survey: Survey, on connection: isolated Connection) throws
    -> [PopulationTable]
  {
    used(by: survey.id, of: try adding(survey, to: current(on: connection)))
  }

  /// Stored tables with those in a survey's own file that none of them stands for.
  static func adding(_ survey: Survey?, to stored: [PopulationTable]) -> [PopulationTable] {
    guard let survey else { return stored }
    let known = Set(stored.filter { $0.survey == survey.id }.map(\.role))
    return stored
      + survey.margins.filter { !known.contains($0.by) }.map { PopulationTable($0, of: survey) }
  }

  static func used(by survey: String?, of all: [PopulationTable]) -> [PopulationTable] {
    guard let survey else { return all.filter { $0.survey == nil } }
    let own = all.filter { $0.survey == survey }
    let roles = Set(own.map(\.role))
    return all.filter { $0.survey == nil && !roles.contains($0.role) } + own
  }

  /// Refuses what would leave a survey with more groups than its releases can be held against: the
  /// tables of several roles, each small enough, are used together.
  fileprivate static func refuseTooMany(
    before: [PopulationTable], after: [PopulationTable]
  ) throws {
    let groups = { (survey: String?, tables: [PopulationTable]) in
      used(by: survey, of: tables).reduce(0) { $0 + $1.groups.count }
    }
    for survey in Set((before + after).map(\.survey)).union([nil]) {
      let count = groups(survey, after)
      // What is already too much may still become less.
      guard count > PopulationMargins.mostGroups, count > groups(survey, before) else { continue }
      throw Problem(
        .populationRefused,
        "the tables of all roles together would have \(count) groups"
          + (survey.map { " in the survey '\($0)'" } ?? "")
          + "; a release is held against at most 10,000. Bring in fewer groups, or take another"
          + " role's table out of use with `hark population drop`. Nothing was changed")
    }
  }

  private static func placeNames(
    _ codes: [String], on connection: isolated Connection
  ) throws -> [String: String] {
    if codes.isEmpty { return [:] }
    let places = try PlaceQueries.find(codes: codes, withAncestors: false, on: connection)
    return Dictionary(places.map { ($0.code, $0.name) }) { first, _ in first }
  }

  /// The population that a survey's releases are held against.
  static func margins(of survey: Survey, on connection: isolated Connection) throws
    -> PopulationMargins
  {
    let tables = try used(by: survey, on: connection)
    let count = tables.reduce(0) { $0 + $1.groups.count }
    guard count <= PopulationMargins.mostGroups else {
      throw Problem(
        .populationRefused,
        "with the margins of the survey itself the population has \(count) groups; a release is held"
          + " against at most 10,000. Take a role's table out of use with `hark population drop`")
    }
    do {
      let groups = tables.flatMap(\.groups)
      let names = try placeNames(groups.filter { $0.by == "place" }.map(\.group), on: connection)
      return try PopulationMargins(
        groups.map { $0.by == "place" ? $0.called(names[$0.group]) : $0 })
    } catch is PopulationProblem {
      throw Problem(.failed, "a stored table of the population cannot be read; tell the operator")
    }
  }
}
