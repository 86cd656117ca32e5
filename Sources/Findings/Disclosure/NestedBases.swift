// Which indicators of bases within one another may be released beside each other: those whose
// difference, the people who answered another version of the survey, is nobody or enough people.

/// Takes indicators out of a release until those that are left can be audited.
struct NestedBases {
  static let otherVersion = """
    people who answered another version of the survey were not asked this, and the difference \
    would show few of them
    """
  private(set) var indicators: [IndicatorCounts]
  private(set) var leftOut: [LeftOut] = []
  private let nestings: [BaseNesting]
  private let earlier: [AuditRecord]
  private let people: [RowKey: Int]
  private let rule: DisclosureRule

  init(
    _ indicators: [IndicatorCounts], _ nestings: [BaseNesting], earlier: [AuditRecord],
    changes: [RowChange], rule: DisclosureRule
  ) throws(ReleaseRefusal) {
    (self.indicators, self.nestings) = (indicators, nestings)
    (self.earlier, self.rule) = (earlier, rule)
    people = Dictionary(changes.map { ($0.row, $0.people) }) { first, _ in first }
    leaveOutWhatCameBack()
    leaveOutRegrouped()
    for nesting in nestings {
      try checkTotal(nesting)
      for role in nesting.roles { try checkRows(nesting, role) }
    }
    try keepChains()
  }

  /// By how many people an indicator changed since it was last released is counted from the last
  /// release alone; of measures, which may be kept as they were for a while, from when it was.
  private mutating func leaveOutWhatCameBack() {
    let last = Set((earlier.last?.indicators ?? []).map(\.id))
    for indicator in indicators
    where wasReleased(indicator.id) && !last.contains(indicator.id) && !indicator.show.isMeasure {
      leaveOut([indicator.id], LeftOut.cameBack)
    }
  }

  /// Groups of which one lies within the other may differ by a few people, and the audit follows a role by
  /// the ids of its groups; by how many people its rows changed is counted from the last release alone.
  private mutating func leaveOutRegrouped() {
    for (place, indicator) in indicators.enumerated() {
      for breakdown in indicator.breakdowns {
        let before = earlier.map { $0.rows(of: indicator.id, by: breakdown.role) }
        let isOther = before.contains { $0.map { !breakdown.hasGroups(of: $0) } ?? false }
        let isInLast = earlier.last?.indicators.contains { $0.id == indicator.id } ?? false
        let cameBack = isInLast && before.last == .some(nil) && before.contains { $0 != nil }
        guard isOther || cameBack else { continue }
        indicators[place] = indicators[place].without(breakdown.role)
        leftOut.append(
          LeftOut(
            indicator: indicator.id, role: breakdown.role,
            reason: isOther ? LeftOut.otherGroupsBefore : LeftOut.cameBack))
      }
    }
  }

  private func wasReleased(_ id: String, role: String? = nil) -> Bool {
    earlier.contains { audit in
      audit.indicators.contains { indicator in
        indicator.id == id && (role == nil || indicator.breakdowns.contains { $0.role == role })
      }
    }
  }

  private func first(_ ids: [String]) -> IndicatorCounts? {
    indicators.first { ids.contains($0.id) }
  }

  private mutating func checkTotal(_ nesting: BaseNesting) throws(ReleaseRefusal) {
    guard let outer = first(nesting.outer), let inner = first(nesting.inner) else { return }
    let isFew = isFew(outer.total.base - inner.total.base, RowKey(indicator: nesting.difference))
    if isFew || rule.hides(inner.total, inner.show, sensitive: inner.isSensitive) {
      try leaveOutOrRefuse(nesting.inner, isFew: isFew)
    }
  }

  private mutating func checkRows(
    _ nesting: BaseNesting, _ role: String
  ) throws(ReleaseRefusal) {
    guard let outer = first(nesting.outer), let inner = first(nesting.inner) else { return }
    let (all, own) = (bases(nesting.outer, role), bases(nesting.inner, role))
    let few = all.filter { group, base in
      isFew(
        base - (own[group] ?? 0),
        RowKey(indicator: nesting.difference, role: role, group: group))
    }
    if few.isEmpty { return }
    // Where a row has more people than the smaller base, the rest of them follow without its rows.
    if few.contains(where: { $0.value > inner.total.base }) || outer.breakdowns.isEmpty {
      return try leaveOutOrRefuse(nesting.inner, isFew: true)
    }
    for id in nesting.inner { try leaveOut(role: role, of: id) }
  }

  private func bases(_ ids: [String], _ role: String) -> [String: Int] {
    let rows = indicators.filter { ids.contains($0.id) }.flatMap(\.breakdowns)
      .first { $0.role == role }?.rows
    return Dictionary((rows ?? []).map { ($0.group.id, $0.cell.base) }) { first, _ in first }
  }

  private func isFew(_ difference: Int, _ key: RowKey) -> Bool {
    rule.isPrimary(difference) || !earlier.isEmpty && rule.isPrimary(people[key] ?? 0)
  }

  private mutating func leaveOutOrRefuse(
    _ ids: [String], isFew: Bool
  ) throws(ReleaseRefusal) {
    let present = indicators.map(\.id).filter(ids.contains)
    if let id = present.first(where: { wasReleased($0) }) {
      // What was hidden from the beginning stays hidden; what was shown cannot be taken back.
      if isFew { throw .otherVersionByFew(RowKey(indicator: id), rule: rule) }
      return
    }
    leaveOut(ids, Self.otherVersion)
  }

  private mutating func leaveOut(role: String, of id: String) throws(ReleaseRefusal) {
    guard let place = indicators.firstIndex(where: { $0.id == id }),
      indicators[place].breakdowns.contains(where: { $0.role == role })
    else { return }
    guard !wasReleased(id, role: role) else {
      throw .otherVersionByFew(RowKey(indicator: id), rule: rule)
    }
    indicators[place] = indicators[place].without(role)
    leftOut.append(LeftOut(indicator: id, role: role, reason: Self.otherVersion))
  }

  private mutating func leaveOut(_ ids: [String], _ reason: String) {
    for id in indicators.map(\.id).filter(ids.contains) {
      leftOut.append(LeftOut(indicator: id, reason: reason))
    }
    indicators.removeAll { ids.contains($0.id) }
  }

  /// The audit follows bases that lie within one another in a row; of others the smaller is left
  /// out, or the one that was not released before.
  private mutating func keepChains() throws(ReleaseRefusal) {
    var bases: [[String]] = []
    for ids in nestings.flatMap({ [$0.outer, $0.inner] }) where !bases.contains(ids) {
      bases.append(ids)
    }
    let sized = bases.map { ids in
      (ids: ids, isOld: ids.contains { wasReleased($0) }, people: first(ids)?.total.base ?? 0)
    }
    var kept: [[String]] = []
    for base in sized.sorted(by: { ($0.isOld ? 1 : 0, $0.people) > ($1.isOld ? 1 : 0, $1.people) })
    {
      guard first(base.ids) != nil else { continue }
      let near = kept.filter { isLinked($0, base.ids) }
      if near.allSatisfy({ isNested($0, base.ids) }) {
        kept.append(base.ids)
      } else {
        try leaveOutOrRefuse(base.ids, isFew: true)
      }
    }
  }

  private func isNested(_ one: [String], _ other: [String]) -> Bool {
    nestings.contains {
      [$0.outer, $0.inner] == [one, other] || [$0.inner, $0.outer] == [one, other]
    }
  }

  /// Whether the bases are related, be it by way of others.
  private func isLinked(_ one: [String], _ other: [String]) -> Bool {
    var found = [one]
    var open = [one]
    while let next = open.popLast() {
      for nesting in nestings where nesting.outer == next || nesting.inner == next {
        let far = nesting.outer == next ? nesting.inner : nesting.outer
        if first(far) == nil || found.contains(far) { continue }
        found.append(far)
        open.append(far)
      }
    }
    return found.contains(other)
  }

  /// Takes out the smallest base that others hold and that was not released before, of those that
  /// are audited with an indicator, or its rows by a role; false where there is none.
  mutating func leaveOutInnermost(of component: [String], role: String? = nil) -> Bool {
    let inner = nestings.filter { nesting in
      first(nesting.outer) != nil && nesting.inner.contains(where: component.contains)
        && !nesting.inner.contains { wasReleased($0, role: role) }
        && indicators.contains { indicator in
          nesting.inner.contains(indicator.id)
            && (role == nil || indicator.breakdowns.contains { $0.role == role })
        }
    }
    let smallest = inner.min {
      (first($0.inner)?.total.base ?? 0) < (first($1.inner)?.total.base ?? 0)
    }
    guard let smallest else { return false }
    guard let role else {
      leaveOut(smallest.inner, Self.otherVersion)
      return true
    }
    for (place, indicator) in indicators.enumerated()
    where smallest.inner.contains(indicator.id) {
      guard indicator.breakdowns.contains(where: { $0.role == role }) else { continue }
      indicators[place] = indicator.without(role)
      leftOut.append(LeftOut(indicator: indicator.id, role: role, reason: Self.otherVersion))
    }
    return true
  }

  /// The key of the smallest base that holds an indicator's own.
  func within(_ id: String) -> String? {
    nestings.filter { $0.inner.contains(id) }.compactMap { first($0.outer) }
      .min { $0.total.base < $1.total.base }?.baseKey
  }
}

extension Protection {
  /// What of a release has to be left out beside measures that stand in it: `counts` are its indicators and
  /// these. Throws where what was shown would have to be taken back.
  public static func leftOut(
    of counts: [IndicatorCounts], _ nestings: [BaseNesting], earlier: [AuditRecord],
    changes: [RowChange], rule: DisclosureRule
  ) throws(ReleaseRefusal) -> [LeftOut] {
    if nestings.isEmpty { return [] }
    let earlier = earlier.withoutOutgrown(beside: counts, rule)
    return try NestedBases(counts, nestings, earlier: earlier, changes: changes, rule: rule).leftOut
  }
}

extension AuditRecord {
  fileprivate func rows(of indicator: String, by role: String) -> AuditedBreakdown? {
    indicators.first { $0.id == indicator }?.breakdowns.first { $0.role == role }
  }
}

extension Breakdown {
  /// Whether an earlier release made its groups alike, or all who stood in its groups can stand in them
  /// still; whether they do, `ReleaseCounts` asks of the people.
  fileprivate func hasGroups(of before: AuditedBreakdown) -> Bool {
    if groupedBy == before.groupedBy { return true }
    let groups = Set(rows.map(\.group.id))
    return before.rows.allSatisfy { $0.cell.base == 0 || groups.contains($0.group) }
  }
}

extension IndicatorCounts {
  /// The same without the rows of a role.
  public func without(_ role: String) -> IndicatorCounts {
    IndicatorCounts(
      id: id, label: label, show: show, better: better, isSensitive: isSensitive,
      baseKey: baseKey, total: total, measure: measure,
      breakdowns: breakdowns.filter { $0.role != role })
  }

  /// The same, known to have the same people as a base of an earlier release.
  public func sharing(_ baseKey: String) -> IndicatorCounts {
    IndicatorCounts(
      id: id, label: label, show: show, better: better, isSensitive: isSensitive,
      baseKey: baseKey, total: total, measure: measure, breakdowns: breakdowns)
  }
}
