// What an audit asks of a solver. Tests hand in solvers that fail, or that say what is not so.

/// A linear program whose rows are fixed, and that is solved within changing bounds of its columns.
package protocol VertexSolver: AnyObject {
  /// Steps so far.
  var steps: Int { get }

  /// A vertex within the bounds, the one with the least objective where there is one.
  func solve(lower: [Double], upper: [Double], objective: [Double]?, steps: Int)
    -> LinearProgram.Outcome
}

extension LinearProgram: VertexSolver {}

/// Loads a program of so many columns; nil where that fails.
package typealias VertexSolverMaker = @Sendable (Int, [LinearRow]) -> (any VertexSolver)?
