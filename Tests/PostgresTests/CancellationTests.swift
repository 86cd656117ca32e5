// Cancelling a task stops what it does on the server, and nothing that anybody else does.

import TestRandomness
import Postgres
import Testing

@Suite struct CancellationTests {
  @Test func `four hundred cancellations at random moments never reach the next statement`()
    async throws
  {
    var generator = SeededGenerator(seed: 400)
    try await withClient { client in
      var stopped = 0
      for round in 0..<400 {
        let isLong = round.isMultiple(of: 2)
        let seconds = isLong ? 600 : Double.random(in: 0...0.0008, using: &generator)
        let spins = Int.random(in: 0..<40, using: &generator)
        let pause = Int.random(in: 0...800, using: &generator)
        let task = Task {
          try await client.withConnection { try $0.execute("select pg_sleep(\(seconds))") }
        }
        // The moment differs in every round; nothing below depends on which it is.
        for _ in 0..<spins { await Task.yield() }
        try await Task.sleep(for: .microseconds(pause))
        task.cancel()
        switch await task.result {
        case .success: #expect(!isLong, "round \(round)")
        case .failure(let error):
          stopped += 1
          #expect(error is CancellationError, "round \(round): \(error)")
        }
        for _ in 0..<2 {
          let count = try await client.withConnection { try $0.execute("select 1") }
          #expect(count == 1)
        }
      }
      #expect(stopped >= 200)
    }
  }

  @Test func `cancelled transactions at random moments are whole or gone`() async throws {
    var generator = SeededGenerator(seed: 200)
    try await withClient { client in
      try await client.withConnection {
        try $0.execute("create temp table pairs (n int, half int)")
      }
      var finished: Set<Int> = []
      for round in 0..<200 {
        let pause = Int.random(in: 0...1500, using: &generator)
        let task = Task {
          try await client.withTransaction { connection in
            try connection.execute("insert into pairs values (\(round)::int, 1)")
            try connection.execute("select pg_sleep(0.0005)")
            try connection.execute("insert into pairs values (\(round)::int, 2)")
          }
        }
        try await Task.sleep(for: .microseconds(pause))
        task.cancel()
        switch await task.result {
        case .success: finished.insert(round)
        case .failure(let error): #expect(error is CancellationError, "\(error)")
        }
      }
      let rows = try await client.withConnection { connection in
        try connection.query("select n, count(*) as halves from pairs group by n") {
          (try $0.get("n", as: Int.self), try $0.get("halves", as: Int.self))
        }
      }
      #expect(Set(rows.map(\.0)) == finished)
      #expect(rows.allSatisfy { $0.1 == 2 })
    }
  }

  @Test func `after a cancellation the same body gets no further statement`() async throws {
    try await withClient { client in
      let task = Task {
        try await client.withConnection { connection in
          withUnsafeCurrentTask { $0?.cancel() }
          expectThrow(CancellationError.self) { try connection.execute("select 1") }
        }
      }
      try await task.value
    }
  }

  @Test func `a time limit of the server is not taken for a cancellation`() async throws {
    try await withClient { client in
      let error = await expectError {
        try await client.withTransaction { connection in
          try connection.setLocal("statement_timeout", "10")
          try connection.execute("select pg_sleep(600)")
        }
      }
      #expect(error?.sqlState == .queryCanceled)
    }
  }

  @Test func `a cancelled COPY stops and the connection goes on`() async throws {
    try await withClient { client in
      let began = Gate()
      let task = Task {
        try await client.withConnection { connection in
          try connection.copyOut("copy (select generate_series(1, 1000000000000)) to stdout") { _ in
            Task { await began.open() }
          }
        }
      }
      await began.wait()
      task.cancel()
      await expectThrow(CancellationError.self) { try await task.value }
      let count = try await client.withConnection { try $0.execute("select 1") }
      #expect(count == 1)
    }
  }
}
