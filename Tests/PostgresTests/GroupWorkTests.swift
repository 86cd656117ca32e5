// Work that waits together is done together, and nobody waits in vain.

import Postgres
import Synchronization
import Testing

@Suite struct GroupWorkTests {
  /// Remembers the batches, and holds the first one until it is told to go on.
  private final class Gate: Sendable {
    private let batches = Mutex<[[Int]]>([])
    private let (stream, continuation) = AsyncStream.makeStream(of: Void.self)

    var seen: [[Int]] { batches.withLock { $0 } }

    func open() { continuation.finish() }

    func run(_ items: [Int]) async -> [Result<Int, any Error>] {
      let isFirst = batches.withLock { batches in
        batches.append(items)
        return batches.count == 1
      }
      if isFirst { for await _ in stream {} }
      return items.map { item in
        item < 0 ? .failure(PostgresError.nulInText) : .success(item * 2)
      }
    }
  }

  /// Waits until something holds; a test that waits in vain ends by the time limit of its suite.
  private func until(_ condition: () -> Bool) async {
    while !condition() { await Task.yield() }
  }

  @Test(.timeLimit(.minutes(10)))
  func `a thousand at once all get their own outcome`() async throws {
    let work = GroupWork<Int, Int>(batchSize: 64, lanes: 2)
    let outcomes = try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<1_000 {
        group.addTask {
          try await work.submit(number, key: "") { items in items.map { .success($0 * 2) } }
            == number * 2
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(outcomes.count == 1_000 && outcomes.allSatisfy { $0 })
    #expect(work.waitingCount == 0)
  }

  @Test(.timeLimit(.minutes(10)))
  func `what waits while a batch is under way is the next batch, and one item fails alone`()
    async throws
  {
    let work = GroupWork<Int, Int>(batchSize: 10, lanes: 1)
    let gate = Gate()
    await withTaskGroup(of: Void.self) { group in
      group.addTask { _ = try? await work.submit(0, key: "a") { await gate.run($0) } }
      await until { gate.seen.count == 1 }
      for number in [1, 2, -3, 4] {
        group.addTask {
          let outcome = try? await work.submit(number, key: "a") { await gate.run($0) }
          #expect(outcome == (number < 0 ? nil : number * 2))
        }
      }
      group.addTask { _ = try? await work.submit(9, key: "b") { await gate.run($0) } }
      await until { work.waitingCount == 5 }
      gate.open()
    }
    #expect(Set(gate.seen.map { Set($0) }) == [[0], [1, 2, -3, 4], [9]])
  }

  @Test(.timeLimit(.minutes(10)))
  func `a crowd need not wait for the batch before it, and a few do`() async throws {
    let work = GroupWork<Int, Int>(batchSize: 10, lanes: 2, crowd: 3, patience: .seconds(3_600))
    let gate = Gate()
    await withTaskGroup(of: Void.self) { group in
      func submit(_ numbers: ClosedRange<Int>) {
        for number in numbers {
          group.addTask { _ = try? await work.submit(number, key: "") { await gate.run($0) } }
        }
      }
      submit(0...0)
      await until { gate.seen.count == 1 }
      submit(1...2)
      await until { work.waitingCount == 2 }
      submit(3...3)
      // The first batch is still held up.
      await until { gate.seen.count == 2 && work.waitingCount == 0 }
      submit(4...5)
      await until { work.waitingCount == 2 }
      #expect(gate.seen.map { Set($0) } == [[0], [1, 2, 3]])
      gate.open()
    }
    #expect(gate.seen.map { Set($0) } == [[0], [1, 2, 3], [4, 5]])
  }

  @Test(.timeLimit(.minutes(10)))
  func `a batch that is held up does not hold up a few who wait for it`() async throws {
    let work = GroupWork<Int, Int>(
      batchSize: 10, lanes: 2, crowd: 3, patience: .milliseconds(1))
    let gate = Gate()
    await withTaskGroup(of: Void.self) { group in
      for number in 0...3 {
        group.addTask { _ = try? await work.submit(number, key: "") { await gate.run($0) } }
        // One after another, while the first is held up.
        await until { gate.seen.joined().contains(number) }
      }
      gate.open()
    }
    #expect(gate.seen == [[0], [1], [2], [3]])
  }

  @Test(.timeLimit(.minutes(10)))
  func `who is cancelled while waiting leaves, and the others are done`() async throws {
    let work = GroupWork<Int, Int>(lanes: 1)
    let gate = Gate()
    let first = Task { try await work.submit(0, key: "") { await gate.run($0) } }
    await until { gate.seen.count == 1 }
    let leaving = Task { try await work.submit(1, key: "") { await gate.run($0) } }
    let staying = Task { try await work.submit(2, key: "") { await gate.run($0) } }
    await until { work.waitingCount == 2 }
    leaving.cancel()
    await #expect(throws: CancellationError.self) { try await leaving.value }
    // The one whose batch is under way learns what came of it: it cannot be taken back.
    first.cancel()
    gate.open()
    let outcomes = try await (first.value, staying.value)
    #expect(outcomes == (0, 4))
    #expect(gate.seen == [[0], [2]])
  }

  @Test(.timeLimit(.minutes(10)))
  func `who waits too long, or finds too many waiting, is refused in time`() async throws {
    let work = GroupWork<Int, Int>(lanes: 1, waitTimeout: .milliseconds(50), mostWaiting: 1)
    let gate = Gate()
    let first = Task { try await work.submit(0, key: "") { await gate.run($0) } }
    await until { gate.seen.count == 1 }
    let late = Task { try await work.submit(1, key: "") { await gate.run($0) } }
    await until { work.waitingCount == 1 }
    await #expect(throws: PostgresError.poolTimeout) {
      try await work.submit(2, key: "") { await gate.run($0) }
    }
    await #expect(throws: PostgresError.poolTimeout) { try await late.value }
    gate.open()
    let outcome = try await first.value
    #expect(outcome == 0 && gate.seen == [[0]])
  }
}
