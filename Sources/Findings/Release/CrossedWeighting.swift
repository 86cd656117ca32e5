// The total weighted to the population by several roles at once, raked from the printed cells of a table:
// like every comparison it is made of what is printed alone.

internal import Surveys

extension CrossedFinding {
  /// The table with its total weighted by all that it is over; as it is where the population has no
  /// table of one of them, or the figure is of a kind that is not weighted.
  func weighted(to population: PopulationMargins) -> CrossedFinding {
    guard names.count > 1, about.show == .percent,
      names.allSatisfy({ !population.of($0).isEmpty }),
      !about.total.flags.contains(.notPersonal)
    else { return self }
    let total: WeightedTotal
    do throws(WeightingProblem) {
      total = try raked(to: population)
    } catch {
      total = WeightedTotal(by: names.joined(separator: ","), notWeightedBecause: error.message)
    }
    let known = about.comparisons
    return CrossedFinding(
      about: about.saying(
        FindingComparisons(
          differences: known.differences, change: known.change, weighted: total)),
      dimensions: dimensions, rows: rows, heldBack: heldBack)
  }

  private func raked(to population: PopulationMargins) throws(WeightingProblem) -> WeightedTotal {
    let wanted = names.map { name in population.of(name).filter { $0.people > 0 } }
    let places = wanted.map { groups in
      Dictionary(groups.enumerated().map { ($1.group, $0) }) { first, _ in first }
    }
    let labels = names.indices.map { place in
      let groups = rows.compactMap { $0.groups[place] }
      return Dictionary(groups.map { ($0.id, $0.label) }) { first, _ in first }
    }
    var cells: [(positions: [Int], figure: PrintedEstimate)] = []
    var (isLeavingOut, hidden) = (false, [String]())
    for row in finest where row.figure.base != 0 {
      let positions = zip(places, row.groups).compactMap { $0[$1?.id ?? ""] }
      guard positions.count == names.count else {
        isLeavingOut = true
        continue
      }
      if let figure = PrintedEstimate(row.figure, show: about.show) {
        cells.append((positions, figure))
      } else {
        hidden.append(row.groups.compactMap { $0?.label }.joined(separator: ", "))
      }
    }
    guard hidden.isEmpty else {
      let named = hidden.prefix(3).map { "'\($0)'" }.joined(separator: "; ")
      throw WeightingProblem(
        "\(hidden.count) of \(hidden.count + cells.count) cells are not shown with a figure: \(named)"
          + (hidden.count > 3 ? " and others" : ""))
    }
    let margins = names.indices.map { place in
      RakingMargin(
        role: Limitations.inWords(names[place]), positions: cells.map { $0.positions[place] },
        targets: wanted[place].map { (labels[place][$0.group] ?? $0.name, $0.people) })
    }
    let raked = try RakedWeights(margins, start: cells.map { Double($0.figure.base) })
    return try WeightedTotal(
      by: names.joined(separator: ","), zip(raked.weights, cells).map { ($0, $1.figure) },
      leavesOut: isLeavingOut)
  }

  /// Its cells, without subtotals and margins.
  private var finest: [Row] {
    rows.filter { row in
      zip(dimensions, row.groups).allSatisfy { dimension, group in
        group != nil && (dimension.levels.isEmpty || group?.level == nil)
      }
    }
  }
}
