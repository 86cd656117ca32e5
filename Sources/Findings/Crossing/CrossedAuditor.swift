// Judges what an attacker can work out: for every cell that must not be known and each value that the
// rule hides, worlds in whole numbers are found that print everything as it was printed.

internal import LinearProgramming

/// The audit of one base, with the worlds found so far.
final class CrossedAuditor {
  /// A cell that must be able to have every value that the rule hides.
  struct Target {
    let column: Int
    let values: ClosedRange<Int>
    /// How many worlds have each value.
    var found: [Int: Int] = [:]

    var missing: [Int] { values.filter { found[$0, default: 0] == 0 } }
  }

  private(set) var model: CrossedModel
  private(set) var targets: [Target]
  private let program: LinearProgram
  private let limit: Int
  private let check: CrossedWorldCheck
  private var worlds: [[Int32]] = []

  /// Throws where the solver cannot be had.
  init(_ model: CrossedModel, targets: [Int: ClosedRange<Int>], steps limit: Int)
    throws(ReleaseRefusal)
  {
    self.model = model
    self.limit = limit
    self.targets = targets.sorted { $0.key < $1.key }.map { Target(column: $0, values: $1) }
    check = CrossedWorldCheck(model)
    let rows = model.equations.map { equation in
      LinearRow(
        equation.terms.map { LinearTerm($0.column, Double($0.factor)) },
        lower: Double(equation.lower), upper: Double(equation.upper))
    }
    guard let program = LinearProgram(columns: model.truth.count, rows: rows) else {
      throw .solverFailed
    }
    self.program = program
    guard check.holds(model.truth, in: model) else { throw .solverFailed }
    keep(model.truth)
  }

  /// Steps that the solver took.
  var steps: Int { program.steps }

  private func keep(_ world: [Int]) {
    worlds.append(world.map(Int32.init))
    for place in targets.indices {
      targets[place].found[world[targets[place].column], default: 0] += 1
    }
  }

  /// Looks for worlds for every value that has none; the places of the targets that lack one.
  func audit(stopAtFirst: Bool = false) throws(ReleaseRefusal) -> [Int] {
    var failing: [Int] = []
    for place in targets.indices {
      // The ends first: on the way there, worlds for other cells turn up.
      let values = targets[place].missing.sorted { first, second in
        distance(first, place) > distance(second, place)
      }
      for value in values where targets[place].found[value, default: 0] == 0 {
        guard try !find(targets[place].column, value) else { continue }
        failing.append(place)
        break
      }
      if stopAtFirst && !failing.isEmpty { return failing }
    }
    return failing
  }

  private func distance(_ value: Int, _ place: Int) -> Int {
    abs(value - model.truth[targets[place].column])
  }

  /// Finds a world in which a column has a value and keeps it.
  private func find(_ column: Int, _ value: Int) throws(ReleaseRefusal) -> Bool {
    guard model.lower[column] <= value, value <= model.upper[column] else { return false }
    var lower = model.lower
    var upper = model.upper
    (lower[column], upper[column]) = (value, value)
    var search = WholeSearch(program: program, truth: model.truth, limit: limit)
    guard let world = try search.world(lower: lower, upper: upper) else { return false }
    // What the solver says is never taken on trust.
    guard world[column] == value, check.holds(world, in: model) else { return false }
    keep(world)
    return true
  }

  /// Hides more of a row, or a bound less: every world that was found still holds.
  func hide(_ node: Int) { model.set(node, hidden: true) }

  /// Shows a row, or a bound of it, if every cell stays safe; else it is as before.
  func tryShowing(_ node: Int, bounded: Set<String>) throws(ReleaseRefusal) -> Bool {
    let before = (model, worlds, targets)
    model.set(node, hidden: false, bounded: bounded)
    let columns = CrossedModel.columns(model.nodes[node])
    let kept = worlds.filter { world in
      columns.allSatisfy { model.lower[$0] <= world[$0] && world[$0] <= model.upper[$0] }
    }
    if kept.count < worlds.count { recount(kept) }
    if try audit(stopAtFirst: true).isEmpty { return true }
    // Worlds that were found with more shown hold with less, too.
    let found = worlds.dropFirst(kept.count)
    (model, worlds, targets) = before
    for world in found { keep(world.map(Int.init)) }
    return false
  }

  private func recount(_ kept: [[Int32]]) {
    worlds = kept
    for place in targets.indices {
      targets[place].found = [:]
      for world in kept {
        targets[place].found[Int(world[targets[place].column]), default: 0] += 1
      }
    }
  }

  /// Takes rounding of shown cells into account from here on.
  func takeRounding() {
    model.takesRounding = true
    model.setBounds()
  }
}
