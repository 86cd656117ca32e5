// The total weighted to the population, from the printed rows of one role: each group counts as much as
// its share of the population, and not of those who were heard.

internal import Surveys

extension Finding {
  /// nil where the population has no table by the finding's role, or the figure is of a kind that is
  /// not weighted.
  func weighted(to population: PopulationMargins) -> WeightedTotal? {
    guard let role, [.percent, .mean, .score].contains(show),
      rows.contains(where: { !$0.figure.flags.contains(.notPersonal) })
    else { return nil }
    let groups = population.of(role)
    guard !groups.isEmpty else { return nil }
    do throws(WeightingProblem) {
      return try WeightedTotal(self, role, groups)
    } catch {
      return WeightedTotal(by: role, notWeightedBecause: error.message)
    }
  }
}

extension Finding {
  /// Why a group of the population has no row. Only places that somebody named have one, or the place
  /// around them; every group of another role that is asked about has a row, of nobody too.
  fileprivate func reasonWithoutRow(
    _ role: String, _ name: String, _ population: Set<String>
  ) -> String {
    guard role == "place" else { return "'\(name)' is not one that was asked about" }
    let isAround = rows.contains { row in
      row.group.id != BreakdownGroup.notStated.id && !population.contains(row.group.id)
    }
    return isAround
      ? "people of '\(name)' are shown with a place around it" : "nobody of '\(name)' was heard"
  }
}

extension WeightedTotal {
  /// Post-stratification: with one role raking is done in one round.
  fileprivate init(
    _ finding: Finding, _ role: String, _ groups: [PopulationMargins.Group]
  ) throws(WeightingProblem) {
    let shown = Dictionary(finding.rows.map { ($0.group.id, $0.figure) }) { first, _ in first }
    let labels = Dictionary(finding.rows.map { ($0.group.id, $0.group.label) }) { first, _ in first
    }
    let wanted = groups.filter { $0.people > 0 }
    var figures: [PrintedEstimate] = []
    for group in wanted {
      let name = labels[group.group] ?? group.name
      guard let figure = shown[group.group] else {
        throw WeightingProblem(
          finding.reasonWithoutRow(role, group.name, Set(groups.map(\.group))))
      }
      if figure.isHidden { throw WeightingProblem("the figure of a group is hidden") }
      if figure.base == 0 { throw WeightingProblem("nobody of '\(name)' was heard") }
      guard let estimate = PrintedEstimate(figure, show: finding.show) else {
        throw WeightingProblem("the figure of '\(name)' has no interval")
      }
      figures.append(estimate)
    }
    let known = Set(wanted.map(\.group))
    let leavesOut = shown.contains { !known.contains($0.key) && $0.value.base != 0 }
    try self.init(
      by: role, zip(wanted, figures).map { ($0.people, $1) }, leavesOut: leavesOut)
  }
}

extension WeightedTotal {
  /// None, for a reason.
  init(by role: String, notWeightedBecause reason: String) {
    self.init(
      by: role, value: nil, low: nil, high: nil, designEffect: nil, effectiveBase: nil, notes: [],
      notWeightedBecause: reason)
  }

  /// Of figures that each stand for so many people of the population. Everybody of a figure has the
  /// same weight, population share over share of those heard as the printed bases count them; then
  /// weights are kept within the limits. `leavesOut`: some who were heard stand for nobody.
  init(
    by role: String, _ groups: [(people: Double, figure: PrintedEstimate)], leavesOut: Bool
  ) throws(WeightingProblem) {
    let everybody = groups.reduce(0) { $0 + $1.people }
    let heard = groups.reduce(0.0) { $0 + Double($1.figure.base) }
    let each = groups.flatMap { people, figure in
      Array(repeating: people / everybody * heard / Double(figure.base), count: figure.base)
    }
    let (trimmed, moved) = DesignEffect.trimmed(each)
    guard let effect = DesignEffect(trimmed) else {
      throw WeightingProblem("a weight is zero")
    }
    var parts: [(share: Double, figure: PrintedEstimate)] = []
    var place = 0
    for (_, figure) in groups {
      parts.append((trimmed[place] * Double(figure.base) / heard, figure))
      place += figure.base
    }
    let (value, low, high) = PrintedEstimate.sum(parts)
    self.init(
      by: role, value: value, low: low, high: high,
      designEffect: (effect.kish * 100).rounded() / 100,
      effectiveBase: Int(effect.effectiveBase.rounded(.down)),
      notes: Self.notes(effect, moved: moved, leavesOut: leavesOut), notWeightedBecause: nil)
  }

  private static func notes(_ effect: DesignEffect, moved: Int, leavesOut: Bool) -> [String] {
    var notes: [String] = []
    if effect.kish > DesignEffect.high {
      notes.append("the design effect is over 2: the weighted figure rests on few people")
    }
    if moved > 0 { notes.append("weights were kept within 0.3 to 3 times their mean") }
    if leavesOut {
      notes.append(
        "people whose group is not in the population are left out of the weighted figure")
    }
    return notes
  }
}
