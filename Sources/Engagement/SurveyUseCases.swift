// Surveys: what is published, and which version of it is current.

public import Conversations
internal import Crypto
internal import Foundation
public import JSON
package import Postgres
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
  /// What whoever asks, or answers, is told when somebody may be in danger; nil: it was not asked for.
  public internal(set) var advice: SafeguardingAdvice?
  /// Where the privacy notice stands; nil: it was not asked for.
  public internal(set) var notice: NoticePointer?
  /// Whether it is for whoever asks, and not for people who answer by themselves.
  var isForWhoeverAsks = false
  /// The lists whose entries its questions offer, as the partnership keeps them now.
  public let lists: [ChoiceList]

  /// Whether it was not closed. An older version that is open takes late responses.
  public var isOpen: Bool { version.isOpen }

  /// Whether it is the version that is asked.
  public var isCurrent: Bool { version == newest }

  /// SHA-256 of the published bytes, in hexadecimal.
  public var sha256: String { hexadecimal(version.published.content.sha256) }

  /// Lists that its questions rest on and that offer nothing.
  public var listsWithoutEntries: [String] {
    survey.lists.filter { id in
      lists.first { $0.id == id }?.entries.allSatisfy { $0.retiredOn != nil } ?? true
    }
  }

  /// The survey as clients read it, with its state.
  public var json: JSONValue {
    var object = survey.document
    for (key, value) in summary { object[key] = value }
    object["safeguarding"] = safeguarding.map { .object($0) }
    object["privacy_notice"] = notice?.json
    return .object(object)
  }

  /// The advice as clients read it; nil when there is none.
  private var safeguarding: JSONObject? {
    guard let advice, isForWhoeverAsks || !advice.helpLines.isEmpty else { return nil }
    return advice.json(forWhoeverAsks: isForWhoeverAsks)
  }

  /// Stands for exactly this answer: the survey, its lists, its state, and what is told beside it.
  public var tag: String {
    let state = (isOpen ? "" : "-closed") + (isCurrent ? "" : "-replaced")
    let beside = safeguarding.map { told in
      "-" + hexadecimal(Array(SHA256.hash(data: JSONValue.object(told).canonical()).prefix(6)))
    }
    let entries = lists.isEmpty ? "" : "-" + hexadecimal(lists.digest)
    let told = notice?.revision.map { "-notice\($0)" } ?? ""
    return sha256 + entries + state + (beside ?? "") + told
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
        let (versions, newest) = try versionsWithNewest(on: connection)
        return try versions.map { version in
          let newest = newest[version.published.content.module] ?? version
          return .object(
            try published(version, newest: newest, withLists: false, on: connection).summary)
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
        // A commissioner's role reads surveys and releases, and no other table.
        var found = try published(
          id, version: version, withLists: principal.role != .commissioner, on: connection)
        found.advice = try SafeguardingAdvice.current(on: connection)
        found.notice = NoticePointer(
          partnership: principal.partnershipSlug,
          revision: try PrivacyQueries.revision(on: connection))
        found.isForWhoeverAsks = [.researcher, .coordinator, .steward].contains(principal.role)
        return found
      }
    }
  }

  /// A published version that is about to be asked: as `survey`, and refused while it would show numbers
  /// to call that nobody has checked for a year.
  public func form(
    _ id: String, version: String?, as principal: Principal
  ) async throws -> PublishedSurvey {
    let found = try await survey(id, version: version, as: principal)
    try refuseOldNumbers(found.advice)
    return found
  }

  /// Refuses to show numbers that are too old.
  func refuseOldNumbers(_ advice: SafeguardingAdvice?) throws {
    guard let today = surroundings.today, let old = advice?.old(on: today), !old.isEmpty else {
      return
    }
    let names = old.map { "\($0.name) (\($0.checkedOn))" }.joined(separator: ", ")
    throw Problem(
      .helpLinesOld,
      "these numbers to call were checked more than a year ago: \(names). A steward calls each, then"
        + " writes that down with `hark partnership safeguarding checked`; the form opens again then"
    )
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
    _ id: String, version: String?, withLists: Bool = true, on connection: isolated Connection
  ) throws -> PublishedSurvey {
    try published(
      id, version: version,
      of: SurveyVersionQueries.list(
        module: id, page: Page(limit: 1_000), on: connection), withLists: withLists, on: connection)
  }

  /// The same of versions that were looked up before, in any order.
  func published(
    _ id: String, version: String?, of versions: [PublishedVersion], withLists: Bool = true,
    on connection: isolated Connection
  ) throws -> PublishedSurvey {
    let versions = versions.sorted { $0.number < $1.number }
    let found = versions.last { version == nil || $0.published.content.version == version }
    guard let found, let newest = versions.last else {
      throw Problem(
        .notPublished,
        versions.isEmpty
          ? "there is no published survey '\(id)'; a coordinator publishes it with `hark survey publish`"
          : "the survey '\(id)' has no such version; its newest is"
            + " \(versions.last?.published.content.version ?? "")")
    }
    return try published(found, newest: newest, withLists: withLists, on: connection)
  }

  /// The newest published version of every survey, by id, without the entries of its lists.
  func newestSurveys(on connection: isolated Connection) throws -> [PublishedSurvey] {
    try versionsWithNewest(on: connection).newest.sorted { $0.key < $1.key }.map { _, newest in
      try published(newest, newest: newest, withLists: false, on: connection)
    }
  }

  /// Every published version, oldest first, and the newest of each survey by its id.
  private func versionsWithNewest(
    on connection: isolated Connection
  ) throws -> (versions: [PublishedVersion], newest: [String: PublishedVersion]) {
    let versions = try SurveyVersionQueries.list(page: Page(limit: 1_000), on: connection)
    let newest = Dictionary(versions.map { ($0.published.content.module, $0) }) {
      $0.number < $1.number ? $1 : $0
    }
    return (versions, newest)
  }

  /// Every published version of a survey, oldest first; a survey without any is refused.
  package func publishedVersions(
    _ id: String, on connection: isolated Connection
  ) throws -> [PublishedSurvey] {
    let versions = try publishedRecords(id, on: connection)
    return try versions.map { version in
      try published(version, newest: versions.last ?? version, on: connection)
    }
  }

  /// The same without what is in them.
  @discardableResult
  func publishedRecords(
    _ id: String, on connection: isolated Connection
  ) throws -> [PublishedVersion] {
    let versions = try versions(of: id, on: connection)
    guard !versions.isEmpty else {
      throw Problem(
        .notPublished,
        "there is no published survey '\(id)'; a coordinator publishes it with `hark survey publish`"
      )
    }
    return versions
  }

  private func published(
    _ version: PublishedVersion, newest: PublishedVersion, withLists: Bool = true,
    on connection: isolated Connection
  ) throws -> PublishedSurvey {
    let record = version.published.content
    let survey = try frozen.survey(hash: record.sha256) {
      try SurveyVersionQueries.bundle(
        module: record.module, version: record.version, on: connection)
    }
    guard withLists, !survey.lists.isEmpty else {
      return PublishedSurvey(survey: survey, version: version, newest: newest, lists: [])
    }
    let lists = try ListQueries.find(names: survey.lists, on: connection).map(ChoiceList.init)
    return PublishedSurvey(
      survey: survey.filled(from: lists), version: version, newest: newest, lists: lists)
  }
}

extension PublishedVersion {
  /// The number by which versions are in order; the database takes no other form.
  fileprivate var number: VersionNumber {
    VersionNumber(published.content.version) ?? .lowest
  }
}
