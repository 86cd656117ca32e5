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
  private var ids: [UUID] = []
  private var days: (first: Int, last: Int)?
  private let tally: Tally
  private let latest: UUID?
  private let indicators: [ProtectedIndicator]
  private let audit: AuditRecord

  /// Counts and protects; throws when the release is refused.
  init(
    _ published: PublishedSurvey, _ principal: Principal, _ surroundings: Surroundings,
    cutOff: Date, on connection: isolated Connection
  ) throws {
    let survey = published.survey
    guard survey.indicators.contains(where: \.countsPeople) else {
      throw Problem(
        .releaseRefused,
        survey.indicators.isEmpty
          ? "the survey '\(survey.id)' has no indicators to release"
          : "the indicators of '\(survey.id)' are of kinds that are not released yet: percent and"
            + " count are")
    }
    (self.published, self.principal) = (published, principal)
    (id, self.cutOff) = (surroundings.identifier(), cutOff)
    rule = DisclosureRule.standard.tightened(hideBelow: survey.disclosure.hideBelow)
      .tightened(hideBelow: try Self.partnershipSetting(on: connection))
    let answers = try CountedAnswers(survey, on: connection)
    (ids, days, tally) = (answers.ids, answers.days, answers.tally)
    guard !ids.isEmpty else {
      throw Problem(
        .releaseRefused, "nobody has answered '\(survey.id)' yet, so there is nothing to release")
    }
    let earlier = try EarlierReleases(survey.id, on: connection)
    latest = earlier.latest
    guard survey.unit.isPersonal else {
      indicators = try Protection.exact(tally.counts)
      audit = AuditRecord(rule: rule, indicators: [], changes: [], cells: [])
      return
    }
    let positions = Dictionary(zip(ids, ids.indices)) { first, _ in first }
    let changes = try answers.tally.places.changes(
      since: try earlier.members(on: connection), legend: earlier.legend, now: positions)
    do throws(ReleaseRefusal) {
      let release = try Protection.protect(
        tally.counts, rule: rule, earlier: earlier.audits, changes: changes)
      (indicators, audit) = (release.indicators, release.audit)
    } catch {
      throw Problem(.releaseRefused, error.message)
    }
    guard audit.isSafe else {
      throw Problem(
        .releaseRefused, "the audit found a figure that could be worked out; nothing was released")
    }
  }

  /// A partnership's own, stricter `hide_below`.
  private static func partnershipSetting(on connection: isolated Connection) throws -> Int? {
    let settings = try PartnershipQueries.list(on: connection).first?.settings
    return try settings.flatMap { try JSONValue.parse($0.bytes)["hide_below"]?.int }
  }

  private var document: ReleaseDocument {
    let survey = published.survey
    let reason: String? = if case .notNeeded(let reason) = survey.consent { reason } else { nil }
    return ReleaseDocument(
      survey: survey.id, versions: [survey.version], partnership: principal.partnershipSlug,
      release: id.text, cutOff: timestamp(cutOff), rule: PrintedRule(rule),
      findings: Finding.all(
        of: indicators,
        context: FindingContext.all(of: survey, period: ReportingPeriod(days: days)),
        limitations: Limitations.of(survey.sample, consentNotNeeded: reason)
          + Limitations.leftOut(of: survey)))
  }

  /// Stores the release with its audit and members; gives the document.
  func store(on connection: isolated Connection) throws -> JSONObject {
    let document = document.json
    var kept = audit.json.object ?? [:]
    kept["places"] = tally.places.legend
    let record = ReleaseRecord(
      id: id, survey: published.survey.id, supersedes: latest, cutOff: cutOff,
      rule: JSONText((document["rule"] ?? [:]).encoded(.compact)),
      document: JSONText(document.encoded(.compact)),
      sha256: Array(SHA256.hash(data: document.canonical())))
    let members = ids.enumerated().map { index, id in
      ReleaseMember(response: id, cells: tally.places.cells(index))
    }
    try ReleaseQueries.insert(
      record, audit: JSONText(JSONValue.object(kept).encoded(.compact)), members: members,
      on: connection)
    return document.object ?? [:]
  }
}

/// The countable responses of a survey, counted.
private struct CountedAnswers {
  let ids: [UUID]
  /// First and last day of the answers, in days since 1970.
  let days: (first: Int, last: Int)?
  let tally: Tally

  // PostgreSQL counts days from 2000-01-01.
  private static let daysTo2000 = 10_957

  init(_ survey: Survey, on connection: isolated Connection) throws {
    var ids: [UUID] = []
    var first = Int.max
    var last = Int.min
    var columns = AnswerColumns(survey)
    let superseded = try Self.superseded(survey, on: connection)
    try CodedResponseQueries.stream(survey: survey.id, on: connection) { response in
      if superseded.contains(response.id) { return }
      guard response.version == survey.version, columns.append(response.coded) else {
        throw Problem(
          .failed, "a stored response does not fit its survey's version; tell the operator")
      }
      ids.append(response.id)
      first = min(first, response.answeredOnDay + Self.daysTo2000)
      last = max(last, response.answeredOnDay + Self.daysTo2000)
    }
    let places = try Self.places(columns, on: connection)
    self.ids = ids
    days = ids.isEmpty ? nil : (first, last)
    tally = Tally(
      columns,
      placeNames: Dictionary(places.map { ($0.code, $0.name) }) { first, _ in first },
      hiddenPlaces: Set(
        places.filter { !survey.disclosure.mayShow(placeOfKind: $0.kind) }.map(\.code)))
  }

  /// Responses after which another came with the same answers to `one_per`: the latest counts.
  private static func superseded(
    _ survey: Survey, on connection: isolated Connection
  ) throws -> Set<UUID> {
    guard !survey.handling.onePer.isEmpty else { return [] }
    let form = CodedForm(survey)
    var latest = LatestResponses<UUID>(survey)
    try CodedResponseQueries.stream(survey: survey.id, on: connection) { response in
      guard let row = form.decode(response.coded) else { return }
      latest.add(response.id, row, day: response.answeredOnDay)
    }
    return latest.superseded
  }

  private static func places(
    _ columns: AnswerColumns, on connection: isolated Connection
  ) throws -> [PlaceRecord] {
    let codes = columns.placeCodes
    return codes.isEmpty ? [] : try PlaceQueries.find(codes: codes, on: connection)
  }
}

/// Every release of a survey so far.
private struct EarlierReleases {
  let latest: UUID?
  let audits: [AuditRecord]
  /// What the members' cells of the latest mean.
  let legend: JSONValue

  init(_ survey: String, on connection: isolated Connection) throws {
    var releases: [UUID] = []
    var page = Page(limit: 1_000)
    repeat {
      let part = try ReleaseQueries.list(survey: survey, page: page, on: connection)
      releases += part.map(\.id)
      guard part.count == page.limit, let end = part.last?.cursor else { break }
      page = Page(after: end, limit: page.limit)
    } while true
    let texts = try releases.map { id in
      guard let audit = try ReleaseQueries.audit(of: id, on: connection) else {
        throw Problem(.failed, "the audit of an earlier release is missing; tell the operator")
      }
      return try JSONValue.parse(audit.bytes)
    }
    latest = releases.last
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
