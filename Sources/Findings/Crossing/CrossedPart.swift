// Columns that may move, joined by the sums that they stand in: a program of its own. What cannot
// move, shown rows above all, is a constant of it.

internal import LinearProgramming

/// A set of columns that no sum joins with others that may move.
final class CrossedPart {
  /// The columns in order.
  let columns: [Int]
  let solver: any VertexSolver
  private let rows: [LinearRow]

  /// Nil where the solver cannot be had.
  private init?(_ columns: [Int], _ rows: [LinearRow], _ make: VertexSolverMaker) {
    guard let solver = make(columns.count, rows) else { return nil }
    (self.columns, self.rows, self.solver) = (columns, rows, solver)
  }

  /// How far a number of the solver may be off.
  static let tolerance = 1e-5

  /// Whether values of the columns lie within bounds and add up, as far as the solver's numbers go.
  func agrees(_ values: [Double], lower: [Double], upper: [Double]) -> Bool {
    guard values.count == columns.count else { return false }
    for (place, value) in values.enumerated() {
      // A value that is no number fails both.
      guard value >= lower[place] - Self.tolerance, value <= upper[place] + Self.tolerance else {
        return false
      }
    }
    return rows.allSatisfy { row in
      let sum = row.terms.reduce(0) { $0 + $1.factor * values[$1.column] }
      let slack = Self.tolerance * Double(row.terms.count)
      return sum >= row.lower - slack && sum <= row.upper + slack
    }
  }

  /// The parts of what may move within ranges, as far as a target stands in them. Parts of `known` that
  /// stayed as they were are kept with what their solver has learned.
  static func all(
    _ model: CrossedModel, _ ranges: CrossedBounds.Ranges, with isTarget: [Bool],
    known: [CrossedPart], _ make: VertexSolverMaker
  ) throws(ReleaseRefusal) -> [CrossedPart] {
    let sets = joined(model, ranges).filter { columns in columns.contains { isTarget[$0] } }
    let old = Dictionary(known.map { ($0.columns, $0) }) { first, _ in first }
    var parts: [CrossedPart] = []
    var places = [Int](repeating: -1, count: model.truth.count)
    for columns in sets {
      if let part = old[columns] {
        parts.append(part)
        continue
      }
      for (place, column) in columns.enumerated() { places[column] = place }
      let equations = Set(columns.flatMap { model.equationsOfColumn[$0] }).sorted()
      let rows = equations.map { row(model.equations[$0], ranges, places) }
      guard let part = CrossedPart(columns, rows, make) else { throw .solverFailed }
      parts.append(part)
    }
    return parts
  }

  /// Columns that may move, by the sums that join them.
  private static func joined(_ model: CrossedModel, _ ranges: CrossedBounds.Ranges) -> [[Int]] {
    var parent = Array(model.truth.indices)
    func root(_ column: Int) -> Int {
      var column = column
      while parent[column] != column {
        parent[column] = parent[parent[column]]
        column = parent[column]
      }
      return column
    }
    let isMovable = model.truth.indices.map { ranges.lower[$0] < ranges.upper[$0] }
    for equation in model.equations {
      var first: Int?
      for term in equation.terms where isMovable[term.column] {
        if let first { parent[root(term.column)] = root(first) } else { first = term.column }
      }
    }
    let movable = model.truth.indices.filter { isMovable[$0] }
    return Dictionary(grouping: movable, by: root).values.map { $0.sorted() }
      .sorted { $0[0] < $1[0] }
  }

  private static func row(
    _ equation: CrossedModel.Equation, _ ranges: CrossedBounds.Ranges, _ places: [Int]
  ) -> LinearRow {
    var known = 0
    var terms: [LinearTerm] = []
    for term in equation.terms {
      let value = ranges.lower[term.column]
      if value == ranges.upper[term.column] {
        known += term.factor * value
      } else {
        terms.append(LinearTerm(places[term.column], Double(term.factor)))
      }
    }
    return LinearRow(
      terms, lower: Double(equation.lower - known), upper: Double(equation.upper - known))
  }
}
