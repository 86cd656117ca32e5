// What is wrong with the groups of a table of the population: every one that cannot be used is named with
// where it stands, and nothing is stored.

internal import Findings
internal import Postgres
internal import Storage
internal import Surveys

/// Groups of a table of the population on their way in.
struct PopulationChecks {
  private let groups: [PopulationMargins.Group]
  /// Where each stands: a line of a file, an entry of a list.
  private let places: [String]
  private var problems: [String] = []

  /// How many are named.
  private static let mostNamed = 20

  init(_ groups: [PopulationMargins.Group], places: [String]?) {
    self.groups = groups
    let given = places.flatMap { $0.count == groups.count ? $0 : nil }
    self.places = given ?? groups.indices.map { "entry \($0 + 1)" }
  }

  /// Refuses groups that are none, and those that are there twice.
  mutating func checkForms() throws {
    var seen: [[String]: String] = [:]
    for (place, group) in zip(places, groups) {
      let key = [group.by, group.group]
      if let problem = group.problem {
        problems.append("\(place): \(problem)")
      } else if let first = seen[key] {
        problems.append(
          "\(place): the group '\(group.group)' of '\(group.by)' is there twice, first at \(first)")
      } else {
        seen[key] = place
      }
    }
    try finish()
  }

  /// Refuses roles that nobody asks about, groups that the survey does not have, and places that are
  /// not known or lie within another.
  mutating func checkKnown(
    _ survey: Survey?, questions: () throws -> [String], on connection: isolated Connection
  ) throws {
    let roles = try unknownRoles(survey, questions)
    let known = Set(groups.map(\.by)).reduce(into: [String: [String]]()) { known, role in
      known[role] = survey?.questions.groups(ofBreakdown: role)
    }
    let surroundings = try self.surroundings(on: connection)
    for (place, group) in zip(places, groups) {
      let problem =
        roles[group.by]
        ?? survey.flatMap { Self.unknown(group, known[group.by], in: $0) }
        ?? surroundings?[group]
      if let problem { problems.append("\(place): \(problem)") }
    }
    try finish()
  }

  /// By role that is none what to say of it.
  private func unknownRoles(
    _ survey: Survey?, _ questions: () throws -> [String]
  ) throws -> [String: String] {
    var named: [String] = []
    for role in groups.map(\.by) where !named.contains(role) { named.append(role) }
    let roles = Surveys.Role.allCases.map(\.rawValue)
    var unknown = named.filter { role in
      survey.map { $0.question(forBreakdown: role) == nil } ?? !roles.contains(role)
    }
    if unknown.isEmpty { return [:] }
    // Questions of surveys are looked up only where a name is no role.
    let asked = try survey.map { $0.questions.map(\.id) } ?? questions()
    if survey == nil { unknown.removeAll { asked.contains($0) } }
    let own = survey.map { survey in
      roles.filter { survey.question(forBreakdown: $0) != nil }
        + Set(survey.indicators.flatMap(\.by)).filter {
          !roles.contains($0) && survey.question(forBreakdown: $0) != nil
        }.sorted()
    }
    let whose = survey.map { "the survey '\($0.id)' has" } ?? "there is"
    return unknown.reduce(into: [:]) { said, role in
      said[role] =
        "\(whose) no role or question '\(role)'"
        + (didYouMean(role, (own ?? roles) + asked).map { "; \($0)" } ?? ".")
        + " Known are \((own ?? roles).joined(separator: ", "))"
        + (survey == nil ? ", and the questions of published surveys" : "")
    }
  }

  private static func unknown(
    _ group: PopulationMargins.Group, _ known: [String]?, in survey: Survey
  ) -> String? {
    guard let known, !known.contains(group.group) else { return nil }
    return "'\(group.group.prefix(64))' is no group of '\(group.by)' in the survey '\(survey.id)'; "
      + (didYouMean(group.group, known) ?? "there are \(known.joined(separator: ", "))")
  }

  /// By group of places what to say of it: places are known, and none lies within another, or its people
  /// would be there twice.
  private func surroundings(
    on connection: isolated Connection
  ) throws -> [PopulationMargins.Group: String]? {
    let own = groups.filter { $0.by == "place" }
    guard !own.isEmpty else { return nil }
    let codes = Set(own.map(\.group))
    let places = try PlaceQueries.find(
      codes: codes.sorted(), withAncestors: true, on: connection)
    let parents = Dictionary(places.map { ($0.code, $0.parent) }) { first, _ in first }
    return own.reduce(into: [:]) { said, group in
      guard var around = parents[group.group] else {
        said[group] =
          "the place '\(group.group.prefix(64))' is not known here; `hark place import` takes"
          + " places in"
        return
      }
      for _ in places.indices {
        guard let place = around else { return }
        if codes.contains(place) {
          said[group] =
            "the place '\(group.group)' lies within '\(place)', so its people would be counted"
            + " twice; give places of one level"
          return
        }
        around = parents[place] ?? nil
      }
    }
  }

  /// Throws where something is wrong, with the first of it and how much more there is.
  private func finish() throws {
    guard let first = problems.first else { return }
    if problems.count == 1 { throw Problem(.populationRefused, "\(first). Nothing was stored") }
    let more = problems.count - Self.mostNamed
    throw Problem(
      .populationRefused,
      "nothing was stored; mend these:\n"
        + problems.prefix(Self.mostNamed).map { "  \($0)" }.joined(separator: "\n")
        + (more > 0 ? "\n  and \(more) more" : ""))
  }
}

extension Engagement {
  /// The ids of the questions that published surveys ask, each survey as it was published last.
  func publishedQuestions(on connection: isolated Connection) throws -> [String] {
    let modules = try SurveyVersionQueries.list(page: Page(limit: 1_000), on: connection)
      .map(\.published.content.module)
    return try Set(modules).flatMap { module in
      try publishedVersions(module, on: connection).last?.survey.questions.map(\.id) ?? []
    }
  }
}
