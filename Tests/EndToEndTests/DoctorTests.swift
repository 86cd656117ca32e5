// `hark doctor` names what is wrong, one line each, and works when everything else does not.

import Foundation
import JSON
import Postgres
import TestSupport
import Testing

@Suite struct DoctorTests {
  /// The findings of a run as `check status found`, and how it ended.
  private func findings(
    in folder: URL, _ environment: [String: String]
  ) async throws -> (lines: [String], status: Int32) {
    let outcome = try await hark(
      "doctor", "--format", "json", in: folder, environment: environment)
    let list = try JSONValue.parse(outcome.output).array ?? []
    for finding in list where ["problem", "warning"].contains(finding["status"]?.string) {
      // Whatever is wrong comes with what to do.
      #expect(finding["advice"]?.string?.isEmpty == false, "\(finding)")
    }
    let lines = list.map { finding in
      ["check", "status", "found"].map { finding[$0]?.string ?? "" }.joined(separator: " ")
    }
    return (lines, outcome.status)
  }

  @Test func `with everything broken every check still has its say`() async throws {
    try await withFolder { folder in
      try Data("surveys: [".utf8).write(to: folder.appendingPathComponent("hark.yaml"))
      let (lines, status) = try await findings(
        in: folder,
        [
          "HARK_HOME": "a$b", "HARK_DATABASE_URL": "host=/nowhere dbname=x",
          "HARK_DATABSE_URL": "canary",
        ])
      #expect(status == 1)
      for beginning in [
        "configuration problem hark.yaml:1:", "configuration warning HARK_DATABSE_URL",
        "home problem HARK_HOME", "database problem no connection", "migrations skipped",
        "audit skipped",
      ] {
        #expect(lines.contains { $0.hasPrefix(beginning) }, "\(beginning): \(lines)")
      }
      #expect(!lines.joined().contains("canary"))
    }
  }

  @Test func `files that others can read, and modules that do not load, are named`() async throws {
    try await withFolder { folder in
      let home = folder.appendingPathComponent("home").path
      for path in [
        "/audit", "/demo", "/keys", "/database.new", "/backups/2020-01-01T000000Z.partial",
      ] {
        try FileManager.default.createDirectory(
          atPath: home + path, withIntermediateDirectories: true)
      }
      for secret in ["/audit/signing-key", "/keys/master-keys"] {
        try Data("x".utf8).write(to: URL(fileURLWithPath: home + secret))
      }
      let module = folder.appendingPathComponent("surveys/broken")
      try FileManager.default.createDirectory(at: module, withIntermediateDirectories: true)
      try Data("hark: 1\nmodule: broken\n  x".utf8)
        .write(to: module.appendingPathComponent("survey.yaml"))
      let (lines, status) = try await findings(
        in: folder, ["HARK_HOME": home, "HARK_SURVEYS": "surveys"])
      #expect(status == 1)
      for beginning in [
        "home problem \(home) is open", "secrets problem others can read \(home)/audit/signing-key",
        "secrets problem others can read \(home)/keys/master-keys", "leftovers warning",
        "surveys problem surveys/broken/survey.yaml:", "backup warning", "database warning",
      ] {
        #expect(lines.contains { $0.hasPrefix(beginning) }, "\(beginning): \(lines)")
      }
    }
  }

  @Test func `settings with which nothing would work are named`() async throws {
    try await withDatabase { database in
      _ = try await database.addPartnership(slug: "east", accountName: "kim")
      func lines(_ variables: [String: String]) async throws -> [String] {
        let settings = [
          "HARK_DATABASE_URL": database.applicationURL, "HARK_HOME": "/nonexistent-home",
          "HARK_SURVEYS": "surveys",
        ]
        return try await findings(in: checkout, settings.merging(variables) { $1 }).lines
      }
      let sound = try await lines(["HARK_ACCOUNT": "kim", "HARK_LIMITS": "head=20"])
      #expect(!sound.contains { $0.hasPrefix("partnerships warning HARK_") }, "\(sound)")
      #expect(!sound.contains { $0.hasPrefix("configuration problem") }, "\(sound)")
      for (name, value, beginning) in [
        ("HARK_LIMITS", "head=0", "configuration problem the limit 'head'"),
        ("HARK_LIMITS", "foo=1", "configuration problem the limits are written"),
        ("HARK_ACCOUNT", "nobody", "partnerships warning HARK_ACCOUNT is 'nobody'"),
        ("HARK_PARTNERSHIP", "nobody", "partnerships warning HARK_PARTNERSHIP is 'nobody'"),
      ] {
        let found = try await lines([name: value])
        #expect(found.contains { $0.hasPrefix(beginning) }, "\(beginning): \(found)")
      }
    }
  }

  @Test func `a backup that is damaged is named, and not counted as the last`() async throws {
    try await withFolder { folder in
      let name = "2026-11-20T010000Z"
      let backup = folder.appendingPathComponent("backups/\(name)")
      try FileManager.default.createDirectory(at: backup, withIntermediateDirectories: true)
      try Data("{".utf8).write(to: backup.appendingPathComponent("hark-backup.json"))
      let (lines, status) = try await findings(in: folder, ["HARK_HOME": folder.path])
      #expect(status == 1)
      #expect(lines.contains { $0.hasPrefix("backup problem \(name) is damaged") }, "\(lines)")
      #expect(lines.contains { $0.hasPrefix("backup warning there is none") }, "\(lines)")
    }
  }

  @Test func `what was done to the database shows, and is gone when it is put right`() async throws
  {
    try await withDatabase { database in
      _ = try await database.addPartnership(slug: "east")
      let settings = [
        "HARK_DATABASE_URL": database.applicationURL, "HARK_HOME": "/nonexistent-home",
        "HARK_SURVEYS": "surveys",
      ]
      let (sound, _) = try await findings(in: checkout, settings)
      for beginning in [
        "database ok PostgreSQL", "clock ok", "migrations ok", "rights ok", "partnerships ok east",
        // The cluster of the tests runs without.
        "login problem the database runs with fsync off",
      ] {
        #expect(sound.contains { $0.hasPrefix(beginning) }, "\(beginning): \(sound)")
      }
      try await database.superuser.withConnection { connection in
        try connection.runScript(
          """
          alter table hark.response no force row level security;
          alter table hark.audit_event disable trigger refuse_change;
          update hark.membership set ended_at = now() where role in ('steward', 'administrator');
          insert into hark.survey_version (partnership_id, id, module, version, unit, basis, series,
            bundle, sha256, created_by)
            select partnership_id, gen_random_uuid(), 'lost', '1.0.0', 'person', 'consent', 1, 'x',
              sha256('x'), id from hark.account;
          insert into hark.migration (number, title, sha256) values (9999, 'later', sha256('x'));
          """)
      }
      let (later, _) = try await findings(in: checkout, settings)
      #expect(later.contains { $0.hasPrefix("migrations warning the database is of a later") })
      try await database.superuser.withConnection { connection in
        try connection.runScript(
          """
          create or replace function hark.required_migration() returns bigint language sql
            immutable parallel safe return 9999
          """)
      }
      let (broken, status) = try await findings(in: checkout, settings)
      #expect(status == 1)
      for beginning in [
        "rights problem row-level security is not forced on response",
        "rights problem nothing keeps audit_event", "migrations problem the database has migration",
        "partnerships problem 'east' has no administrator",
        "partnerships warning 'east' has no steward", "partnerships problem 'lost' 1.0.0",
      ] {
        #expect(broken.contains { $0.hasPrefix(beginning) }, "\(beginning): \(broken)")
      }
    }
  }
}
