// Root's own commands work on what was installed, and on nothing else where another home is named.

import Foundation
import TestSupport
import Testing

@testable import Commands

@Suite struct InstallationTests {
  @Test func `root's commands read the settings and secrets of the services`() async throws {
    try await withFolder { folder in
      try FileManager.default.createDirectory(
        at: folder.appendingPathComponent("secrets"), withIntermediateDirectories: true)
      try Data("# HARK_LISTEN=1\nHARK_BACKUPS=/mnt/b=1\nHARK_SURVEYS=\"/a:/b\"\n\nno line\n".utf8)
        .write(to: folder.appendingPathComponent("hark.env"))
      let secret = folder.appendingPathComponent("secrets/database_url")
      try Data("host=/x".utf8).write(to: secret)

      let root = Installation(folder.path, isRoot: true, hasOtherHome: false)
      #expect(root.variables == ["HARK_BACKUPS": "/mnt/b=1", "HARK_SURVEYS": "/a:/b"])
      #expect(root.secret("database_url") == secret.path)
      #expect(root.secret("database_admin_url") == nil)
      for other in [
        Installation(folder.path, isRoot: true, hasOtherHome: true),
        Installation(folder.path, isRoot: false, hasOtherHome: false),
      ] {
        #expect(other.variables.isEmpty && other.secret("database_url") == nil)
      }
    }
  }

  @Test func `where nothing is installed there is nothing to read`() {
    let none = Installation("/nonexistent", isRoot: true, hasOtherHome: false)
    #expect(none.variables.isEmpty && none.secret("database_url") == nil)
  }
}
