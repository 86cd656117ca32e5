// One release in the making: responses in columns, counts, protection beside every earlier release,
// and what is stored of it.

internal import Crypto
internal import Findings
internal import Foundation
internal import JSON
internal import Postgres
internal import Storage
internal import Surveys

/// A release before it is stored.
struct ReleaseDraft {
  let id: UUID
  private let published: PublishedSurvey
  private let principal: Principal
  private let cutOff: Date
  private let rule: DisclosureRule
  private let series: [SeriesAnswers]
  private let places: SeriesPlaces
  private let latest: UUID?
  private let indicators: [ProtectedIndicator]
  private let audit: AuditRecord
  private let leftOut: [LeftOut]
  private let population: PopulationMargins
  private let before: ReleaseDocument?

  /// Counts and protects; throws when the release is refused. `versions` are all of the survey's,
  /// oldest first.
  init(
    _ versions: [PublishedSurvey], _ principal: Principal, _ surroundings: Surroundings,
    cutOff: Date, on connection: isolated Connection
  ) throws {
    guard let published = versions.last else { throw Problem.doesNotLoad }
    let survey = published.survey
    guard !survey.indicators.isEmpty else {
      throw Problem(
        .releaseRefused, "the survey '\(survey.id)' has no indicators to release")
    }
    (self.published, self.principal) = (published, principal)
    (id, self.cutOff) = (surroundings.identifier(), cutOff)
    rule = DisclosureRule.standard.tightened(hideBelow: survey.disclosure.hideBelow)
      .tightened(hideBelow: try Self.partnershipSetting(on: connection))
    population = try PopulationTable.margins(of: survey.id, on: connection)
    let earlier = try EarlierReleases(survey.id, on: connection)
    (latest, before) = (earlier.latest, earlier.document)
    let shown = SeriesPlaces.numbers(in: earlier.legend)
    series = try SeriesAnswers.all(versions, on: connection).filter {
      !$0.ids.isEmpty || earlier.latest != nil && shown.contains($0.number)
    }
    guard series.contains(where: { !$0.ids.isEmpty }) else {
      throw Problem(
        .releaseRefused, "nobody has answered '\(survey.id)' yet, so there is nothing to release")
    }
    var counted = try ReleaseCounts(series, on: connection)
    places = counted.places
    guard survey.unit.isPersonal else {
      indicators = try Protection.exact(counted.counts)
      audit = AuditRecord(rule: rule, indicators: [], changes: [], cells: [])
      leftOut = []
      return
    }
    try counted.compare(with: earlier, series, on: connection)
    let release = try Self.protect(counted, rule, earlier)
    (indicators, audit) = (release.indicators, release.audit)
    leftOut = counted.leftOut + release.leftOut
    guard !indicators.isEmpty else {
      throw Problem(
        .releaseRefused,
        "nothing can be released: "
          + Limitations.leftOut(leftOut, of: survey).joined(separator: "; "))
    }
  }

  private static func protect(
    _ counted: ReleaseCounts, _ rule: DisclosureRule, _ earlier: EarlierReleases
  ) throws -> ProtectedRelease {
    let release: ProtectedRelease
    do throws(ReleaseRefusal) {
      release = try Protection.protect(
        counted.counts, rule: rule, earlier: earlier.audits, changes: counted.changes,
        nestings: counted.nestings)
    } catch {
      throw Problem(.releaseRefused, error.message)
    }
    guard release.audit.isSafe else {
      throw Problem(
        .releaseRefused, "the audit found a figure that could be worked out; nothing was released")
    }
    return release
  }

  /// A partnership's own, stricter `hide_below`.
  private static func partnershipSetting(on connection: isolated Connection) throws -> Int? {
    let settings = try PartnershipQueries.list(on: connection).first?.settings
    return try settings.flatMap { try JSONValue.parse($0.bytes)["hide_below"]?.int }
  }

  private var document: ReleaseDocument {
    let findings = findings
    return ReleaseDocument(
      survey: published.survey.id, versions: series.flatMap { $0.versions.map(\.version) },
      partnership: principal.partnershipSlug, release: id.text,
      cutOff: timestamp(cutOff), rule: PrintedRule(rule), findings: findings,
      heard: published.survey.unit.isPersonal ? HeardProfile.all(population, findings) : []
    ).compared(with: before, population)
  }

  /// The findings of each series; where there are several, those of one indicator beside each other.
  private var findings: [Finding] {
    var found: [Finding] = []
    for part in series {
      let mark = SeriesMark(part.number)
      let own = Set(part.survey.indicators.map { mark.marked($0.id) })
      found += Finding.all(
        of: indicators.filter { own.contains($0.id) },
        context: FindingContext.all(
          of: part.survey, period: ReportingPeriod(days: part.days), mark: mark),
        limitations: limitations(of: part.survey, mark),
        series: series.count == 1
          ? nil : FindingSeries(number: part.number, versions: part.versions.map(\.version)))
    }
    var order = published.survey.indicators.map(\.id)
    for finding in found where !order.contains(finding.indicator) {
      order.append(finding.indicator)
    }
    return order.flatMap { id in found.filter { $0.indicator == id } }
  }

  private func limitations(of survey: Survey, _ mark: SeriesMark) -> [String] {
    let reason: String? = if case .notNeeded(let reason) = survey.consent { reason } else { nil }
    return Limitations.of(survey.sample, consentNotNeeded: reason)
      + Limitations.leftOut(leftOut, of: survey, mark)
  }

  /// Stores the release with its audit and members; gives the document.
  func store(on connection: isolated Connection) throws -> JSONObject {
    let document = document.json
    var kept = audit.json.object ?? [:]
    kept["places"] = places.legend
    let record = ReleaseRecord(
      id: id, survey: published.survey.id, supersedes: latest, cutOff: cutOff,
      rule: JSONText((document["rule"] ?? [:]).encoded(.compact)),
      document: JSONText(document.encoded(.compact)),
      sha256: Array(SHA256.hash(data: document.canonical())))
    let members = series.enumerated().flatMap { part, answers in
      answers.ids.enumerated().map { index, id in
        ReleaseMember(response: id, cells: places.cells(index, part: part))
      }
    }
    try ReleaseQueries.insert(
      record, audit: JSONText(JSONValue.object(kept).encoded(.compact)), members: members,
      on: connection)
    return document.object ?? [:]
  }
}

/// Every release of a survey so far.
struct EarlierReleases {
  let latest: UUID?
  let audits: [AuditRecord]
  /// By release the versions whose answers it counted.
  let versions: [[String]]
  /// What the members' cells of the latest mean.
  let legend: JSONValue
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
    latest = releases.last?.id
    document = try releases.last.map {
      try ReleaseDocument(json: JSONValue.parse($0.content.document.bytes))
    }
    versions = try releases.map { release in
      let document = try JSONValue.parse(release.content.document.bytes)
      return (document["versions"]?.array ?? []).compactMap(\.string)
    }
    audits = try texts.map { try AuditRecord(json: $0) }
    legend = texts.last?["places"] ?? [:]
  }

  /// The cells of everyone whom the latest release counted.
  func members(on connection: isolated Connection) throws -> [UUID: [UInt8]] {
    guard let release = latest else { return [:] }
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
