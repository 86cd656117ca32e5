// The releases that a survey has had: what protected them, whom they counted, what the latest showed.

internal import Findings
internal import Foundation
internal import JSON
internal import Postgres
internal import Storage
internal import Surveys

/// Every release of a survey so far.
struct EarlierReleases {
  private let ids: [UUID]
  let latest: UUID?
  let audits: [AuditRecord]
  /// What is kept of each.
  private let texts: [JSONValue]
  /// By release the time up to which it counted.
  let cutOffs: [Date]
  /// By release the versions whose answers it counted.
  let versions: [[String]]
  /// By release what its members' cells mean.
  let legends: [JSONValue]
  /// What the latest showed.
  let document: ReleaseDocument?

  init(_ survey: String, on connection: isolated Connection) throws {
    var releases: [Stored<ReleaseRecord>] = []
    var page = Page(limit: 1_000)
    repeat {
      let part = try ReleaseQueries.list(survey: survey, page: page, on: connection)
      releases += part
      guard part.count == page.limit, let end = part.last?.cursor else { break }
      page = Page(after: end, limit: page.limit)
    } while true
    let texts = try releases.map { release in
      guard let audit = try ReleaseQueries.audit(of: release.id, on: connection) else {
        throw Problem(.failed, "the audit of an earlier release is missing; tell the operator")
      }
      return try JSONValue.parse(audit.bytes)
    }
    ids = releases.map(\.id)
    latest = ids.last
    document = try releases.last.map {
      try ReleaseDocument(json: JSONValue.parse($0.content.document.bytes))
    }
    versions = try releases.map { release in
      let document = try JSONValue.parse(release.content.document.bytes)
      return (document["versions"]?.array ?? []).compactMap(\.string)
    }
    let audits = try texts.map { try AuditRecord(json: $0) }
    self.audits = audits
    self.texts = texts
    cutOffs = releases.map(\.content.cutOff)
    legends = texts.map { $0["places"] ?? [:] }
  }

  /// What protected the tables over several things; one without tables where a release had none.
  func crossed() throws -> [CrossedAudit] {
    try zip(texts, audits).map { text, audit in try CrossedAudit.kept(in: text, beside: audit) }
  }

  /// Whether the latest was made by the same rule, from the same versions and beside the same population.
  func isMade(
    from series: [SeriesAnswers], _ rule: DisclosureRule, _ population: PopulationMargins
  ) -> Bool {
    guard let document else { return false }
    return document.rule == PrintedRule(rule)
      && document.versions == series.flatMap { $0.versions.map(\.version) }
      && document.heard == HeardProfile.all(population, document.findings)
  }

  /// What the latest shows: the indicators that it printed, and the measures that stand in it, as the release
  /// audited them that printed them.
  var shown: [AuditedIndicator] {
    var shown = audits.last?.indicators ?? []
    for indicator in audits.dropLast().reversed().flatMap(\.indicators)
    where indicator.show.isMeasure && !shown.contains(where: { $0.id == indicator.id }) {
      shown.append(indicator)
    }
    return shown
  }

  /// What keeps the days of the answers of each series.
  static let daysKey = "days"

  /// First and last day of a series in the latest, in days since 1970; nil where it did not keep them.
  func days(of series: Int) -> (first: Int, last: Int)? {
    let days = texts.last?[Self.daysKey]?[String(series)]?.array?.compactMap(\.int) ?? []
    return days.count == 2 ? (days[0], days[1]) : nil
  }

  /// What the members' cells of the latest mean.
  var legend: JSONValue { legends.last ?? [:] }

  /// The cells of everyone whom a release counted, the latest where none is named.
  func members(
    of place: Int? = nil, on connection: isolated Connection
  ) throws -> [UUID: [UInt8]] {
    guard let release = place.map({ ids[$0] }) ?? latest else { return [:] }
    var members: [UUID: [UInt8]] = [:]
    var after: UUID?
    repeat {
      let part = try ReleaseQueries.members(of: release, after: after, on: connection)
      for member in part { members[member.response] = member.cells }
      after = part.last?.response
    } while after != nil
    return members
  }
}
