// Rows by a role beside what was released by it before: they are left out where its groups are others by
// now, or where nobody counted by how many people they changed.

internal import Findings
internal import Foundation
internal import Postgres
internal import Surveys

/// The roles that each indicator was printed by in one release.
struct PrintedRoles {
  private var oneWay: [String: Set<String>] = [:]
  private var crossed: [String: Set<String>] = [:]

  init(_ audit: AuditRecord, _ crossed: CrossedAudit) {
    for indicator in audit.indicators {
      oneWay[indicator.id] = Set(indicator.breakdowns.map(\.role))
    }
    for table in crossed.tables {
      self.crossed[table.indicator, default: []].formUnion(table.roles)
    }
  }

  /// The roles of its rows and tables.
  func all(of indicator: String) -> Set<String> {
    rows(of: indicator).union(crossed[indicator] ?? [])
  }

  /// The roles of its rows.
  func rows(of indicator: String) -> Set<String> { oneWay[indicator] ?? [] }

  func has(_ indicator: String) -> Bool { oneWay[indicator] != nil }
}

/// Holds the roles of a release against every release before it.
struct RoleConflicts {
  private let series: [SeriesAnswers]
  private let earlier: EarlierReleases
  private let printed: [PrintedRoles]

  init(_ series: [SeriesAnswers], _ earlier: EarlierReleases, _ printed: [PrintedRoles]) {
    (self.series, self.earlier, self.printed) = (series, earlier, printed)
  }

  /// By series the roles whose groups are others than in a release that printed them.
  func regrouped(
    _ places: SeriesPlaces, _ positions: [[UUID: Int]], on connection: isolated Connection
  ) throws -> [Int: Set<String>] {
    var found: [Int: Set<String>] = [:]
    for (release, legend) in earlier.legends.enumerated() {
      let others = places.otherPlaces(than: legend)
      var doubtful: [Int: Set<String>] = [:]
      for part in series {
        let roles = doubtfulRoles(part, in: release, others[part.number] ?? [])
          .subtracting(found[part.number] ?? [])
        if !roles.isEmpty { doubtful[part.number] = roles }
      }
      if doubtful.isEmpty { continue }
      let members = try earlier.members(of: release, on: connection)
      found.merge(
        try places.regrouped(doubtful, since: members, legend: legend, now: positions)
      ) { $0.union($1) }
    }
    return found
  }

  /// Roles printed in a release whose groups a newer version may have changed.
  private func doubtfulRoles(
    _ part: SeriesAnswers, in release: Int, _ others: Set<String>
  ) -> Set<String> {
    let versions = earlier.versions[release]
    guard let then = part.versions.last(where: { versions.contains($0.version) }) else { return [] }
    let mark = SeriesMark(part.number)
    let names = QuestionNames(part.versions)
    let shown = Set(then.indicators.flatMap { printed[release].all(of: mark.marked($0.id)) })
    return shown.filter { role in
      if others.contains(role) { return true }
      if let isOther = then.timeIsDivided(otherwiseThan: part.survey, role) { return isOther }
      guard let old = then.question(forBreakdown: role)?.question,
        let new = part.survey.question(forBreakdown: role)?.question
      else { return false }
      if new.kind is PlaceQuestion,
        then.disclosure.finestPlace != part.survey.disclosure.finestPlace
      {
        return true
      }
      return names.newest(old.id, of: then.version) != new.id || !old.isGrouped(like: new)
    }
  }

  /// Why rows of these indicators by a role cannot be held against those that were printed of the same
  /// people: the last release that had the indicator had none of them.
  func untied(_ counts: [IndicatorCounts]) -> [LeftOut] {
    let bases = Dictionary(grouping: counts, by: \.baseKey).mapValues { $0.map(\.id) }
    return counts.flatMap { indicator in
      let base = indicator.baseKey
      let now = bases[base] ?? []
      let then = earlier.audits.flatMap(\.indicators).filter { $0.baseKey == base || $0.id == base }
      let family = Set(now + then.map(\.id))
      return indicator.breakdowns.map(\.role).compactMap { role -> LeftOut? in
        if now.contains(where: { lastRoles($0).contains(role) }) { return nil }
        if printed.contains(where: { step in family.contains { step.rows(of: $0).contains(role) } })
        {
          return LeftOut(indicator: indicator.id, role: role, reason: LeftOut.cameBack)
        }
        if printed.contains(where: { step in family.contains { step.all(of: $0).contains(role) } })
        {
          return LeftOut(indicator: indicator.id, role: role, reason: LeftOut.crossedBefore)
        }
        return nil
      }
    }
  }

  private func lastRoles(_ indicator: String) -> Set<String> {
    printed.last { $0.has(indicator) }?.rows(of: indicator) ?? []
  }
}

extension Survey {
  /// Whether another version divides time otherwise in tables by periods or waves; nil for what is no time.
  fileprivate func timeIsDivided(otherwiseThan other: Survey, _ role: String) -> Bool? {
    guard role == CrossedBy.wave || role == CrossedBy.period,
      question(forBreakdown: role) == nil
    else { return nil }
    if role == CrossedBy.wave { return handling.waves != other.handling.waves }
    let finest = { (survey: Survey) in
      survey.indicators.flatMap(\.crossings).flatMap(\.dimensions)
        .first { $0.name == role }?.periods.first
    }
    return finest(self) != finest(other)
  }
}
