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
  private let standing: StandingMeasures
  private let population: PopulationMargins
  private let before: ReleaseDocument?
  /// Tables over several things at once; empty where the figures are not about people.
  private let crossed: CrossedRelease?
  private let exactTables: [CrossedCounts]
  private let earlierCutOffs: [Date]
  /// The rows whose people are those of the release before.
  private let unchanged: Set<RowKey>

  /// Counts and protects; throws when the release is refused. `versions` are all of the survey's,
  /// oldest first, `answers` what this transaction sees of theirs.
  init(
    _ versions: [PublishedSurvey], _ answers: [SeriesAnswers], _ principal: Principal,
    _ surroundings: Surroundings, paired: PairedReleases,
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
    rule = try DisclosureRule(of: survey, on: connection)
    population = try PopulationTable.margins(of: survey, on: connection)
    let earlier = try EarlierReleases(survey.id, on: connection)
    (latest, before) = (earlier.latest, earlier.document)
    earlierCutOffs = earlier.cutOffs
    let answers = { waiting in
      try Self.series(
        SeriesAnswers.without(waiting, answers, versions, on: connection), survey.id, earlier)
    }
    guard survey.unit.isPersonal else {
      series = try answers([])
      let counted = try ReleaseCounts(series, on: connection)
      places = counted.places
      indicators = try Protection.exact(counted.counts)
      audit = AuditRecord(rule: rule, indicators: [], changes: [], cells: [])
      leftOut = counted.leftOut + counted.crossed.leftOut
      (crossed, unchanged) = (nil, [])
      standing = StandingMeasures([], of: series, beside: earlier, rule)
      exactTables = counted.crossed.tables
      return
    }
    let members = try earlier.members(on: connection)
    var (series, counted) = try ReleaseCounts.settled(
      beside: earlier, members, rule, answers, on: connection)
    (self.series, places) = (series, counted.places)
    var pairs = paired
    if published.survey.handling.isFirstTheBaseline {
      try pairs.add(
        Set(published.survey.indicators.compactMap(\.before)), of: earlier, on: connection)
    }
    try counted.compare(with: earlier, members, series, pairs, rule, on: connection)
    // Whether nobody changed a row or a few wait makes no difference to whoever asks (decision 0059).
    if counted.isAsBefore(earlier), earlier.isMade(from: series, rule, population) {
      throw Problem.nothingNew(rule)
    }
    let release = try Self.protect(&counted, rule, earlier)
    standing = StandingMeasures(counted.kept, of: series, beside: earlier, rule)
    unchanged = Set(counted.changes.filter { $0.people == 0 }.map(\.row))
    (indicators, audit) = (release.indicators, release.audit)
    let crossed = try counted.crossed.protected(counted, release, rule, earlier)
    (self.crossed, exactTables) = (crossed.release, [])
    leftOut = counted.leftOut + release.leftOut + crossed.leftOut + standing.leftOut
    // Where measures are all there is they stand beside what is new about them.
    guard !indicators.isEmpty || counted.isUnchanged && standing.isPrinted else {
      let all = leftOut + standing.unrenewed.filter { !leftOut.contains($0) }
      throw Problem(
        .releaseRefused,
        "nothing can be released: "
          + (Limitations.leftOut(all, of: survey) + all.compactMap(\.proposed)).joined(
            separator: "; "))
    }
  }

  /// The series that have answers, or had some in the last release.
  private static func series(
    _ answers: [SeriesAnswers], _ survey: String, _ earlier: EarlierReleases
  ) throws -> [SeriesAnswers] {
    let shown = SeriesPlaces.numbers(in: earlier.legend)
    let series = answers.filter {
      !$0.ids.isEmpty || earlier.latest != nil && shown.contains($0.number)
    }
    guard series.contains(where: { !$0.ids.isEmpty }) else {
      throw Problem(
        .releaseRefused,
        "no answers to '\(survey)' can be counted yet, so there is nothing to release: none came in, or those"
          + " that did are held back, were taken back, or were given without a yes to using them")
    }
    return series
  }

  /// A measure that cannot be printed anew beside the releases before stands like any other.
  private static func protect(
    _ counted: inout ReleaseCounts, _ rule: DisclosureRule, _ earlier: EarlierReleases
  ) throws -> ProtectedRelease {
    var allowance = ReleaseAllowance()
    return try protect(&counted, rule, earlier, &allowance)
  }

  private static func protect(
    _ counted: inout ReleaseCounts, _ rule: DisclosureRule, _ earlier: EarlierReleases,
    _ allowance: inout ReleaseAllowance
  ) throws -> ProtectedRelease {
    let release: ProtectedRelease
    do throws(ReleaseRefusal) {
      release = try Protection.protect(
        counted.counts, rule: rule, earlier: earlier.audits, changes: counted.changes,
        nestings: counted.nestings, allowance: &allowance)
    } catch {
      if error.reason == .notSafeWithEarlier, counted.keep(measure: error.row.indicator) {
        return try protect(&counted, rule, earlier, &allowance)
      }
      throw Problem(.releaseRefused, error.message)
    }
    guard release.audit.isSafe else {
      throw Problem(
        .releaseRefused, "the audit found a figure that could be worked out; nothing was released")
    }
    return release
  }

  private var document: ReleaseDocument {
    let findings = findings
    let crossings = crossings(beside: findings)
    let kept = series.flatMap { part in
      standing.findings(
        of: part, limitations: limitations(of: part, SeriesMark(part.number)), mark(of: part))
    }
    let all = order.flatMap { id in
      series.flatMap { part in
        (findings + kept).filter { $0.indicator == id && $0.series == mark(of: part) }
      }
    }
    return ReleaseDocument(
      survey: published.survey.id, title: published.survey.title,
      versions: series.flatMap { $0.versions.map(\.version) },
      partnership: principal.partnershipSlug, release: id.text,
      cutOff: timestamp(cutOff), rule: PrintedRule(rule), findings: all,
      crossings: crossings + standing(crossings, beside: findings),
      heard: published.survey.unit.isPersonal ? HeardProfile.all(population, all) : [],
      unit: published.survey.unit
    ).compared(with: before, population)
  }

  /// The indicators in the order in which they are shown.
  private var order: [String] {
    var order = published.survey.indicators.map(\.id)
    for id in series.flatMap(\.survey.indicators).map(\.id) where !order.contains(id) {
      order.append(id)
    }
    return order
  }

  /// The tables of each series.
  private func crossings(beside findings: [Finding]) -> [CrossedFinding] {
    series.flatMap { part -> [CrossedFinding] in
      let mark = SeriesMark(part.number)
      let own = findings.filter {
        $0.series?.number == (series.count == 1 ? nil : part.number)
      }
      let mine = { (id: String) in
        own.contains { mark.marked($0.indicator) == id }
      }
      guard let crossed else {
        return CrossedFinding.exact(
          exactTables.filter { mine($0.indicator) }, of: part.survey, mark, beside: own)
      }
      return CrossedFinding.all(
        crossed.tables.filter { mine($0.indicator) }, of: part.survey, mark, beside: own,
        cutOffs: earlierCutOffs.map(timestamp))
    }
  }

  /// Tables that stand as the release before printed them, as it could not be done anew.
  private func standing(
    _ printed: [CrossedFinding], beside findings: [Finding]
  ) -> [CrossedFinding] {
    guard let before, published.survey.unit.isPersonal else { return [] }
    return series.flatMap { part in
      let number = series.count == 1 ? nil : part.number
      let own = { (finding: Finding) in finding.series?.number == number }
      return CrossedFinding.standing(
        from: before, under: PrintedRule(rule), part.survey, beside: findings.filter(own),
        printed.filter { own($0.about) })
    }
  }

  /// What was left out, with the tables that stand as they were.
  private func leftOut(_ mark: SeriesMark) -> [LeftOut] {
    leftOut.map { left in
      let stands =
        before?.rule == PrintedRule(rule)
        && before?.crossings.contains { table in
          mark.marked(table.about.indicator) == left.indicator
            && table.names.joined(separator: ",") == left.role
        } ?? false
      return stands ? Limitations.standing(left) : left
    }
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
        limitations: limitations(of: part, mark),
        series: self.mark(of: part))
    }
    return order.flatMap { id in found.filter { $0.indicator == id }.map(dated) }
  }

  /// What findings name of a series; nil where it is the only one.
  private func mark(of part: SeriesAnswers) -> FindingSeries? {
    series.count == 1
      ? nil : FindingSeries(number: part.number, versions: part.versions.map(\.version))
  }

  /// A finding whose rows say since when they stand, where they do.
  private func dated(_ finding: Finding) -> Finding {
    guard let before, let first = series.first else { return finding }
    let id = SeriesMark(finding.series?.number ?? first.number).marked(finding.indicator)
    return finding.standing(beside: before) { group in
      unchanged.contains(
        group.map { RowKey(indicator: id, role: finding.role, group: $0) } ?? RowKey(indicator: id))
    }
  }

  private func limitations(of part: SeriesAnswers, _ mark: SeriesMark) -> [String] {
    let survey = part.survey
    let reason: String? = if case .notNeeded(let reason) = survey.consent { reason } else { nil }
    return Limitations.of(survey.sample, unit: survey.unit, consentNotNeeded: reason)
      + Limitations.leftOut(leftOut(mark), of: survey, mark)
  }

  /// Stores the release with its audit and members; gives the document.
  func store(on connection: isolated Connection) throws -> JSONObject {
    let document = document.json
    var kept = audit.json.object ?? [:]
    kept["places"] = places.legend
    kept[CrossedAudit.key] = crossed?.audit.kept
    let days = series.compactMap { part in
      part.days.map {
        (
          String(part.number),
          JSONValue.array([.number(Double($0.first)), .number(Double($0.last))])
        )
      }
    }
    kept[EarlierReleases.daysKey] = .object(JSONObject(days))
    kept[ReleaseAudit.proposals] = ReleaseAudit.proposals(leftOut)
    let record = ReleaseRecord(
      id: id, survey: published.survey.id, supersedes: latest, cutOff: cutOff,
      rule: JSONText((document["rule"] ?? [:]).encoded(.compact)),
      document: JSONText(document.encoded(.compact)),
      sha256: Array(SHA256.hash(data: document.canonical())))
    let members = series.enumerated().flatMap { part, answers in
      answers.countedIDs.enumerated().map { index, id in
        ReleaseMember(response: id, cells: places.cells(index, part: part))
      }
    }
    try ReleaseQueries.insert(
      record, audit: JSONText(JSONValue.object(kept).encoded(.compact)), members: members,
      on: connection)
    return document.object ?? [:]
  }
}
