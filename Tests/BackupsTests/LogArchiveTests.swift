// The commands that PostgreSQL runs to store and fetch its log, run as it runs them.

import Foundation
import TestSupport
import Testing

import EmbeddedPostgres

@Suite struct LogArchiveTests {
  /// Runs a command in the data folder with the places of PostgreSQL filled in.
  private func run(
    _ command: String, _ file: String, at path: String, in home: URL
  ) async throws -> Int32 {
    let line = command.replacing("%f", with: file).replacing("%p", with: path)
    return try await runProgram(
      "/bin/sh", ["-c", line], in: home.appendingPathComponent("database")
    ).status
  }

  @Test func `R45 the log is archived whole, never written over, and comes back the same`()
    async throws
  {
    try await withFolder { home in
      let files = FileManager.default
      let data = home.appendingPathComponent("database")
      let kept = home.appendingPathComponent("kept")
      let link = home.appendingPathComponent("archive")
      try files.createDirectory(at: data, withIntermediateDirectories: true)
      try files.createDirectory(at: kept, withIntermediateDirectories: true)
      try Data("first".utf8).write(to: data.appendingPathComponent("a"))
      try Data("other".utf8).write(to: data.appendingPathComponent("b"))

      #expect(try await run(LogArchive.command, "01", at: "a", in: home) == 0)
      #expect(try files.contentsOfDirectory(atPath: kept.path).isEmpty)

      try files.createSymbolicLink(at: link, withDestinationURL: kept)
      #expect(try await run(LogArchive.command, "01", at: "a", in: home) == 0)
      #expect(try await run(LogArchive.command, "01", at: "a", in: home) == 0)
      #expect(try await run(LogArchive.command, "01", at: "b", in: home) != 0)
      #expect(try files.contentsOfDirectory(atPath: kept.path) == ["01.gz"])

      try files.moveItem(at: link, to: home.appendingPathComponent("restore.archive"))
      let restore = LogArchive.restoreCommand(replacesDamaged: true)
      let strictly = LogArchive.restoreCommand(replacesDamaged: false)
      #expect(try await run(restore, "01", at: "c", in: home) == 0)
      #expect(try Data(contentsOf: data.appendingPathComponent("c")) == Data("first".utf8))
      #expect(try await run(restore, "02", at: "c", in: home) == 1)
      // What cannot be unpacked ends a recovery instead of shortening it.
      try Data("no gzip".utf8).write(to: kept.appendingPathComponent("03.gz"))
      #expect(try await run(restore, "03", at: "c", in: home) == 126)
      // What the lost database still has stands in for it.
      let lost = home.appendingPathComponent("restore.wal")
      try files.createDirectory(at: lost, withIntermediateDirectories: true)
      try Data("third".utf8).write(to: lost.appendingPathComponent("03"))
      #expect(try await run(strictly, "03", at: "c", in: home) == 126)
      #expect(try await run(restore, "03", at: "c", in: home) == 0)
      #expect(try Data(contentsOf: data.appendingPathComponent("c")) == Data("third".utf8))
    }
  }

  @Test func `a disk of backups that is away stops the log from being thrown away`() async throws {
    try await withFolder { home in
      let data = home.appendingPathComponent("database")
      try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
      try Data("first".utf8).write(to: data.appendingPathComponent("a"))
      try FileManager.default.createSymbolicLink(
        atPath: home.appendingPathComponent("archive").path, withDestinationPath: "/nowhere/wal")
      #expect(try await run(LogArchive.command, "01", at: "a", in: home) != 0)
    }
  }
}
