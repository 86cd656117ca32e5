// Solvers that fail, or that say what is not so: nothing is released on their word.

import Findings
import LinearProgramming
import Testing

/// A solver whose answers are changed on the way.
private final class FaultySolver: VertexSolver {
  private let program: LinearProgram
  private let change: (LinearProgram.Outcome) -> LinearProgram.Outcome

  init(
    _ program: LinearProgram, _ change: @escaping (LinearProgram.Outcome) -> LinearProgram.Outcome
  ) { (self.program, self.change) = (program, change) }

  var steps: Int { program.steps }

  func solve(
    lower: [Double], upper: [Double], objective: [Double]?, steps: Int
  ) -> LinearProgram.Outcome {
    change(program.solve(lower: lower, upper: upper, objective: objective, steps: steps))
  }
}

struct SolverFaultTests {
  /// What becomes of a table with a hidden cell when the solver answers otherwise.
  private func refusal(
    _ change: @escaping @Sendable (LinearProgram.Outcome) -> LinearProgram.Outcome
  ) throws -> ReleaseRefusal.Reason? {
    var cells = CrossedProtectionTests.dense
    cells[0][0] = (4, 2)
    var thoroughness = CrossedThoroughness.full
    thoroughness.solver = { columns, rows in
      LinearProgram(columns: columns, rows: rows).map { FaultySolver($0, change) }
    }
    do throws(ReleaseRefusal) {
      _ = try CrossedProtection.protect(
        [CrossedProtectionTests.table(cells)], beside: [], CrossedProtectionTests.nothing,
        rule: .standard, thoroughness: thoroughness)
      return nil
    } catch {
      return error.reason
    }
  }

  @Test func `R15 a solver that fails ends in refusal`() throws {
    #expect(try refusal { _ in .failed } == .solverFailed)
  }

  @Test func `R15 a solver that finds nothing possible, not even the truth, ends in refusal`()
    throws
  {
    #expect(try refusal { _ in .infeasible } == .solverDisagrees)
  }

  @Test func `R15 a solver that goes beyond the bounds ends in refusal`() throws {
    let reason = try refusal { outcome in
      guard case .optimal(let values) = outcome else { return outcome }
      return .optimal(values.map { $0 - 1_000 })
    }
    #expect(reason == .solverDisagrees)
  }

  @Test func `R15 a solver whose numbers do not add up ends in refusal`() throws {
    let reason = try refusal { outcome in
      guard case .optimal(var values) = outcome else { return outcome }
      values[0] += 1
      return .optimal(values)
    }
    #expect(reason == .solverDisagrees)
  }

  @Test func `R15 a solver that gives no numbers ends in refusal`() throws {
    let reason = try refusal { outcome in
      guard case .optimal(let values) = outcome else { return outcome }
      return .optimal(values.map { _ in .nan })
    }
    #expect(reason == .solverDisagrees)
    let short = try refusal { outcome in
      guard case .optimal(let values) = outcome else { return outcome }
      return .optimal(Array(values.dropLast()))
    }
    #expect(short == .solverDisagrees)
  }

  @Test func `a solver that cannot be had ends in refusal`() throws {
    var cells = CrossedProtectionTests.dense
    cells[0][0] = (4, 2)
    var thoroughness = CrossedThoroughness.full
    thoroughness.solver = { _, _ in nil }
    do throws(ReleaseRefusal) {
      _ = try CrossedProtection.protect(
        [CrossedProtectionTests.table(cells)], beside: [], CrossedProtectionTests.nothing,
        rule: .standard, thoroughness: thoroughness)
      Issue.record("it was not refused")
    } catch {
      #expect(error.reason == .solverFailed)
    }
  }
}
