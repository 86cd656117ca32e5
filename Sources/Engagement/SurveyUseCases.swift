// Surveys: what is published, publishing a module's bytes, closing a version.

internal import Crypto
internal import Foundation
public import JSON
internal import Postgres
public import Storage
internal import SurveyModules
public import Surveys

/// A version of a survey as it was published for a partnership.
public struct PublishedSurvey: Sendable {
  /// The survey.
  public let survey: Survey
  /// When and how it was published, and whether it takes responses.
  public let version: PublishedVersion

  /// Whether it takes responses now.
  public var isOpen: Bool { version.isOpen }

  /// SHA-256 of the published bytes, in hexadecimal.
  public var sha256: String { hexadecimal(version.published.content.sha256) }

  /// The survey as clients read it, with its state.
  public var json: JSONValue {
    var object = survey.document
    for (key, value) in summary { object[key] = value }
    return .object(object)
  }

  /// A line of the list of surveys.
  public var summary: JSONObject {
    var object: JSONObject = [
      "survey": .string(survey.id), "version": .string(survey.version),
      "title": .string(survey.title), "open": .bool(isOpen), "sha256": .string(sha256),
      "published_at": .string(timestamp(version.published.createdAt)),
    ]
    object["closed_at"] = isOpen ? nil : version.closedAt.map { .string(timestamp($0)) }
    return object
  }
}

extension Engagement {
  /// The published versions of a partnership, oldest first.
  public func surveys(as principal: Principal) async throws -> [JSONValue] {
    try await translating {
      try await database.transaction(
        as: principal, on: databaseRole(principal), readOnly: true
      ) { connection in
        try SurveyVersionQueries.list(page: Page(limit: 1_000), on: connection).map { version in
          .object(try published(version, on: connection).summary)
        }
      }
    }
  }

  /// One published version; nil for `version`: the one that is open, or the latest.
  public func survey(
    _ id: String, version: String?, as principal: Principal
  ) async throws -> PublishedSurvey {
    try await translating {
      try await database.transaction(
        as: principal, on: databaseRole(principal), readOnly: true
      ) { connection in
        try published(id, version: version, on: connection)
      }
    }
  }

  /// Publishes a module: its bytes are asked and counted from now on, for ever. The same bytes again
  /// change nothing.
  public func publish(
    _ id: String, as principal: Principal, origin: Origin
  ) async throws -> (survey: PublishedSurvey, isNew: Bool) {
    try require(principal, .coordinator)
    let module = try loaded(id)
    let hash = Array(SHA256.hash(data: module.bundle.bytes))
    return try await translating {
      try await database.transaction(as: principal) { connection in
        // Two coordinators at once: the second sees what the first published.
        try connection.execute(
          "select pg_advisory_xact_lock(hashtextextended(\("\(principal.partnership) \(id)"), 0))")
        let versions = try SurveyVersionQueries.list(module: id, on: connection)
        if let same = versions.first(where: { $0.published.content.sha256 == hash }) {
          return (try published(same, on: connection), false)
        }
        if let other = versions.last {
          throw Problem(
            .alreadyPublished,
            "version \(other.published.content.version) of '\(id)' is published, and people may have"
              + " answered it. A published survey stays as it is: publish the change as a module"
              + " with another id")
        }
        let record = SurveyVersionRecord(
          id: surroundings.identifier(), module: id, version: module.survey.version,
          unit: module.survey.unit.rawValue, basis: module.survey.consent.basis.rawValue,
          series: 1, sha256: hash)
        try SurveyVersionQueries.publish(record, bundle: module.bundle.bytes, on: connection)
        try audit("survey.publish", "survey_version", [record.id.uuidString], origin, connection)
        return (try published(id, version: record.version, on: connection), true)
      }
    }
  }

  /// Closes the open version: it takes no more responses.
  public func close(
    _ id: String, as principal: Principal, origin: Origin
  ) async throws -> PublishedSurvey {
    try require(principal, .coordinator)
    return try await translating {
      try await database.transaction(as: principal) { connection in
        let open = try published(id, version: nil, on: connection)
        guard open.isOpen else {
          throw Problem(.surveyClosed, "the survey '\(id)' is closed already")
        }
        try SurveyVersionQueries.close(
          module: id, version: open.survey.version, on: connection)
        let record = open.version.published.content.id.uuidString
        try audit("survey.close", "survey_version", [record], origin, connection)
        return try published(id, version: open.survey.version, on: connection)
      }
    }
  }

  /// The module of that id in the folders, or why there is none.
  private func loaded(_ id: String) throws -> LoadedModule {
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

  /// A version with its compiled survey.
  func published(
    _ id: String, version: String?, on connection: isolated Connection
  ) throws -> PublishedSurvey {
    let versions = try SurveyVersionQueries.list(module: id, on: connection)
    let found =
      version.map { wanted in versions.last { $0.published.content.version == wanted } }
      ?? versions.last(where: \.isOpen) ?? versions.last
    guard let found else {
      throw Problem(
        .notPublished,
        versions.isEmpty
          ? "there is no published survey '\(id)'; a coordinator publishes it with `hark survey publish`"
          : "the survey '\(id)' has no such version")
    }
    return try published(found, on: connection)
  }

  /// Every published version of a survey, oldest first; a survey without any is refused.
  func publishedVersions(
    _ id: String, on connection: isolated Connection
  ) throws -> [PublishedSurvey] {
    let versions = try SurveyVersionQueries.list(
      module: id, page: Page(limit: 1_000), on: connection)
    guard !versions.isEmpty else {
      throw Problem(
        .notPublished,
        "there is no published survey '\(id)'; a coordinator publishes it with `hark survey publish`"
      )
    }
    return try versions.map { try published($0, on: connection) }
  }

  private func published(
    _ version: PublishedVersion, on connection: isolated Connection
  ) throws -> PublishedSurvey {
    let record = version.published.content
    let survey = try frozen.survey(hash: record.sha256) {
      try SurveyVersionQueries.bundle(
        module: record.module, version: record.version, on: connection)
    }
    return PublishedSurvey(survey: survey, version: version)
  }
}
