// Publish a survey and its later versions, close it, reopen it. A later version is compared with the
// one before: what would make stored answers say something else is refused, and what they are
// counted apart by begins a new series.

internal import Crypto
internal import Conversations
internal import Foundation
internal import Postgres
public import Storage
public import SurveyModules
internal import Surveys

/// What became of publishing a module.
public struct Publication: Sendable {
  /// The version.
  public let survey: PublishedSurvey
  /// False when the same bytes had been published before.
  public let isNew: Bool
  /// What differs from the version before; nil for the first.
  public let differences: SurveyDifferences?
}

extension Engagement {
  /// Publishes a module: its bytes are asked and counted from now on, for ever. The same bytes again
  /// change nothing. A survey that is closed stays so.
  public func publish(
    _ id: String, as principal: Principal, origin: Origin
  ) async throws -> Publication {
    try require(principal, .coordinator)
    let module = try draft(id)
    let hash = Array(SHA256.hash(data: module.bundle.bytes))
    return try await translating {
      try await database.transaction(as: principal) { connection in
        try lock(id, principal, on: connection)
        try refuseOldNumbers(SafeguardingAdvice.current(on: connection))
        let versions = try versions(of: id, on: connection)
        if let same = versions.first(where: { $0.published.content.sha256 == hash }) {
          return Publication(
            survey: try published(id, version: same.published.content.version, on: connection),
            isNew: false, differences: nil)
        }
        let differences = try changes(from: versions, to: module, on: connection)
        try checkPlans(for: id, on: connection)
        let before = versions.last?.published.content.series ?? 0
        let record = SurveyVersionRecord(
          id: surroundings.identifier(), module: id, version: module.survey.version,
          unit: module.survey.unit.rawValue, basis: module.survey.consent.basis.rawValue,
          series: differences.map { $0.change == .series ? before + 1 : before } ?? 1,
          sha256: hash)
        try SurveyVersionQueries.publish(record, bundle: module.bundle.bytes, on: connection)
        // A closed survey stays closed, since when it was: to reopen it is an act of its own.
        if let newest = versions.last, !newest.isOpen {
          try SurveyVersionQueries.close(
            module: id, version: record.version, since: newest.closedAt, on: connection)
        }
        try audit("survey.publish", "survey_version", [record.id.uuidString], origin, connection)
        return Publication(
          survey: try published(id, version: record.version, on: connection), isNew: true,
          differences: differences)
      }
    }
  }

  /// Closes a survey: no version takes answers any more, but for those given before.
  public func close(
    _ id: String, as principal: Principal, origin: Origin
  ) async throws -> PublishedSurvey {
    try await turn(
      id, open: false, "survey.close", as: principal, origin,
      otherwise: Problem(.surveyClosed, "the survey '\(id)' is closed already"))
  }

  /// Opens a closed survey again: its newest version takes answers, the others late ones.
  public func reopen(
    _ id: String, as principal: Principal, origin: Origin
  ) async throws -> PublishedSurvey {
    try await turn(
      id, open: true, "survey.reopen", as: principal, origin,
      otherwise: Problem(.surveyOpen, "the survey '\(id)' is open already; it takes answers"))
  }

  /// Opens or closes a survey; the problem is thrown when it is so already.
  private func turn(
    _ id: String, open: Bool, _ act: String, as principal: Principal, _ origin: Origin,
    otherwise problem: Problem
  ) async throws -> PublishedSurvey {
    try require(principal, .coordinator)
    return try await translating {
      try await database.transaction(as: principal) { connection in
        try lock(id, principal, on: connection)
        let current = try published(id, version: nil, on: connection)
        guard current.isOpen != open else { throw problem }
        if open { try checkPlans(for: id, on: connection) }
        try setOpen(id, open, act, origin, on: connection)
        return try published(id, version: current.survey.version, on: connection)
      }
    }
  }

  /// Opens or closes every version: whoever may edit a record of an older one is asked of that one.
  private func setOpen(
    _ id: String, _ isOpen: Bool, _ act: String, _ origin: Origin,
    on connection: isolated Connection
  ) throws {
    let versions = try versions(of: id, on: connection)
    let concerned = versions.filter { $0.isOpen != isOpen }.map(\.published.content)
    for version in concerned {
      _ =
        isOpen
        ? try SurveyVersionQueries.reopen(module: id, version: version.version, on: connection)
        : try SurveyVersionQueries.close(module: id, version: version.version, on: connection)
    }
    try audit(act, "survey_version", concerned.map(\.id.uuidString), origin, connection)
  }

  /// Two coordinators at once: the second sees what the first did.
  private func lock(
    _ id: String, _ principal: Principal, on connection: isolated Connection
  ) throws {
    try connection.execute(
      "select pg_advisory_xact_lock(hashtextextended(\("\(principal.partnership) \(id)"), 0))")
  }

  /// The module of that id in the folders, or why there is none.
  package func draft(_ id: String) throws -> LoadedModule {
    let catalog = catalog()
    if let module = catalog.modules.first(where: { $0.survey.id == id }) { return module }
    if let failure = catalog.failures.first(where: { $0.id == id }) {
      throw Problem(
        .moduleRefused,
        "'\(id)' has problems; run `hark survey check` and mend them:\n"
          + failure.problems.prefix(5).map { "  \($0)" }.joined(separator: "\n"))
    }
    let known = catalog.modules.map(\.survey.id)
    throw Problem(
      .notFound,
      "there is no survey module '\(id)' in the folders of HARK_SURVEYS"
        + (didYouMean(id, known).map { "; \($0)" } ?? ""))
  }

  /// A published version as it was loaded; nil for the newest.
  public func module(
    _ id: String, version: String?, as principal: Principal
  ) async throws -> LoadedModule {
    try await translating {
      try await database.transaction(
        as: principal, on: databaseRole(principal), readOnly: true
      ) { connection in
        let published = try published(id, version: version, withLists: false, on: connection)
        return try frozenModule(id, published.survey.version, on: connection)
      }
    }
  }

  /// The versions that were published before one, as they were loaded, the oldest first.
  public func modules(
    _ id: String, before version: String, as principal: Principal
  ) async throws -> [LoadedModule] {
    try await translating {
      try await database.transaction(
        as: principal, on: databaseRole(principal), readOnly: true
      ) { connection in
        try versions(of: id, on: connection).map(\.published.content.version)
          .prefix { $0 != version }
          .map { try frozenModule(id, $0, on: connection) }
      }
    }
  }

  private func frozenModule(
    _ id: String, _ version: String, on connection: isolated Connection
  ) throws -> LoadedModule {
    guard
      let bytes = try SurveyVersionQueries.bundle(module: id, version: version, on: connection),
      let module = try? ModuleBundle.load(bytes)
    else { throw Problem.doesNotLoad }
    return module
  }

  /// What a module changes of the newest version, when a published survey may change so and the
  /// module's version says it; nil when nothing is published yet.
  private func changes(
    from versions: [PublishedVersion], to module: LoadedModule, on connection: isolated Connection
  ) throws -> SurveyDifferences? {
    guard let newest = versions.last?.published.content else { return nil }
    let frozen = try versions.map {
      try frozenModule(newest.module, $0.published.content.version, on: connection)
    }
    guard let old = frozen.last else { return nil }
    let differences = SurveyDifferences(from: old, to: module, earlier: frozen.dropLast())
    let reasons = differences.refused.map { "\($0.message); \($0.consequence)" }
    guard reasons.isEmpty else {
      throw Problem(
        .changeRefused,
        "'\(newest.module)' was published as \(newest.version) and may have been answered. This change"
          + " would alter what its answers say, so nothing was published:\n"
          + reasons.map { "  \($0)" }.joined(separator: "\n"))
    }
    try check(module.survey.version, after: newest, differences)
    return differences
  }

  private func check(
    _ text: String, after newest: SurveyVersionRecord, _ differences: SurveyDifferences
  ) throws {
    guard let before = VersionNumber(newest.version), let number = VersionNumber(text) else {
      throw Problem.doesNotLoad
    }
    let expected = before.next(differences.change)
    guard number < expected else { return }
    let gravest = differences.all.first.map { ", for \($0.message)" } ?? ""
    throw Problem(
      number <= before ? .alreadyPublished : .versionTooLow,
      "version \(newest.version) of '\(newest.module)' is published and stays as it is. This change is"
        + (differences.change == .series ? " a" : "")
        + " \(differences.change.rawValue)\(gravest): write version: \(expected) or a higher one;"
        + " `hark survey diff \(newest.module)` shows every difference"
        + differences.seriesAdvice.map { "\n  \($0)" }.joined())
  }
}

extension Problem {
  static let doesNotLoad = Problem(
    .failed, "a published survey no longer loads in this version of Hark; tell the operator")
}
