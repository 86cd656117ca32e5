// Small programs whose answers are known.

import LinearProgramming
import Testing

struct LinearProgramTests {
  /// x + y = 10.
  private func program() throws -> LinearProgram {
    let row = LinearRow([LinearTerm(0, 1), LinearTerm(1, 1)], lower: 10, upper: 10)
    return try #require(LinearProgram(columns: 2, rows: [row]))
  }

  @Test func `the least objective within the bounds is found`() throws {
    let program = try program()
    let least = program.solve(
      lower: [0, 0], upper: [8, 7], objective: [1, 0], steps: 1000)
    #expect(least == .optimal([3, 7]))
    let most = program.solve(lower: [0, 0], upper: [8, 7], objective: [-1, 0], steps: 1000)
    #expect(most == .optimal([8, 2]))
  }

  @Test func `bounds change from one solution to the next`() throws {
    let program = try program()
    #expect(program.solve(lower: [4, 0], upper: [4, 9], steps: 1000) == .optimal([4, 6]))
    #expect(program.solve(lower: [0, 0], upper: [2, 7], steps: 1000) == .infeasible)
    #expect(program.solve(lower: [5, 0], upper: [5, 9], steps: 1000) == .optimal([5, 5]))
    #expect(program.steps >= 3)
  }

  @Test func `without steps the solver says that it failed, not that nothing is possible`() throws {
    let program = try program()
    #expect(program.solve(lower: [4, 0], upper: [4, 9], steps: 0) == .failed)
  }

  @Test func `the solver is named with its version`() {
    #expect(LinearProgram.solver.hasPrefix("COIN-OR CLP 1."))
  }
}
