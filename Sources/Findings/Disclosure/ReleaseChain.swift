// The releases of a survey in order, the last being the one that is made now, and what they give
// away of each breakdown together.

/// One release of a chain.
struct ReleaseStep: Sendable {
  let rule: DisclosureRule
  var indicators: [String: AuditedIndicator]
  /// Rows that changed since the release before, each by `hide_below` people or more.
  let renewed: Set<RowKey>
  /// Where each row stands in its breakdown; hiding moves none.
  private let places: [RowKey: Int]

  init(rule: DisclosureRule, indicators: [AuditedIndicator], changes: [RowChange]) {
    self.rule = rule
    self.indicators = [:]
    for indicator in indicators { self.indicators[indicator.id] = indicator }
    renewed = Set(changes.filter { $0.people > 0 }.map(\.row))
    var places: [RowKey: Int] = [:]
    for indicator in indicators {
      for breakdown in indicator.breakdowns {
        for (place, row) in breakdown.rows.enumerated() {
          places[RowKey(indicator: indicator.id, role: breakdown.role, group: row.group)] = place
        }
      }
    }
    self.places = places
  }

  init(_ audit: AuditRecord) {
    self.init(rule: audit.rule, indicators: audit.indicators, changes: audit.changes)
  }

  func breakdown(_ indicator: String, _ role: String) -> AuditedBreakdown? {
    indicators[indicator]?.breakdowns.first { $0.role == role }
  }

  /// A row of a breakdown; nil where it has no such group.
  func row(_ key: RowKey, of breakdown: AuditedBreakdown) -> AuditedRow? {
    places[key].map { breakdown.rows[$0] }
  }
}

/// Every release so far and the one that is made now.
struct ReleaseChain: Sendable {
  var steps: [ReleaseStep]
  /// Breakdowns in which nothing that was hidden opens, because it would not all open.
  var staysClosed: Set<RowKey> = []

  /// Indicators that share a base in any release, or whose bases lie within one another, each set in
  /// order of id.
  func components() -> [[String]] {
    var parent: [String: String] = [:]
    func root(_ id: String) -> String {
      var id = id
      while let up = parent[id], up != id { id = up }
      return id
    }
    for step in steps {
      for ids in Dictionary(
        grouping: step.indicators.keys.sorted(),
        by: { id in
          step.indicators[id]?.baseKey ?? id
        }
      ).values {
        for id in ids { parent[root(id)] = root(ids[0]) }
      }
    }
    for step in steps {
      for indicator in step.indicators.values.sorted(by: { $0.id < $1.id }) {
        if let within = indicator.within,
          let outer = step.indicators.values.filter({ $0.baseKey == within }).map(\.id).min()
        {
          parent[root(indicator.id)] = root(outer)
        }
        // The key of a base can name an indicator of a release before.
        if parent[indicator.baseKey] != nil {
          parent[root(indicator.id)] = root(indicator.baseKey)
        }
      }
    }
    let sets = Dictionary(grouping: parent.keys, by: root).values.map { $0.sorted() }
    return sets.sorted { ($0.first ?? "") < ($1.first ?? "") }
  }

  /// What all the releases give away of a breakdown of the indicators given. `printed` keeps what each
  /// row prints for the next time.
  func history(
    _ component: [String], role: String, _ printed: inout [PairsKey: PrintedPairs]
  ) -> RoleHistory {
    let indicators = component.filter { id in
      steps.contains { $0.breakdown(id, role) != nil }
    }
    var groups: [String] = []
    var known: Set<String> = []
    for step in steps.reversed() {
      for row in indicators.compactMap({ step.breakdown($0, role) }).flatMap(\.rows)
      where known.insert(row.group).inserted {
        groups.append(row.group)
      }
    }
    let rows = groups.map { rowHistory($0, indicators, role, &printed) }
    return RoleHistory(
      role: role, indicators: indicators, rows: rows,
      isBaseKnown: steps.map { step in
        component.contains { id in step.indicators[id].map { !$0.total.isHidden } ?? false }
      },
      isTotalShown: steps.map { step in
        indicators.map { id in
          step.breakdown(id, role) != nil
            && step.indicators[id].map { !$0.total.isHidden } ?? false
        }
      },
      reach: steps.map(\.rule.minimumBase).max() ?? 0,
      moves: BaseMove.all(levels: indicators.map(level)),
      baseKeys: steps.map { step in indicators.map { step.indicators[$0]?.baseKey } })
  }

  /// How many bases hold that of an indicator, in the latest release that has it.
  func level(_ id: String) -> Int {
    guard let step = steps.last(where: { $0.indicators[id] != nil }) else { return 0 }
    var level = 0
    var within = step.indicators[id]?.within
    while let key = within, level < step.indicators.count {
      level += 1
      within = step.indicators.values.first { $0.baseKey == key }?.within
    }
    return level
  }

  /// A shown row, by what its printed figures follow from.
  struct PairsKey: Hashable {
    let cell: CellCount
    let show: IndicatorShow
    let rule: DisclosureRule
  }

  private func rowHistory(
    _ group: String, _ indicators: [String], _ role: String,
    _ cache: inout [PairsKey: PrintedPairs]
  ) -> RowHistory {
    var knowledge: [[RowKnowledge]] = []
    for step in steps {
      knowledge.append(
        indicators.map { id in
          guard let indicator = step.indicators[id], let rows = step.breakdown(id, role)
          else { return .absent }
          let own = RowKey(indicator: id, role: role, group: group)
          guard let row = step.row(own, of: rows), row.cell.base > 0 else { return .empty }
          if row.isHidden { return .hidden(row.cell) }
          let key = PairsKey(cell: row.cell, show: indicator.show, rule: step.rule)
          let pairs =
            cache[key]
            ?? PrintedPairs(printing: row.cell, show: indicator.show, rule: step.rule)
          cache[key] = pairs
          return .shown(row.cell, pairs)
        })
    }
    return RowHistory(
      group: group, knowledge: knowledge,
      isRenewed: steps.indices.map { isRenewed(group, indicators, role, at: $0) },
      leastChange: steps.map(\.rule.hideBelow).max() ?? 0)
  }

  /// A row is renewed when it changed for every indicator that had it before. An indicator that
  /// was left out of the release before is compared with nothing, so nothing is known to differ; a
  /// measure is compared with the release that last printed it.
  private func isRenewed(
    _ group: String, _ indicators: [String], _ role: String, at release: Int
  ) -> Bool {
    guard release > 0 else { return true }
    for id in indicators {
      guard let now = steps[release].breakdown(id, role) else { continue }
      let last =
        steps[..<release].last {
          steps[release].indicators[id]?.show.isMeasure == true && $0.breakdown(id, role) != nil
        } ?? steps[release - 1]
      guard let before = last.breakdown(id, role) else {
        if steps[..<release].contains(where: { $0.breakdown(id, role) != nil }) { return false }
        continue
      }
      let key = RowKey(indicator: id, role: role, group: group)
      let isInBoth = steps[release].row(key, of: now) != nil && last.row(key, of: before) != nil
      if isInBoth && !steps[release].renewed.contains(key) { return false }
    }
    return true
  }
}
