// Finds a vertex in whole numbers: most vertices of tables are whole; where one is not, a column is
// held below and above in turn, a few times.

internal import LinearProgramming

/// One search for whole numbers within ranges.
struct WholeSearch {
  private let part: CrossedPart
  private let bounds: CrossedBounds
  private let truth: [Int]
  /// How many steps the solver may take.
  private let limit: Int
  /// Steps that it took.
  private(set) var steps = 0
  /// How many further programs may be solved before the search gives up.
  private var tries: Int

  /// More programs than this are not solved for one value.
  static let mostTries = 40

  init(
    _ part: CrossedPart, _ bounds: CrossedBounds, truth: [Int], limit: Int,
    tries: Int = WholeSearch.mostTries
  ) {
    (self.part, self.bounds, self.truth, self.limit) = (part, bounds, truth, limit)
    self.tries = tries
  }

  /// Whole numbers within the ranges that fulfil the part's program; nil where none were found.
  mutating func world(_ ranges: CrossedBounds.Ranges) throws(ReleaseRefusal) -> CrossedWorld? {
    var open = [ranges]
    while let ranges = open.popLast(), tries > 0 {
      tries -= 1
      guard let values = try vertex(ranges) else { continue }
      guard let broken = values.indices.first(where: { !Self.isWhole(values[$0]) }) else {
        return CrossedWorld(
          zip(part.columns, values).map { ($0, Int($1.rounded())) }.filter { truth[$0] != $1 })
      }
      let column = part.columns[broken]
      var (below, above) = (ranges, ranges)
      below.upper[column] = Int(values[broken].rounded(.down))
      above.lower[column] = Int(values[broken].rounded(.up))
      // The side nearer to the true value is tried first: it stands last.
      let isAbove = Double(truth[column]) > values[broken]
      open += (isAbove ? [below, above] : [above, below]).compactMap {
        bounds.narrowed($0, from: [column])
      }
    }
    return nil
  }

  /// A vertex within the ranges; nil where there is none. What lies outside the bounds, or does not add
  /// up, ends the audit.
  mutating func vertex(_ ranges: CrossedBounds.Ranges) throws(ReleaseRefusal) -> [Double]? {
    guard steps < limit else { throw .tooMuchWork }
    let lower = part.columns.map { Double(ranges.lower[$0]) }
    let upper = part.columns.map { Double(ranges.upper[$0]) }
    let before = part.solver.steps
    let outcome = part.solver.solve(
      lower: lower, upper: upper, objective: nil, steps: limit - steps)
    steps += part.solver.steps - before
    switch outcome {
    case .optimal(let values):
      guard part.agrees(values, lower: lower, upper: upper) else { throw .solverDisagrees }
      return values
    case .infeasible: return nil
    case .failed: throw steps < limit ? .solverFailed : .tooMuchWork
    }
  }

  private static func isWhole(_ value: Double) -> Bool { abs(value - value.rounded()) < 1e-6 }
}
