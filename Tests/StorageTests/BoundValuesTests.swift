// No statement is made of text that came from outside: held against the source itself, where the
// types alone would let somebody around them.

import Foundation
import TestSupport
import Testing

@Suite struct BoundValuesTests {
  /// What reaches the server without being bound, with the files that may use it.
  private static let unbound: [(needle: String, allowed: [String])] = [
    ("import CLibPQ", ["Sources/Postgres/"]), ("PQexec", ["Sources/Postgres/"]),
    ("runSimple(", ["Sources/Postgres/"]), ("RenderedSQL(", ["Sources/Postgres/"]),
    // The trusted text of a migration, a script without any value, and utility statements that take
    // no values, whose names the server itself has quoted.
    (
      "runScript(",
      [
        "Sources/Postgres/", "Sources/Storage/Migrator.swift",
        "Sources/Storage/Queries/ContentsQueries.swift",
        "Sources/Storage/Queries/ServerQueries.swift",
      ]
    ),
    ("SQL(stringLiteral", []), ("SQL(stringInterpolation", []), ("SQL.StringInterpolation(", []),
    ("unsafeBitCast", []),
  ]

  /// Words that begin a statement. In Swift they stand where the type is SQL alone.
  private static let places = [
    "Sources/Storage/", "Sources/Postgres/", "Sources/EmbeddedPostgres/",
    "Sources/Backups/",
  ]

  @Test func `R16 nothing in the source sends a text to the server that is not bound`() throws {
    for (path, text) in try Self.sources() {
      for (needle, allowed) in Self.unbound where text.contains(needle) {
        #expect(
          allowed.contains { path.hasPrefix($0) },
          "\(path) uses \(needle)…): bind values by interpolating them into SQL instead")
      }
    }
  }

  @Test func `R16 statements stand in the floors that speak to the database alone`() throws {
    // Typed SQL is allowed nowhere else either: queries have one place.
    let begin = ["select ", "insert into ", "update hark.", "delete from ", "with "]
    for (path, text) in try Self.sources() where !Self.places.contains(where: path.hasPrefix) {
      let lines = text.split(separator: "\n").map { $0.drop { $0 == " " } }
      for (line, next) in zip(lines, lines.dropFirst()) {
        let isStatement = begin.contains { word in
          line.contains("\"" + word + "hark") || line.hasSuffix("\"\"\"") && next.hasPrefix(word)
        }
        #expect(!isStatement, "\(path) holds a statement: \(next)")
      }
    }
  }

  @Test func `R16 what migrations run as made text is made of names of the catalogue alone`() throws
  {
    let folder = checkout.appendingPathComponent("Sources/Storage/Migrations")
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
      for line in text.split(separator: "\n") where line.contains("execute ") {
        let isRight =
          line.contains("execute format(") || line.contains("execute function")
          || line.contains("grant execute") || line.hasPrefix("--")
        #expect(isRight, "\(file): \(line)")
      }
      // %s would paste; %I and %L quote.
      for made in text.components(separatedBy: "execute format(").dropFirst() {
        let statement = made.components(separatedBy: ";\n").first ?? made
        // There the text that is pasted is a constant of the same script, or a table's name as
        // PostgreSQL quotes it.
        let isKnown = file == "0014-edits.sql" || file == "0020-checks-by-statement.sql"
        #expect(!statement.contains("%s") || isKnown, "\(file): \(statement)")
      }
    }
  }

  private static func sources() throws -> [(path: String, text: String)] {
    let root = checkout.appendingPathComponent("Sources")
    let paths = try FileManager.default.subpathsOfDirectory(atPath: root.path)
      .filter { $0.hasSuffix(".swift") }
    #expect(paths.count > 100)
    return try paths.map { path in
      (
        "Sources/" + path,
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
      )
    }
  }
}
