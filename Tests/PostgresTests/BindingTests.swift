// Values stay values: whatever a person typed arrives as it was typed and is never part of SQL.

import TestRandomness
import Foundation
import Postgres
import Testing

@Suite struct BindingTests {
  static let hostile = [
    "", " ", "'", "''", "\"", "\\", "\\'", "'; drop table people; --", "$1", "$$", "$tag$", "%s%n",
    "\u{1}\u{7F}\u{80}\u{FFFD}\u{FEFF}", "\r\n\t\u{0B}", "e\u{301} \u{E9}", "\u{202E}abc\u{202C}",
    "👩‍👩‍👧‍👦", "\u{10FFFF}", "Ω≈ç√∫", "null", "NULL", "{}", "{\"a\":1}", "1' or '1'='1", "/* */ --",
    String(repeating: "x'\"\\", count: 250_000),
  ]

  @Test func `hostile text comes back byte for byte`() async throws {
    try await withClient { client in
      try await client.withConnection { connection in
        for text in Self.hostile {
          let back = try connection.first("select \(text) as said") { row in
            try row.get("said", as: String.self)
          }
          #expect(back.map { Array($0.utf8) } == Array(text.utf8))
        }
        let all = try connection.query("select said from unnest(\(Self.hostile)) as said") { row in
          try row.get("said", as: String.self)
        }
        #expect(all.map { Array($0.utf8) } == Self.hostile.map { Array($0.utf8) })
      }
    }
  }

  @Test func `random text of every kind of character comes back byte for byte`() async throws {
    var generator = SeededGenerator(seed: 16)
    let texts = (0..<500).map { _ in
      let scalars = (0..<Int.random(in: 0...60, using: &generator)).compactMap { _ in
        Unicode.Scalar(UInt32.random(in: 1...0x10FFFF, using: &generator))
      }
      var text = ""
      text.unicodeScalars.append(contentsOf: scalars)
      return text
    }
    try await withClient { client in
      try await client.withConnection { connection in
        for text in texts {
          let back = try connection.first("select \(text), octet_length(\(text))") { row in
            (try row.get(0, as: String.self), try row.get(1, as: Int.self))
          }
          #expect(back?.0.utf8.elementsEqual(text.utf8) == true)
          #expect(back?.1 == text.utf8.count)
        }
      }
    }
  }

  @Test func `text with a NUL is refused and the connection stays usable`() async throws {
    try await withClient { client in
      try await client.withConnection { connection in
        expectError(.nulInText) {
          try connection.execute("select \("ab\0cd")")
        }
        expectError(.nulInText) {
          try connection.execute("select \(["fine", "ab\0cd"])")
        }
        expectError(.nulInText) {
          try connection.execute("select \([nil, "\0"] as [String?])")
        }
        expectError(.nulInText) {
          try connection.execute("select \(JSONText("\"\0\""))")
        }
        expectError(.nulInText) { try connection.runScript("select '\0'") }
        expectError(.nulInText) { try connection.execute("select '\0'") }
        let rows = try connection.execute("select \("fine")")
        #expect(rows == 1)
      }
    }
  }

  @Test func `a statement spliced into another brings its values along in order`() async throws {
    let condition: SQL = "number > \(2) and number < \(6)"
    let list = SQL.joined([3, 5, 9].map { "\($0)" })
    try await withClient { client in
      try await client.withConnection { connection in
        let numbers = try connection.query(
          """
          select number from generate_series(\(1), \(10)) as number
          where \(condition) and number in (\(list)) and \("text") = 'text' order by number
          """
        ) { row in try row.get("number", as: Int.self) }
        #expect(numbers == [3, 5])
      }
    }
    let rendered = try ("a \(condition) b" + " \("x")" as SQL).rendered()
    #expect(rendered.text == "a number > $1 and number < $2 b $3")
    #expect(rendered.types == [20, 20, 25])
  }

  @Test func `more values than the protocol can carry are refused`() async throws {
    let many = SQL.joined((0..<70_000).map { "\($0)" })
    try await withClient { client in
      try await client.withConnection { connection in
        let error = expectError {
          try connection.execute("select 1 where 1 in (\(many))")
        }
        #expect(error?.sqlState == "54000")
        let rows = try connection.execute("select 1")
        #expect(rows == 1)
      }
    }
  }
}
