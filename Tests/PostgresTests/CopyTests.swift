// COPY brings out large tables in pieces, so that they never have to fit into memory.

import Postgres
import Testing

@Suite struct CopyTests {
  @Test func `two hundred thousand rows arrive whole, in pieces that end with a row`() async throws
  {
    try await withClient { client in
      try await client.withConnection { connection in
        var pieces = 0
        var rows = 0
        var sum = 0
        try connection.copyOut(
          """
          copy (select n, n * 7 % 1000, repeat('x', n % 20) from generate_series(1, 200000) as n)
          to stdout
          """
        ) { chunk in
          pieces += 1
          #expect(chunk.count <= 65_536 + 100)
          #expect(chunk.last == UInt8(ascii: "\n"))
          for line in chunk.split(separator: UInt8(ascii: "\n")) {
            let fields = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
            #expect(fields.count == 3)
            rows += 1
            sum += Int(String(decoding: fields[1], as: UTF8.self)) ?? 0
          }
        }
        let expected = try connection.first(
          "select sum(n * 7 % 1000)::bigint from generate_series(1, 200000) as n"
        ) { try $0.get(0, as: Int.self) }
        #expect(rows == 200_000)
        #expect(sum == expected)
        #expect(pieces > 30)
      }
    }
  }

  @Test func `a reader that stops early stops an endless COPY`() async throws {
    try await withClient { client in
      try await client.withConnection { connection in
        expectThrow(Deliberate.self) {
          try connection.copyOut("copy (select generate_series(1, 1000000000000)) to stdout") { _ in
            throw Deliberate()
          }
        }
        let count = try connection.execute("select 1")
        #expect(count == 1)
      }
    }
  }

  @Test func `a COPY that fails in the middle is an error though rows have come`() async throws {
    try await withClient { client in
      try await client.withConnection { connection in
        var bytes = 0
        let error = expectError {
          try connection.copyOut(
            "copy (select 1 / (150000 - n) from generate_series(1, 200000) as n) to stdout"
          ) { bytes += $0.count }
        }
        #expect(error?.sqlState == "22012")
        #expect(bytes > 0)
        var empty = true
        try connection.copyOut("copy (select 1 where false) to stdout") { _ in empty = false }
        #expect(empty)
      }
    }
  }

  @Test func `what is no COPY to the program is refused and the connection goes on`() async throws {
    try await withClient { client in
      try await client.withConnection { connection in
        try connection.execute("create temp table kept (n int)")
        expectError { try connection.copyOut("select 1") { _ in } }
        expectError {
          try connection.copyOut("copy kept from stdin") { _ in }
        }
        let bound = expectError {
          try connection.copyOut("copy (select \(1)) to stdout") { _ in }
        }
        #expect(bound?.sqlState == "42P02")
        expectError { try connection.execute("copy kept from stdin") }
        expectError {
          try connection.execute("copy (select 1) to stdout")
        }
        try connection.copyOut("copy (select 1) to stdout") { _ in
          expectError { try connection.execute("select 1") }
        }
        let count = try connection.execute("select 1")
        #expect(count == 1)
      }
    }
  }
}
