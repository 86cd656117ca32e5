// Rows of averages and medians that would tell how many people gave a number: they are rounded further, and
// where that is not enough withheld, before anything else is hidden.

/// Judges the rows of one indicator, those of all its roles together: they have the same people.
private struct RowJudge {
  /// A row with its place among the roles.
  struct Row {
    var measure: Measure
    let base: Int
    var isHidden: Bool
  }

  /// Steps by which a figure is rounded further before it is withheld.
  private static let furtherSteps = 0...4

  /// Rows that are withheld for the total, before the total is.
  private static let mostRounds = 12
  private let indicator: IndicatorCounts
  private let rule: DisclosureRule
  private var roles: [[Row]]
  /// The place of each row of a breakdown among those with somebody in them.
  private let places: [[Int?]]

  init(_ indicator: IndicatorCounts, _ rule: DisclosureRule) {
    (self.indicator, self.rule) = (indicator, rule)
    var roles: [[Row]] = []
    var places: [[Int?]] = []
    for breakdown in indicator.breakdowns {
      var rows: [Row] = []
      places.append(
        breakdown.rows.map { row in
          guard let measure = row.measure, row.cell.base > 0 else { return nil }
          let isHidden = rule.hides(
            row.cell, indicator.show, sensitive: indicator.isSensitive)
          rows.append(Row(measure: measure, base: row.cell.base, isHidden: isHidden))
          return rows.count - 1
        })
      roles.append(rows)
    }
    (self.roles, self.places) = (roles, places)
  }

  /// The indicator with what has to be withheld.
  mutating func judged() -> IndicatorCounts {
    guard let all = indicator.measure else { return indicator }
    let before = roles
    for role in roles.indices {
      let beside = before.indices.filter { $0 != role }.map { before[$0] }
      for place in roles[role].indices where !roles[role][place].isHidden {
        let row = roles[role][place]
        if let measure = wide(row.measure, row.base, within: all, beside) {
          roles[role][place].measure = measure
        } else {
          roles[role][place].isHidden = true
        }
      }
    }
    let total = indicator.total
    if rule.hides(total, indicator.show, sensitive: indicator.isSensitive) {
      return with(total, all)
    }
    for _ in 0..<Self.mostRounds {
      if let measure = wide(all, total.base, within: nil, roles) { return with(total, measure) }
      guard withholdSmallest() else { break }
    }
    return with(total.withheld, all)
  }

  /// The figure rounded as far as it has to be to leave open how few people gave a number; nil where that
  /// is not enough.
  private func wide(
    _ measure: Measure, _ base: Int, within total: Measure?, _ beside: [[Row]]
  ) -> Measure? {
    for steps in Self.furtherSteps {
      guard let coarse = measure.coarsened(by: steps, indicator.show, base: base, rule) else {
        return nil
      }
      if !narrows(coarse, within: total, beside) { return coarse }
    }
    return nil
  }

  /// A row less, the smallest that is shown.
  private mutating func withholdSmallest() -> Bool {
    var smallest: (role: Int, place: Int)?
    for role in roles.indices {
      for (place, row) in roles[role].enumerated() where !row.isHidden {
        guard let least = smallest.map({ roles[$0.role][$0.place].base }), least <= row.base else {
          smallest = (role, place)
          continue
        }
      }
    }
    guard let smallest else { return false }
    roles[smallest.role][smallest.place].isHidden = true
    return true
  }

  private func narrows(_ measure: Measure, within total: Measure?, _ beside: [[Row]]) -> Bool {
    let others = beside.filter { !$0.isEmpty }
      .map { $0.map { (measure: $0.measure, isHidden: $0.isHidden) } }
    if var worlds = AmountWorlds(measure, within: total, beside: others, indicator.show, rule) {
      return worlds.narrow()
    }
    var worlds = MedianWorlds(
      measure, within: total ?? measure, isPart: total != nil, beside: others, rule)
    return worlds?.narrow() ?? false
  }

  private func with(_ total: CellCount, _ measure: Measure) -> IndicatorCounts {
    IndicatorCounts(
      id: indicator.id, label: indicator.label, show: indicator.show, better: indicator.better,
      isSensitive: indicator.isSensitive, baseKey: indicator.baseKey, total: total,
      measure: measure,
      breakdowns: indicator.breakdowns.enumerated().map { role, breakdown in
        Breakdown(
          role: breakdown.role,
          rows: breakdown.rows.enumerated().map { index, row in
            let judged = places[role][index].map { roles[role][$0] }
            let isHidden = judged?.isHidden ?? false
            let isByRule = rule.hides(row.cell, indicator.show, sensitive: indicator.isSensitive)
            return Breakdown.Row(
              row.group, isHidden && !isByRule ? row.cell.withheld : row.cell,
              measure: judged?.measure ?? row.measure)
          }, groupedBy: breakdown.groupedBy)
      })
  }
}

extension IndicatorCounts {
  /// The same, with rows withheld whose average or median would tell how many people gave one of the numbers.
  func withholding(_ rule: DisclosureRule) -> IndicatorCounts {
    guard let measure, measure.scale != nil || measure.given != nil else { return self }
    var judge = RowJudge(self, rule)
    return judge.judged()
  }
}
