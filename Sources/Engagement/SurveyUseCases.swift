// Surveys: what is published, and which version of it is current.

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
  /// When and how it was published, and whether it was closed.
  public let version: PublishedVersion
  /// The newest version of the survey: the one that is asked.
  public let newest: PublishedVersion

  /// Whether it was not closed. An older version that is open takes late responses.
  public var isOpen: Bool { version.isOpen }

  /// Whether it is the version that is asked.
  public var isCurrent: Bool { version == newest }

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
      "title": .string(survey.title), "open": .bool(isOpen), "current": .bool(isCurrent),
      "series": .number(Double(version.published.content.series)), "sha256": .string(sha256),
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
        let versions = try SurveyVersionQueries.list(page: Page(limit: 1_000), on: connection)
        let newest = Dictionary(versions.map { ($0.published.content.module, $0) }) {
          $0.number < $1.number ? $1 : $0
        }
        return try versions.map { version in
          let newest = newest[version.published.content.module] ?? version
          return .object(try published(version, newest: newest, on: connection).summary)
        }
      }
    }
  }

  /// One published version; nil for `version`: the newest.
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

  /// The versions of a survey by their numbers, the newest last.
  func versions(
    of id: String, on connection: isolated Connection
  ) throws -> [PublishedVersion] {
    try SurveyVersionQueries.list(module: id, page: Page(limit: 1_000), on: connection)
      .sorted { $0.number < $1.number }
  }

  /// A version with its compiled survey.
  func published(
    _ id: String, version: String?, on connection: isolated Connection
  ) throws -> PublishedSurvey {
    let versions = try versions(of: id, on: connection)
    let found = versions.last { version == nil || $0.published.content.version == version }
    guard let found, let newest = versions.last else {
      throw Problem(
        .notPublished,
        versions.isEmpty
          ? "there is no published survey '\(id)'; a coordinator publishes it with `hark survey publish`"
          : "the survey '\(id)' has no such version; its newest is"
            + " \(versions.last?.published.content.version ?? "")")
    }
    return try published(found, newest: newest, on: connection)
  }

  /// Every published version of a survey, oldest first; a survey without any is refused.
  func publishedVersions(
    _ id: String, on connection: isolated Connection
  ) throws -> [PublishedSurvey] {
    let versions = try versions(of: id, on: connection)
    guard let newest = versions.last else {
      throw Problem(
        .notPublished,
        "there is no published survey '\(id)'; a coordinator publishes it with `hark survey publish`"
      )
    }
    return try versions.map { try published($0, newest: newest, on: connection) }
  }

  private func published(
    _ version: PublishedVersion, newest: PublishedVersion, on connection: isolated Connection
  ) throws -> PublishedSurvey {
    let record = version.published.content
    let survey = try frozen.survey(hash: record.sha256) {
      try SurveyVersionQueries.bundle(
        module: record.module, version: record.version, on: connection)
    }
    return PublishedSurvey(survey: survey, version: version, newest: newest)
  }
}

extension PublishedVersion {
  /// The number by which versions are in order; the database takes no other form.
  fileprivate var number: VersionNumber {
    VersionNumber(published.content.version) ?? .lowest
  }
}
