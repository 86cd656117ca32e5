// Judges what an attacker can work out: for every cell that must not be known and each value that the
// rule hides, worlds in whole numbers are found that print everything as it was printed.

internal import LinearProgramming

/// The audit of one base, with the worlds found so far.
final class CrossedAuditor {
  private(set) var model: CrossedModel
  private(set) var targets: [CrossedValues]
  /// Steps that the solver took.
  private(set) var steps = 0
  /// How many steps the solver may take in all; less while rows are only shown again.
  var limit: Int
  private let bounds: CrossedBounds
  private let moves: MoveSearch
  private let make: VertexSolverMaker
  private let targetOfColumn: [Int: Int]
  private var ranges: CrossedBounds.Ranges
  private var parts: [CrossedPart] = []
  private var partOfColumn: [Int?]
  /// True when more was hidden since the parts were made.
  private var isStale = true
  private var worlds: [CrossedWorld] = []

  /// Throws where the true counts contradict themselves.
  init(
    _ model: CrossedModel, targets: [Int: ClosedRange<Int>], steps limit: Int,
    _ make: @escaping VertexSolverMaker
  ) throws(ReleaseRefusal) {
    (self.model, self.limit, self.make) = (model, limit, make)
    self.targets = targets.sorted { $0.key < $1.key }.map { column, values in
      CrossedValues(column: column, values: values, truth: model.truth[column])
    }
    targetOfColumn = Dictionary(
      uniqueKeysWithValues: self.targets.enumerated().map { ($1.column, $0) })
    partOfColumn = [Int?](repeating: nil, count: model.truth.count)
    bounds = CrossedBounds(model)
    moves = MoveSearch(model)
    ranges = CrossedBounds.Ranges(lower: model.lower, upper: model.upper)
    guard CrossedWorldCheck.holdsTruth(of: model) else { throw .solverFailed }
    try narrow()
  }

  /// Goes from sum to sum with what is hidden now.
  private func narrow() throws(ReleaseRefusal) {
    let all = CrossedBounds.Ranges(lower: model.lower, upper: model.upper)
    guard let narrowed = bounds.narrowed(all) else { throw .solverDisagrees }
    (ranges, isStale) = (narrowed, true)
  }

  private func split() throws(ReleaseRefusal) {
    guard isStale else { return }
    var isTarget = [Bool](repeating: false, count: model.truth.count)
    for target in targets { isTarget[target.column] = true }
    let known = parts
    parts = try CrossedPart.all(model, ranges, with: isTarget, known: known, make)
    partOfColumn = [Int?](repeating: nil, count: model.truth.count)
    for (place, part) in parts.enumerated() {
      for column in part.columns { partOfColumn[column] = place }
      guard !known.contains(where: { $0 === part }) else { continue }
      // The true counts are a solution: a solver that finds none is wrong.
      var search = WholeSearch(part, bounds, truth: model.truth, limit: limit - steps)
      defer { steps += search.steps }
      guard try search.vertex(ranges) != nil else { throw .solverDisagrees }
    }
    isStale = false
  }

  private func keep(_ world: CrossedWorld) {
    worlds.append(world)
    count(world, 1)
  }

  private func count(_ world: CrossedWorld, _ times: Int) {
    for (column, value) in world.differing {
      guard let place = targetOfColumn[column] else { continue }
      targets[place].count(value, times)
    }
  }

  /// The places of targets that cannot have one of their values, by the bounds alone.
  func outOfReach() -> [Int] {
    targets.indices.filter { place in
      let (column, values) = (targets[place].column, targets[place].values)
      return ranges.lower[column] > values.lowerBound || ranges.upper[column] < values.upperBound
    }
  }

  /// True when a target could be narrowed by the bounds alone, were all of these rows hidden.
  func isOutOfReach(hiding nodes: [Int]) -> Bool {
    guard let widest = widest(hiding: nodes) else { return true }
    return targets.contains { target in
      widest.lower[target.column] > target.values.lowerBound
        || widest.upper[target.column] < target.values.upperBound
    }
  }

  /// For each value of a target that no world has: rows to hide, of those given, with which one does; the
  /// fewest, and of as many the smallest, that were found. False where none were.
  func hideFewest(
    _ place: Int, of nodes: Set<Int>, widest: CrossedBounds.Ranges
  ) throws(ReleaseRefusal) -> Bool {
    let column = targets[place].column
    for value in targets[place].missingByDistance where targets[place].isMissing(value) {
      guard steps < limit else { throw .tooMuchWork }
      steps += 2
      if let world = moves.world(column, value, within: ranges), hold(world, column, value) {
        continue
      }
      var best: (world: CrossedWorld, rows: Set<Int>, cost: (Int, Int))?
      for world in moves.worlds(column, value, within: ranges, orWithin: widest) {
        let moved = Set(world.differing.flatMap { model.nodesOfColumn[$0.column] })
        let rows = moved.intersection(nodes).filter { !model.nodes[$0].row.isHidden }
        let cost = (rows.count, rows.reduce(0) { $0 + model.nodes[$1].row.base })
        if best.map({ cost < $0.cost }) ?? true { best = (world, rows, cost) }
      }
      guard let best else { return false }
      if !best.rows.isEmpty { try hide(best.rows.sorted()) }
      guard hold(best.world, column, value) else { return false }
    }
    return true
  }

  /// The ranges that there would be, were all of these rows hidden; nil where they contradict themselves.
  func widest(hiding nodes: [Int]) -> CrossedBounds.Ranges? {
    var hidden = model
    for node in nodes { hidden.set(node, hidden: true) }
    return bounds.narrowed(CrossedBounds.Ranges(lower: hidden.lower, upper: hidden.upper))
  }

  /// Looks for worlds for every value of a target that has none; false where one is not found.
  /// `tries` is how many programs a value may take; 0: the solver is not asked.
  func isSafe(_ place: Int, tries: Int = WholeSearch.mostTries) throws(ReleaseRefusal) -> Bool {
    // The ends first: on the way there, worlds for other cells turn up.
    for value in targets[place].missingByDistance where targets[place].isMissing(value) {
      guard try find(targets[place].column, value, tries) else { return false }
    }
    return true
  }

  /// True when every target has a world for each of its values.
  private func isSafe() throws(ReleaseRefusal) -> Bool {
    for place in targets.indices where try !isSafe(place) { return false }
    return true
  }

  /// Finds a world in which a column has a value and keeps it.
  private func find(
    _ column: Int, _ value: Int, _ tries: Int
  ) throws(ReleaseRefusal) -> Bool {
    guard ranges.contains(value, column) else { return false }
    // A search without the solver takes about as long as a step of it.
    guard steps < limit else { throw .tooMuchWork }
    steps += 1
    if let world = moves.world(column, value, within: ranges), hold(world, column, value) {
      return true
    }
    if tries == 0 { return false }
    try split()
    guard let place = partOfColumn[column] else { return false }
    var held = ranges
    (held.lower[column], held.upper[column]) = (value, value)
    guard let narrowed = bounds.narrowed(held, from: [column]) else { return false }
    var search = WholeSearch(
      parts[place], bounds, truth: model.truth, limit: limit - steps, tries: tries)
    defer { steps += search.steps }
    guard let world = try search.world(narrowed) else { return false }
    return hold(world, column, value)
  }

  /// Keeps a world in which a column has a value, and those between it and the true one that have a value no
  /// world had; false where it does not hold. What was found is never taken on trust.
  private func hold(_ world: CrossedWorld, _ column: Int, _ value: Int) -> Bool {
    guard world[column] == value, CrossedWorldCheck.holds(world, in: model) else { return false }
    keep(world)
    for between in world.between(model.truth) {
      let isNew = between.differing.contains { column, value in
        targetOfColumn[column].map {
          targets[$0].values.contains(value) && targets[$0].isMissing(value)
        }
          ?? false
      }
      if isNew, CrossedWorldCheck.holds(between, in: model) { keep(between) }
    }
    return true
  }

  /// Hides rows, or more of them than a bound: every world that was found still holds.
  func hide(_ nodes: [Int]) throws(ReleaseRefusal) {
    for node in nodes { model.set(node, hidden: true) }
    try narrow()
  }

  /// Shows a row, or a bound of it, if every cell stays safe; else it is as before.
  func tryShowing(_ node: Int, bounded: Set<String>) throws(ReleaseRefusal) -> Bool {
    try split()
    let row = model.nodes[node].row
    let before = (ranges, worlds, targets)
    model.set(node, hidden: false, bounded: bounded)
    guard narrow(showing: node) else {
      model.set(node, hidden: row.isHidden, bounded: row.bounded)
      ranges = before.0
      return false
    }
    let kept = keepWhatHolds(showing: node)
    if try isSafeWithinLimit() { return true }
    model.set(node, hidden: row.isHidden, bounded: row.bounded)
    // Worlds that were found with more shown hold with less, too.
    let found = worlds.dropFirst(kept)
    (ranges, worlds, targets) = before
    for world in found { keep(world) }
    return false
  }

  /// What would take too many steps to know is not safe.
  private func isSafeWithinLimit() throws(ReleaseRefusal) -> Bool {
    do { return try isSafe() } catch {
      guard error.reason == .tooMuchWork else { throw error }
      return false
    }
  }

  /// Goes from sum to sum with a row that is shown now; false where a target is out of reach by that.
  private func narrow(showing node: Int) -> Bool {
    let columns = CrossedModel.columns(model.nodes[node])
    var shown = ranges
    for column in columns {
      shown.lower[column] = max(shown.lower[column], model.lower[column])
      shown.upper[column] = min(shown.upper[column], model.upper[column])
    }
    guard let narrowed = bounds.narrowed(shown, from: columns) else { return false }
    ranges = narrowed
    return outOfReach().isEmpty
  }

  /// Forgets the worlds in which a row that is shown now would be printed otherwise; how many are left.
  private func keepWhatHolds(showing node: Int) -> Int {
    let columns = CrossedModel.columns(model.nodes[node])
    var kept: [CrossedWorld] = []
    for world in worlds {
      let holds = columns.allSatisfy { column in
        world[column].map { model.lower[column] <= $0 && $0 <= model.upper[column] } ?? true
      }
      if holds { kept.append(world) } else { count(world, -1) }
    }
    worlds = kept
    return kept.count
  }

  /// Checks every world that was kept once more, against all that is printed now, and counts them anew.
  func verify() throws(ReleaseRefusal) {
    // A solver that was not needed is asked all the same whether the true counts are possible.
    try split()
    let kept = worlds
    worlds = []
    for place in targets.indices { targets[place].forget() }
    for world in kept where CrossedWorldCheck.holds(world, in: model) { keep(world) }
    guard targets.allSatisfy(\.missing.isEmpty) else { throw .solverDisagrees }
  }

  /// The smallest and largest value of a column in the worlds found.
  func seen(_ column: Int) -> ClosedRange<Int> {
    targetOfColumn[column].map { targets[$0].seen } ?? model.truth[column]...model.truth[column]
  }
}
