// Chooses the rows to hide of the crossed tables of one base: first by the rule, then the smallest
// rows beside whatever could be worked out, then rows are shown again where that stays safe.

package import LinearProgramming

/// How far the protection goes; tests leave steps out to show what an attacker would then find.
package struct CrossedThoroughness: Sendable {
  /// Hides more rows than the rule alone.
  package var hidesMoreRows = true
  /// Leaves tables out of which most cells are of a few people.
  package var refusesSparse = true
  /// Follows the one-way rows of the same release.
  package var knowsOneWay = true
  /// Follows the releases before.
  package var knowsEarlier = true
  /// Shows rows again that the greedy choice hid without need.
  package var showsAgain = true

  /// Tables of more rows are begun with the rows that a few people would have to be moved in: one row after
  /// another would hide nearly all of them. In smaller ones that leaves a little less hidden.
  package var manyRows = 500

  /// What solves the programs; tests hand in solvers that fail or lie.
  package var solver: VertexSolverMaker = { LinearProgram(columns: $0, rows: $1) }

  /// Everything.
  package static let full = CrossedThoroughness()

  /// Everything, unless it is changed.
  package init() {}
}

/// Protects the tables of one base in the release that is made now.
struct CrossedProtector {
  private(set) var model: CrossedModel
  private let sensitive: Set<String>
  private let thoroughness: CrossedThoroughness
  private let limits: CrossedLimits
  private let now: Int
  /// Rows hidden by the greedy choice, beyond what the rule hides.
  private(set) var greedy = 0
  private(set) var steps = 0
  private(set) var cells: [AuditedCrossedCell] = []

  init(
    _ steps: [CrossedStep], thoroughness: CrossedThoroughness, limits: CrossedLimits
  ) {
    now = steps.count - 1
    sensitive = Set(steps[now].indicators.filter(\.isSensitive).map(\.id))
    model = CrossedModel(steps)
    (self.thoroughness, self.limits) = (thoroughness, limits)
    for place in model.nodes.indices where isOurs(place) { hideByRule(place) }
  }

  private var rule: DisclosureRule { model.rules[now] }

  /// A row that is printed now and not in a one-way table.
  private func isOurs(_ place: Int) -> Bool {
    let node = model.nodes[place]
    return node.step == now && !node.row.isOneWay && node.row.base > 0 && !node.key.parts.isEmpty
  }

  private mutating func hideByRule(_ place: Int) {
    let reasons = hiding(place)
    guard !reasons.isEmpty else { return }
    let bounds = bounds(place)
    model.set(place, hidden: bounds.isEmpty, bounded: bounds)
  }

  /// The indicators for which the rule hides a row.
  private func hiding(_ place: Int) -> [String] {
    let node = model.nodes[place]
    return node.sides.filter { side in
      guard let cell = node.row.cells[side.indicator] else { return false }
      return rule.hides(cell, side.show, sensitive: sensitive.contains(side.indicator))
    }.map(\.indicator)
  }

  /// The indicators for which a bound of a row would do; none where one of them must hide it.
  private func bounds(_ place: Int) -> Set<String> {
    let node = model.nodes[place]
    let hiding = Set(hiding(place))
    let isBoundable = node.sides.filter { hiding.contains($0.indicator) }.allSatisfy { side in
      guard let cell = node.row.cells[side.indicator] else { return false }
      return rule.allowsBound(cell, side.show, sensitive: sensitive.contains(side.indicator))
    }
    return isBoundable ? hiding : []
  }

  /// Hides rows until every cell is safe; false where that cannot be had.
  mutating func protect() throws(ReleaseRefusal) -> Bool {
    let targets = model.targets()
    var columns: [Int: ClosedRange<Int>] = [:]
    for target in targets {
      let values = 1...(model.rules[model.nodes[target.node].step].hideBelow - 1)
      let known = columns[target.column] ?? values
      columns[target.column] = 1...max(known.upperBound, values.upperBound)
    }
    guard thoroughness.hidesMoreRows else { return true }
    let auditor = try CrossedAuditor(
      model, targets: columns, steps: limits.steps, thoroughness.solver)
    defer { steps = auditor.steps }
    guard try hideMore(auditor) else { return false }
    greedy = secondaries(auditor.model).count
    if thoroughness.showsAgain { try showAgain(auditor) }
    try auditor.verify()
    model = auditor.model
    judge(targets, auditor)
    return true
  }

  /// Hides rows beside cells that can be worked out: first beside those that the bounds alone give
  /// away, then beside those for which the solver finds no world. False where nothing more can be hidden.
  private func hideMore(_ auditor: CrossedAuditor) throws(ReleaseRefusal) -> Bool {
    let ours = model.nodes.indices.filter(isOurs)
    if auditor.isOutOfReach(hiding: ours) { return false }
    if model.nodes.count > thoroughness.manyRows, let widest = auditor.widest(hiding: ours) {
      for place in auditor.targets.indices {
        _ = try auditor.hideFewest(place, of: Set(ours), widest: widest)
      }
    }
    while true {
      var touched: Set<Int> = []
      var chosen: [Int] = []
      var isSafe = true
      let near = auditor.outOfReach()
      for place in near.isEmpty ? Array(auditor.targets.indices) : near {
        let column = auditor.targets[place].column
        if auditor.targets[place].missing.isEmpty { continue }
        // A row beside it is hidden already: then it may be safe without more.
        let isTouched = !touched.isDisjoint(with: auditor.model.equationsOfColumn[column])
        if !isTouched && near.isEmpty {
          let asksSolver = auditor.steps < limits.steps / Self.greedyShare
          if try auditor.isSafe(place, tries: asksSolver ? Self.greedyTries : 0) { continue }
        }
        isSafe = false
        if isTouched { continue }
        guard let node = smallest(near: column, auditor.model, &touched) else {
          // Nothing is left to hide beside it: then it has to be safe as it is.
          guard near.isEmpty, try auditor.isSafe(place) else { return false }
          continue
        }
        if let node { chosen.append(node) }
      }
      if isSafe { return true }
      try auditor.hide(chosen)
    }
  }

  /// How many programs a value may take while there is more to hide.
  private static let greedyTries = 8

  /// The part of the steps that may be taken while there is more to hide. In sparse tables nearly every
  /// program then ends without a world where none was found without the solver, and takes long to.
  private static let greedyShare = 32

  /// Rows of ours that are hidden without the rule asking for it, or whole where a bound would do.
  private func secondaries(_ model: CrossedModel) -> [Int] {
    model.nodes.indices.filter { place in
      isOurs(place) && model.nodes[place].row.isHidden
        && (hiding(place).isEmpty || !bounds(place).isEmpty)
    }
  }

  /// The row to hide next for a column that can be worked out: itself where a bound of it is shown, else the
  /// smallest shown row that stands in a sum with it, or with what stands in one, and so on. An inner
  /// nil: a row near it was hidden already in this round. An outer nil: there is none.
  private func smallest(
    near column: Int, _ model: CrossedModel, _ touched: inout Set<Int>
  ) -> Int?? {
    var ring: Set<Int> = [column]
    var seen = ring
    while !ring.isEmpty {
      let equations = Set(ring.flatMap { model.equationsOfColumn[$0] })
      if !equations.isDisjoint(with: touched) { return .some(nil) }
      var next: Set<Int> = []
      for equation in equations {
        next.formUnion(model.equations[equation].terms.map(\.column))
      }
      let nodes = Set(next.flatMap { model.nodesOfColumn[$0] }).filter { place in
        isOurs(place) && !model.nodes[place].row.isHidden
      }
      if let best = nodes.min(by: { rank($0, model) < rank($1, model) }) {
        touched.formUnion(
          CrossedModel.columns(model.nodes[best]).flatMap { model.equationsOfColumn[$0] })
        return .some(best)
      }
      next.subtract(seen)
      seen.formUnion(next)
      ring = next.filter { model.lower[$0] < model.upper[$0] }
    }
    return nil
  }

  private func rank(_ place: Int, _ model: CrossedModel) -> (Int, Int) {
    (model.nodes[place].row.base, place)
  }

  /// Shows rows again, bounds first and then by size, as long as every cell stays safe and no more
  /// than a twelfth of the steps was taken: large tables keep the greedy choice. One row may take no
  /// more than that again, so that what is safe already is not lost with it.
  private func showAgain(_ auditor: CrossedAuditor) throws(ReleaseRefusal) {
    let largest = secondaries(auditor.model).sorted { rank($1, model) < rank($0, model) }
    let order = largest.filter { !bounds($0).isEmpty } + largest.filter { bounds($0).isEmpty }
    let whole = auditor.limit
    auditor.limit = min(whole, limits.steps / 4)
    defer { auditor.limit = whole }
    for place in order {
      guard auditor.steps < limits.steps / 12 else { return }
      _ = try auditor.tryShowing(place, bounded: bounds(place))
    }
  }

  private mutating func judge(_ targets: [CrossedTarget], _ auditor: CrossedAuditor) {
    var found: [Int: CrossedValues] = [:]
    for target in auditor.targets { found[target.column] = target }
    cells = targets.compactMap { target in
      guard let judged = found[target.column] else { return nil }
      let node = model.nodes[target.node]
      let seen = auditor.seen(target.column)
      return AuditedCrossedCell(
        indicator: target.indicator, row: node.key, kind: target.kind,
        releasesAgo: now - node.step, lowest: seen.lowerBound, highest: seen.upperBound,
        missing: judged.missing)
    }
  }
}
