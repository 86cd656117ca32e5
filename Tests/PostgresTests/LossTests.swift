// A connection can die at any moment. Whoever uses it then is told; whoever comes next is not.

import Postgres
import Testing

@Suite struct LossTests {
  @Test func `a connection killed while idle is replaced without anybody noticing`() async throws {
    try await withClient { client in
      for _ in 0..<3 {
        let process = try await client.withConnection { try $0.process() }
        try await terminate(process)
        let next = try await client.withTransaction { connection in
          try connection.execute("select 1")
          return try connection.process()
        }
        #expect(next != process)
      }
    }
  }

  @Test func `a connection killed in a statement is reported as lost, then replaced`() async throws
  {
    try await withClient { client in
      let known = Shared<Int?>(nil)
      let task = Task {
        try await client.withTransaction { connection in
          let process = try connection.process()
          known.change { $0 = process }
          try connection.execute("select pg_sleep(600)")
        }
      }
      try await until { known.value != nil }
      try await terminate(try #require(known.value), sleeping: true)
      await expectError(.connectionLost) { try await task.value }
      let count = try await client.withConnection { try $0.execute("select 1") }
      #expect(count == 1)
    }
  }

  @Test func `a connection killed between two statements is lost for the rest of its body`()
    async throws
  {
    try await withClient { client in
      await expectError(.connectionLost) {
        try await client.withTransaction { connection in
          let process = try connection.process()
          try await terminate(process)
          for _ in 0..<2 {
            expectError(.connectionLost) { try connection.execute("select 1") }
          }
        }
      }
      let count = try await client.withConnection { try $0.execute("select 1") }
      #expect(count == 1)
    }
  }

  @Test func `a connection killed during a COPY does not pass for its end`() async throws {
    try await withClient { client in
      let process = try await client.withConnection { try $0.process() }
      let began = Gate()
      let task = Task {
        try await client.withConnection { connection in
          try connection.copyOut("copy (select generate_series(1, 1000000000000)) to stdout") { _ in
            Task { await began.open() }
          }
        }
      }
      await began.wait()
      try await terminate(process)
      await expectError(.connectionLost) { try await task.value }
      let count = try await client.withConnection { try $0.execute("select 1") }
      #expect(count == 1)
    }
  }
}
