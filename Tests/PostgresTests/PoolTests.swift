// Connections are bounded; who waits is served in turn, for a bounded time, and can give up.

import TestRandomness
import Foundation
import Postgres
import Testing

@Suite struct PoolTests {
  @Test func `no more than the maximum are in use at once`() async throws {
    let inUse = Shared((now: 0, most: 0, processes: Set<Int>()))
    try await withClient(connections: 3) { client in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<60 {
          group.addTask {
            try await client.withConnection { connection in
              let process = try connection.process()
              inUse.change {
                $0.now += 1
                $0.most = max($0.most, $0.now)
                $0.processes.insert(process)
              }
              await Task.yield()
              try connection.execute("select pg_sleep(0.002)")
              inUse.change { $0.now -= 1 }
            }
          }
        }
        try await group.waitForAll()
      }
    }
    #expect(inUse.value.most <= 3)
    #expect(inUse.value.processes.count <= 3)
  }

  @Test func `those who wait are served in the order they came`() async throws {
    let served = Shared<[Int]>([])
    try await withClient { client in
      let gate = Gate()
      let held = Gate()
      let holder = Task {
        try await client.withConnection { _ in
          await held.open()
          await gate.wait()
        }
      }
      await held.wait()
      var waiters: [Task<Void, any Error>] = []
      for number in 0..<20 {
        waiters.append(
          Task { try await client.withConnection { _ in served.change { $0.append(number) } } })
        try await until { client.waitingCount == number + 1 }
      }
      await gate.open()
      try await holder.value
      for waiter in waiters { try await waiter.value }
    }
    #expect(served.value == Array(0..<20))
  }

  @Test func `a wait ends with an error after its time, and the pool goes on`() async throws {
    try await withClient(waitTimeout: .milliseconds(50)) { client in
      let gate = Gate()
      let held = Gate()
      let holder = Task {
        try await client.withConnection { _ in
          await held.open()
          await gate.wait()
        }
      }
      await held.wait()
      await expectError(.poolTimeout) {
        try await client.withConnection { _ in Issue.record("the connection is in use") }
      }
      #expect(client.waitingCount == 0)
      await gate.open()
      try await holder.value
      try await client.withConnection { _ = try $0.process() }
    }
  }

  @Test func `a cancelled waiter leaves the queue at once and is never served`() async throws {
    try await withClient { client in
      let gate = Gate()
      let held = Gate()
      let holder = Task {
        try await client.withConnection { _ in
          await held.open()
          await gate.wait()
        }
      }
      await held.wait()
      let waiter = Task {
        try await client.withConnection { _ in Issue.record("the waiter has given up") }
      }
      let patient = Task { try await client.withConnection { try $0.process() } }
      try await until { client.waitingCount == 2 }
      waiter.cancel()
      await expectThrow(CancellationError.self) { try await waiter.value }
      #expect(client.waitingCount == 1)
      await gate.open()
      try await holder.value
      #expect(try await patient.value > 0)
      let late = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        try await client.withConnection { _ in Issue.record("cancelled before it asked") }
      }
      await expectThrow(CancellationError.self) { try await late.value }
    }
  }

  @Test func `a thousand tasks that come and give up at random leave the pool whole`() async throws
  {
    var generator = SeededGenerator(seed: 1000)
    try await withClient(connections: 4, waitTimeout: .seconds(60)) { client in
      var tasks: [Task<Int, any Error>] = []
      for _ in 0..<1000 {
        let task = Task { try await client.withConnection { try $0.execute("select 1") } }
        tasks.append(task)
        if Int.random(in: 0..<3, using: &generator) == 0 {
          tasks[Int.random(in: 0..<tasks.count, using: &generator)].cancel()
        }
        if Int.random(in: 0..<8, using: &generator) == 0 { await Task.yield() }
      }
      for task in tasks {
        switch await task.result {
        case .success(let count): #expect(count == 1)
        case .failure(let error): #expect(error is CancellationError)
        }
      }
      try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<4 { group.addTask { try await client.withConnection { try $0.process() } } }
        for try await process in group { #expect(process > 0) }
      }
    }
  }

  @Test func `a connection that is kept is of no use outside its body`() async throws {
    try await withClient { client in
      let kept = try await client.withConnection { connection in connection }
      await expectError(.closed) { try await kept.execute("select 1") }
      let escaped = Shared<Task<Int, any Error>?>(nil)
      let gate = Gate()
      try await client.withConnection { connection in
        escaped.change {
          $0 = Task {
            await gate.wait()
            return try connection.execute("select 1")
          }
        }
      }
      let task = try #require(escaped.value)
      try await client.withConnection { _ in
        await gate.open()
        await expectError(.closed) { try await task.value }
      }
    }
  }

  private func threads(named name: String) throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").filter { thread in
      let path = "/proc/self/task/\(thread)/comm"
      let found = try? String(contentsOfFile: path, encoding: .utf8)
      return found?.trimmingCharacters(in: .newlines) == name
    }.count
  }

  @Test func `shutting down waits for work, ends the threads and refuses the rest`() async throws {
    let name = "hark-\(UInt32.random(in: 0 ... .max))"
    let client = PostgresClient(
      connectionString: try testDatabaseAddress(), maximumConnections: 4, applicationName: name)
    let held = Gate()
    let gate = Gate()
    let worker = Task {
      try await client.withConnection { connection in
        await held.open()
        await gate.wait()
        return try connection.execute("select 1")
      }
    }
    await held.wait()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask { try await client.withConnection { _ = try $0.process() } }
      }
      try await group.waitForAll()
    }
    let kept = try await client.withConnection { connection in connection }
    #expect(try threads(named: name) > 0)
    let shutdown = Task { await client.shutdown() }
    try await until {
      do {
        try await client.withConnection { _ in }
        return false
      } catch PostgresError.closed { return true }
    }
    await gate.open()
    #expect(try await worker.value == 1)
    await shutdown.value
    await client.shutdown()
    #expect(try threads(named: name) == 0)
    await expectError(.closed) { try await kept.execute("select 1") }
    await expectError(.closed) { try await client.withConnection { _ in } }
  }

  @Test func `a client that is merely let go takes its threads with it`() async throws {
    let name = "hark-\(UInt32.random(in: 0 ... .max))"
    do {
      let client = PostgresClient(
        connectionString: try testDatabaseAddress(), applicationName: name)
      try await client.withConnection { _ = try $0.process() }
      #expect(try threads(named: name) == 1)
    }
    try await until { try threads(named: name) == 0 }
  }
}
