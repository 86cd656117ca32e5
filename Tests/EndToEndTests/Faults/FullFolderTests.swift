// R44: a full disk on the command line. Whatever lies there, the message says what is full and what to
// do, nothing stays half written, and with room it goes on. It takes root to mount a small disk.

import Foundation
import Glibc
import TestSupport
import Testing

@Suite struct FullFolderTests {
  /// A small disk of its own, with so much room, and a way to use the room up and give it back.
  private func withDisk(
    _ size: String,
    _ body: (URL, _ fill: () throws -> Void, _ empty: () throws -> Void) async throws -> Void
  ) async throws {
    let folder = URL(fileURLWithPath: "/tmp/hark-full-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    guard mount("hark-test", folder.path, "tmpfs", 0, "size=\(size),mode=0755") == 0 else {
      throw FaultTestError("no file system")
    }
    defer {
      umount2(folder.path, Int32(MNT_DETACH))
      rmdir(folder.path)
    }
    let ballast = folder.appendingPathComponent("ballast")
    try await body(
      folder,
      {
        let descriptor = open(ballast.path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        let block = [UInt8](repeating: 1, count: 4_096)
        while write(descriptor, block, block.count) > 0 {}
      }, { try FileManager.default.removeItem(at: ballast) })
  }

  @Test(.enabled(if: mayMount, "mounting a file system takes root"))
  func `R44 no database begins on a full disk, and the message names the disk`() async throws {
    try await withDisk("12m") { disk, fill, _ in
      try fill()
      let home = disk.appendingPathComponent("home").path
      let outcome = try await hark(
        "database", "start",
        environment: ["HARK_HOME": home, "HARK_SURVEYS": "surveys"])
      #expect(outcome.status == 69 || outcome.status == 78, "\(outcome.status)")
      #expect(outcome.errors.contains("no space is left on the disk with \(disk.path)"))
      #expect(outcome.errors.contains("make room there"), "\(outcome.errors)")
    }
  }

  @Test(.enabled(if: mayMount, "mounting a file system takes root"))
  func `R44 keys and exports on a full disk are refused, not half written, and go on with room`()
    async throws
  {
    try await withDatabase { database in
      _ = try await database.addPartnership(slug: "east", accountName: "kim")
      try await withDisk("1m") { disk, fill, empty in
        let keys = disk.appendingPathComponent("keys/master-keys").path
        let settings = [
          "HARK_DATABASE_URL": database.applicationURL, "HARK_PARTNERSHIP": "east",
          "HARK_DATABASE_ADMIN_URL": database.superuserURL, "HARK_ACCOUNT": "kim",
          "HARK_SURVEYS": checkout.appendingPathComponent("surveys").path,
          "HARK_HOME": disk.appendingPathComponent("home").path, "HARK_KEYS": keys,
        ]
        let table = disk.appendingPathComponent("table.csv").path
        let commands = [
          ["keys", "new"], ["response", "export", "open-conversation", "--output", table],
        ]
        let published = try await hark(
          "survey", "publish", "open-conversation", environment: settings)
        #expect(published.status == 0, "\(published.errors)")
        _ = try await hark("account", "export", "allow", "kim", environment: settings)
        try fill()
        for command in commands {
          let outcome = try await hark(arguments: command, environment: settings)
          #expect(outcome.status != 0, "\(command)")
          #expect(
            outcome.errors.contains("no space is left on the disk with \(disk.path)"),
            "\(command): \(outcome.errors)")
        }
        #expect(!FileManager.default.fileExists(atPath: keys))
        #expect(!FileManager.default.fileExists(atPath: table))
        try empty()
        for command in commands {
          let outcome = try await hark(arguments: command, environment: settings)
          #expect(outcome.status == 0, "\(command): \(outcome.errors)")
        }
        #expect(FileManager.default.fileExists(atPath: table))
      }
    }
  }
}
