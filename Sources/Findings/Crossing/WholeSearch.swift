// Finds a vertex in whole numbers: most vertices of tables are whole; where one is not, a column is
// held below and above in turn, a few times.

internal import LinearProgramming

/// One search for whole numbers within bounds.
struct WholeSearch {
  let program: LinearProgram
  let truth: [Int]
  let limit: Int
  /// How many further programs may be solved before the search gives up.
  private var tries = 40

  init(program: LinearProgram, truth: [Int], limit: Int) {
    (self.program, self.truth, self.limit) = (program, truth, limit)
  }

  /// Whole numbers within the bounds that fulfil the program; nil where none were found.
  mutating func world(lower: [Int], upper: [Int]) throws(ReleaseRefusal) -> [Int]? {
    var open = [(lower.map(Double.init), upper.map(Double.init))]
    while let (lower, upper) = open.popLast(), tries > 0 {
      tries -= 1
      guard program.steps < limit else { throw .tooMuchWork }
      let outcome = program.solve(lower: lower, upper: upper, steps: limit - program.steps)
      let values: [Double]
      switch outcome {
      case .optimal(let found): values = found
      case .infeasible: continue
      case .failed:
        throw program.steps < limit ? .solverFailed : .tooMuchWork
      }
      guard let broken = values.indices.first(where: { !Self.isWhole(values[$0]) }) else {
        return values.map { Int($0.rounded()) }
      }
      // The side nearer to the true value is tried first: it stands last.
      var (below, above) = ((lower, upper), (lower, upper))
      below.1[broken] = values[broken].rounded(.down)
      above.0[broken] = values[broken].rounded(.up)
      let isAbove = Double(truth[broken]) > values[broken]
      open += isAbove ? [below, above] : [above, below]
    }
    return nil
  }

  private static func isWhole(_ value: Double) -> Bool { abs(value - value.rounded()) < 1e-6 }
}
