// A disk of backups that is away: `hark database status` and `hark doctor` say that the log is not
// stored.

import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct ArchivingTests {
  @Test func `R45 a log that cannot be archived is said in the status and by the doctor`()
    async throws
  {
    try await ServedHome.with { home, _ in
      let before = try await home.run("database", "status")
      #expect(before.output.contains("archiving: "), "\(before.output)")
      #expect(!before.output.contains("fails"))
      try FileManager.default.createSymbolicLink(
        atPath: home.folder.appendingPathComponent("archive").path,
        withDestinationPath: "/nowhere/wal")
      _ = try await home.ask("select length(pg_switch_wal()::text)")
      let start = ContinuousClock.now
      while try await home.ask("select failed_count::int from pg_stat_archiver") == 0 {
        guard ContinuousClock.now - start < .seconds(60 * patience) else { break }
        try await Task.sleep(for: .milliseconds(100))
      }
      let status = try await home.run("database", "status")
      #expect(status.output.contains("archiving: fails; 0000"), "\(status.output)")
      let doctor = try await home.run("doctor")
      #expect(doctor.status == 1)
      #expect(doctor.output.contains("problem  archiving      fails; 0000"), "\(doctor.output)")
    }
  }
}
