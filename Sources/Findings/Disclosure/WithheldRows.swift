// Rows of averages and medians that would tell how many people gave a number: they are rounded further, and
// where that is not enough withheld, before anything else is hidden.

/// Judges the rows of one indicator, those of all its roles together: they have the same people.
private struct RowJudge<Printer: FigurePrinter> {
  /// Steps that are kept for the total, with all rows hidden.
  private static var stepsOfTotal: Int { 100_000 }

  private let indicator: IndicatorCounts
  private let rule: DisclosureRule
  private(set) var worlds: AnswerWorlds<Printer>
  /// What the people of each row come to, the total first.
  private var measures: [[Measure]]
  /// The rows of each role that have somebody, by their places in the breakdown.
  private let filled: [[Int]]
  /// From so many people on a row tells nothing of the kind.
  private let most: Int

  init?(
    _ indicator: IndicatorCounts, _ rule: DisclosureRule, _ printer: Printer, most: Int,
    allowance: Int, _ counts: (Measure) -> [Int]?
  ) {
    (self.indicator, self.rule, self.most) = (indicator, rule, most)
    guard let all = indicator.measure, let everybody = counts(all) else { return nil }
    filled = indicator.breakdowns.map { breakdown in
      breakdown.rows.indices.filter { breakdown.rows[$0].cell.base > 0 }
    }
    var parts = [[AnswerWorlds<Printer>.Row(everybody, isHidden: false)]]
    measures = [[all]]
    for (breakdown, places) in zip(indicator.breakdowns, filled) {
      let rows = places.map { breakdown.rows[$0] }
      let own = rows.compactMap(\.measure)
      let given = own.compactMap(counts)
      guard given.count == rows.count else { return nil }
      measures.append(own)
      parts.append(
        zip(rows, given).map { row, given in
          AnswerWorlds<Printer>.Row(
            given,
            isHidden: rule.hides(row.cell, indicator.show, sensitive: indicator.isSensitive))
        })
    }
    worlds = AnswerWorlds(printer, parts, allowance: allowance)
  }

  /// The indicator with what has to be withheld.
  mutating func judged() -> IndicatorCounts {
    for part in worlds.parts.indices.dropFirst() { hideEnough(part) }
    if indicator.total.base < most { worlds.prepare(0, 0) }
    while let (part, row) = nextUnsafe() {
      if worlds.allowance < Self.stepsOfTotal, withholdAll() { continue }
      if part > 0, worlds.parts[part][row].isHidden {
        if withholdSmallest([part]) || isCoarsened(0, 0) { continue }
      } else if isCoarsened(part, row) {
        continue
      } else if part > 0 {
        withhold(part, row)
        continue
      }
      guard withholdSmallest(Array(worlds.parts.indices.dropFirst())) else { return withoutAny }
      if part == 0 { round(0, 0, coarser: 0) }
    }
    return result
  }

  /// The rows before the total, which the worlds of all of them serve.
  private mutating func nextUnsafe() -> (part: Int, row: Int)? {
    let parts = worlds.parts.indices
    for part in parts.dropFirst() + [0] {
      for row in worlds.parts[part].indices
      where worlds.parts[part][row].people < most && worlds.narrows(part, row) {
        return (part, row)
      }
    }
    return nil
  }

  /// Rounded a step further; false where too little would be left of it.
  private mutating func isCoarsened(_ part: Int, _ row: Int) -> Bool {
    let steps = worlds.parts[part][row].coarser + 1
    guard steps <= Measure.mostSteps else { return false }
    return round(part, row, coarser: steps)
  }

  @discardableResult
  private mutating func round(_ part: Int, _ row: Int, coarser steps: Int) -> Bool {
    let base = worlds.parts[part][row].people
    guard let measure = measures[part][row].coarsened(by: steps, indicator.show, base: base, rule)
    else { return false }
    measures[part][row] = measure
    worlds.round(part, row, coarser: steps)
    return true
  }

  private mutating func withhold(_ part: Int, _ row: Int) {
    worlds.hide(part, row)
    hideEnough(part)
  }

  /// What a total leaves for hidden rows has to be enough people, and nobody among them who stands out.
  private mutating func hideEnough(_ part: Int) {
    while !isEnoughHidden(part) {
      guard let row = smallest(part) else { return }
      worlds.hide(part, row)
    }
  }

  private func isEnoughHidden(_ part: Int) -> Bool {
    let rows = worlds.parts[part]
    let hidden = rows.indices.filter { rows[$0].isHidden }
    return Measure.areEnough(
      hidden.map { measures[part][$0] }, people: hidden.reduce(0) { $0 + rows[$1].people },
      among: measures[part], isSensitive: indicator.isSensitive, rule)
  }

  private func smallest(_ part: Int) -> Int? {
    let rows = worlds.parts[part]
    return rows.indices.filter { !rows[$0].isHidden }.min { rows[$0].people < rows[$1].people }
  }

  /// A row less of these parts, the smallest that is shown.
  private mutating func withholdSmallest(_ parts: [Int]) -> Bool {
    let rows = parts.compactMap { part in smallest(part).map { (part: part, row: $0) } }
    let least = rows.min {
      worlds.parts[$0.part][$0.row].people < worlds.parts[$1.part][$1.row].people
    }
    guard let least else { return false }
    withhold(least.part, least.row)
    return true
  }

  /// All rows that are shown; false where there are none.
  private mutating func withholdAll() -> Bool {
    var isAny = false
    for part in worlds.parts.indices.dropFirst() {
      while let row = smallest(part) {
        worlds.hide(part, row)
        isAny = true
      }
    }
    if isAny { round(0, 0, coarser: 0) }
    return isAny
  }

  private var withoutAny: IndicatorCounts { indicator.with(total: indicator.total.withheld) { $2 } }

  private var result: IndicatorCounts {
    indicator.with(measure: measures[0][0]) { role, place, row in
      guard let index = filled[role].firstIndex(of: place) else { return row }
      let isByRule = rule.hides(row.cell, indicator.show, sensitive: indicator.isSensitive)
      let isHidden = worlds.parts[role + 1][index].isHidden
      return Breakdown.Row(
        row.group, isHidden && !isByRule ? row.cell.withheld : row.cell,
        measure: measures[role + 1][index])
    }
  }
}

extension IndicatorCounts {
  /// The same, with rows withheld whose average or median would tell how many people gave one of the numbers. Of
  /// one that is not found to be safe in so many steps nothing is shown.
  func withholding(_ rule: DisclosureRule, _ allowance: inout ReleaseAllowance) -> IndicatorCounts {
    guard let measure, !rule.hides(total, show, sensitive: isSensitive) else { return self }
    return allowance.judged(self, rule) { steps in
      if let scale = measure.scale {
        let printer = AmountPrinter(show, rule, scale)
        let counts = { (measure: Measure) in measure.scale == scale ? measure.spread : nil }
        return judged(
          RowJudge(self, rule, printer, most: .max, allowance: steps, counts), &steps)
      }
      guard let numbers = measure.given?.numbers else { return self }
      let most = numbers.count <= MedianPrinter.few ? Int.max : MedianPrinter.most
      return judged(
        RowJudge(
          self, rule, MedianPrinter(rule, numbers), most: most, allowance: steps,
          { $0.given?.counts(of: numbers) }), &steps)
    }
  }

  private func judged<Printer: FigurePrinter>(
    _ judge: RowJudge<Printer>?, _ steps: inout Int
  ) -> IndicatorCounts {
    guard var judge else { return self }
    let judged = judge.judged()
    steps = judge.worlds.allowance
    return judged
  }
}

extension Measure {
  /// Whether a figure of these people alone would tell how few of them gave a number.
  func narrows(_ show: IndicatorShow, _ rule: DisclosureRule) -> Bool {
    guard let scale, let spread else { return false }
    var worlds = AnswerWorlds(
      AmountPrinter(show, rule, scale), [[.init(spread, isHidden: false)]],
      allowance: ReleaseAllowance.stepsOfOne)
    return worlds.narrows(0, 0)
  }
}
