// Linear programs, solved by COIN-OR CLP's dual simplex. A program is loaded once; between solutions
// bounds and objective change, and the last basis is where the next solution begins.

internal import CClp

/// A sum of columns that must lie within bounds.
public struct LinearRow: Sendable, Hashable {
  /// The columns with their factors; a column stands in it once.
  public let terms: [LinearTerm]
  /// The least that the sum may be.
  public let lower: Double
  /// The most that the sum may be.
  public let upper: Double

  /// A sum within bounds.
  public init(_ terms: [LinearTerm], lower: Double, upper: Double) {
    (self.terms, self.lower, self.upper) = (terms, lower, upper)
  }
}

/// A column with its factor.
public struct LinearTerm: Sendable, Hashable {
  /// The column's place.
  public let column: Int
  /// What it is multiplied with.
  public let factor: Double

  /// A column times a factor.
  public init(_ column: Int, _ factor: Double) { (self.column, self.factor) = (column, factor) }
}

/// A linear program with a fixed matrix.
public final class LinearProgram {
  /// What the solver found.
  public enum Outcome: Sendable, Hashable {
    /// The values of the columns at an optimal vertex.
    case optimal([Double])
    /// Nothing fulfils all the rows.
    case infeasible
    /// The solver stopped without a proof of either: out of steps, or in trouble with the numbers.
    case failed
  }

  private let model: UnsafeMutableRawPointer
  private let columns: Int
  /// Steps of the simplex method so far.
  public private(set) var steps = 0

  /// The solver's name and version, for audits.
  public static var solver: String { "COIN-OR CLP \(String(cString: Clp_Version()))" }

  /// Loads a program; nil where the solver has no memory for it.
  public init?(columns: Int, rows: [LinearRow]) {
    guard let model = Clp_newModel() else { return nil }
    (self.model, self.columns) = (model, columns)
    Clp_setLogLevel(model, 0)
    // Perturbed bounds save steps but end at vertices that are not whole; audits want whole ones.
    Clp_setPerturbation(model, 100)
    Clp_scaling(model, 0)
    var byColumn = [[(row: Int32, factor: Double)]](repeating: [], count: columns)
    for (place, row) in rows.enumerated() {
      for term in row.terms { byColumn[term.column].append((Int32(place), term.factor)) }
    }
    var starts: [CoinBigIndex] = [0]
    for entries in byColumn { starts.append(starts[starts.count - 1] + Int32(entries.count)) }
    let zeros = [Double](repeating: 0, count: columns)
    Clp_loadProblem(
      model, Int32(columns), Int32(rows.count), starts, byColumn.flatMap { $0.map(\.row) },
      byColumn.flatMap { $0.map(\.factor) }, zeros, zeros, zeros, rows.map(\.lower),
      rows.map(\.upper))
  }

  deinit { Clp_deleteModel(model) }

  /// The vertex with the least objective within the bounds of the columns; `objective` is 0 for all
  /// where it is left out.
  public func solve(
    lower: [Double], upper: [Double], objective: [Double]? = nil, steps limit: Int
  ) -> Outcome {
    precondition(lower.count == columns && upper.count == columns)
    Clp_chgColumnLower(model, lower)
    Clp_chgColumnUpper(model, upper)
    Clp_chgObjCoefficients(model, objective ?? [Double](repeating: 0, count: columns))
    Clp_setMaximumIterations(model, Int32(clamping: limit))
    if objective == nil { Clp_dual(model, 0) } else { Clp_primal(model, 0) }
    steps += max(1, Int(Clp_numberIterations(model)))
    switch Clp_status(model) {
    case 0:
      guard let solution = Clp_primalColumnSolution(model) else { return .failed }
      return .optimal(Array(UnsafeBufferPointer(start: solution, count: columns)))
    case 1: return .infeasible
    default: return .failed
    }
  }
}
