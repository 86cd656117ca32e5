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
      return WeightedTotal(
        by: role, value: nil, low: nil, high: nil, designEffect: nil, notes: [],
        notWeightedBecause: error.message)
    }
  }
}

extension Finding {
  /// Why a group of the population has no row. Only places that somebody named have one, or the place
  /// around them; every group of another role that is asked about has a row, of nobody too.
  fileprivate func reasonWithoutRow(
    _ role: String, _ group: String, _ population: Set<String>
  ) -> String {
    guard role == "place" else { return "'\(group)' is not one that was asked about" }
    let isAround = rows.contains { row in
      row.group.id != BreakdownGroup.notStated.id && !population.contains(row.group.id)
    }
    return isAround
      ? "people of '\(group)' are shown with a place around it" : "nobody of '\(group)' was heard"
  }
}

extension WeightedTotal {
  /// Post-stratification: with one role raking is done in one round, and everybody of a group has the
  /// same weight, population share over share of those heard.
  fileprivate init(
    _ finding: Finding, _ role: String, _ groups: [PopulationMargins.Group]
  ) throws(WeightingProblem) {
    let shown = Dictionary(finding.rows.map { ($0.group.id, $0.figure) }) { first, _ in first }
    let wanted = groups.filter { $0.people > 0 }
    var figures: [PrintedEstimate] = []
    for group in wanted {
      guard let figure = shown[group.group] else {
        throw WeightingProblem(
          finding.reasonWithoutRow(role, group.group, Set(groups.map(\.group))))
      }
      if figure.isHidden { throw WeightingProblem("the figure of a group is hidden") }
      if figure.base == 0 { throw WeightingProblem("nobody of '\(group.group)' was heard") }
      guard let estimate = PrintedEstimate(figure, show: finding.show) else {
        throw WeightingProblem("the figure of '\(group.group)' has no interval")
      }
      figures.append(estimate)
    }
    let everybody = wanted.reduce(0) { $0 + $1.people }
    let heard = figures.reduce(0.0) { $0 + Double($1.base) }
    // One weight for each person as the printed bases count them; then kept within the limits.
    let weights = zip(wanted, figures).map { $0.people / everybody * heard / Double($1.base) }
    let people = figures.map(\.base)
    let each = zip(weights, people).flatMap { Array(repeating: $0, count: $1) }
    let (trimmed, moved) = DesignEffect.trimmed(each)
    guard let effect = DesignEffect(trimmed) else {
      throw WeightingProblem("a weight is zero")
    }
    var parts: [(share: Double, figure: PrintedEstimate)] = []
    var place = 0
    for figure in figures {
      parts.append((trimmed[place] * Double(figure.base) / heard, figure))
      place += figure.base
    }
    let (value, low, high) = PrintedEstimate.sum(parts)
    self.init(
      by: role, value: value, low: low, high: high,
      designEffect: (effect.kish * 100).rounded() / 100,
      notes: Self.notes(effect, moved: moved, unknown: shown, known: Set(groups.map(\.group))),
      notWeightedBecause: nil)
  }

  private static func notes(
    _ effect: DesignEffect, moved: Int, unknown shown: [String: PublishedFigure],
    known: Set<String>
  ) -> [String] {
    var notes: [String] = []
    if effect.kish > DesignEffect.high {
      notes.append("the design effect is over 2: the weighted figure rests on few people")
    }
    if moved > 0 { notes.append("weights were kept within 0.3 to 3 times their mean") }
    if shown.contains(where: { !known.contains($0.key) && $0.value.base != 0 }) {
      notes.append(
        "people whose group is not in the population are left out of the weighted figure")
    }
    return notes
  }
}
