// Secrets come from files or the environment, are refused where others can read them, and show up
// nowhere; what is wrong with a setting is said with exit status 78.

import Foundation
import Glibc
import Storage
import TestSupport
import Testing

@Suite struct SecretTests {
  private let canary = "canary-4711"

  /// Runs `hark survey list` with the connection string in a file.
  private func list(_ file: URL, _ name: String = "HARK_DATABASE_URL_FILE") async throws -> Outcome
  {
    try await hark("survey", "list", environment: [name: file.path, "HARK_PARTNERSHIP": "east"])
  }

  @Test func `R29 a secret's file that others can read is refused with 78`() async throws {
    try await withDatabase { database in
      _ = try await database.addPartnership(slug: "east")
      try await withFolder { folder in
        let file = folder.appendingPathComponent("url")
        try Data("\(database.applicationURL) password=\(canary)\n".utf8).write(to: file)
        for mode: mode_t in [0o644, 0o604, 0o660, 0o666] {
          try #require(chmod(file.path, mode) == 0)
          let outcome = try await list(file)
          #expect(outcome.status == 78)
          #expect(outcome.errors.contains("chmod 600 \(file.path)"))
          #expect(!(outcome.errors + outcome.output).contains(canary))
        }
        try #require(chmod(file.path, 0o600) == 0)
        #expect(try await list(file).status == 0)
        let noFile = try await list(folder)
        #expect(noFile.status == 78 && noFile.errors.contains("is no file"))

        let yaml = folder.appendingPathComponent("hark.yaml")
        try Data("database_url_file: url\npartnership: east\n".utf8).write(to: yaml)
        #expect(try await hark("survey", "list", in: folder).status == 0)
        try #require(chmod(file.path, 0o644) == 0)
        #expect(try await hark("survey", "list", in: folder).status == 78)
        // A password in hark.yaml makes that file the secret.
        try Data("database_url: host=/x password=\(canary)\n".utf8).write(to: yaml)
        try #require(chmod(yaml.path, 0o644) == 0)
        let open = try await hark("survey", "list", in: folder)
        #expect(open.status == 78 && open.errors.contains("chmod 600"))
      }
    }
  }

  @Test func `R29 systemd's credentials are read, and a setting given twice is refused`()
    async throws
  {
    try await withDatabase { database in
      _ = try await database.addPartnership(slug: "east")
      try await withFolder { folder in
        let file = folder.appendingPathComponent("hark_database_url")
        try Data(database.applicationURL.utf8).write(to: file)
        try #require(chmod(file.path, 0o440) == 0)
        let handed = [
          "CREDENTIALS_DIRECTORY": folder.path, "HARK_PARTNERSHIP": "east",
        ]
        #expect(try await hark("survey", "list", environment: handed).status == 0)
        let twice = try await hark(
          "survey", "list",
          environment: ["HARK_DATABASE_URL": "host=/x", "HARK_DATABASE_URL_FILE": file.path])
        #expect(twice.status == 78 && twice.errors.contains("both set"))
      }
    }
  }

  @Test func `R29 the service starts with no secret that others can read, and the doctor names it`()
    async throws
  {
    try await withDatabase { database in
      try await withFolder { folder in
        let home = folder.appendingPathComponent("home")
        let signing = home.appendingPathComponent("audit/signing-key")
        try FileManager.default.createDirectory(
          at: signing.deletingLastPathComponent(), withIntermediateDirectories: true)
        let files = ["HARK_WEBHOOK_KEY_FILE", "HARK_MAIL_PASSWORD_FILE"].map {
          ($0, folder.appendingPathComponent($0))
        }
        for file in files.map(\.1) + [signing] {
          try Data("\(canary)\n".utf8).write(to: file)
          try #require(chmod(file.path, 0o600) == 0)
        }
        let settings = [
          "HARK_DATABASE_URL": database.applicationURL, "HARK_HOME": home.path,
          "HARK_MAIL_URL": "smtp://127.0.0.1:1", "HARK_MAIL_FROM": "hark@council.example",
          "HARK_MAIL_USER": "hark", "HARK_SURVEYS": "surveys", "HARK_LISTEN": "127.0.0.1:0",
        ].merging(files.map { ($0, $1.path) }) { $1 }
        for file in files.map(\.1) + [signing] {
          try #require(chmod(file.path, 0o644) == 0)
          let refused = try await hark("serve", environment: settings)
          #expect(refused.status == 78, "\(file): \(refused.errors)")
          #expect(refused.errors.contains("others can read"), "\(refused.errors)")
          #expect(refused.errors.contains(file.path) && !refused.errors.contains(canary))
          let doctor = try await hark("doctor", environment: settings)
          #expect(doctor.output.contains("others can read \(file.path)"), "\(doctor.output)")
          if file == signing { continue }
          try #require(chmod(file.path, 0o600) == 0)
        }
      }
    }
  }

  @Test func `R29 a password does not stand among the arguments of a running program`() async throws
  {
    let outcome = try await hark(
      "database", "migrate", "--admin-url", "host=/nowhere user=x password=\(canary)")
    #expect(outcome.status == 78)
    #expect(outcome.errors.contains("HARK_DATABASE_ADMIN_URL_FILE"))
    #expect(!outcome.errors.contains(canary))

    // The program that copies a server gets the password by its environment.
    try await withDatabase { database in
      try await withFolder { folder in
        try #require(chmod(folder.path, 0o777) == 0)
        let programs = try standIn(
          for: "pg_basebackup", in: folder,
          "tr '\\0' ' ' </proc/$$/cmdline >$(dirname $0)/said; (echo; echo $PGPASSWORD) >>$(dirname $0)/said"
        )
        let outcome = try await hark(
          "database", "backup",
          environment: [
            "HARK_POSTGRES_BIN": programs, "HARK_DATABASE_URL": database.applicationURL,
            "HARK_DATABASE_ADMIN_URL": "\(database.superuserURL) password=\(canary)",
            "HARK_BACKUPS": folder.appendingPathComponent("backups").path,
          ])
        #expect(outcome.status == 1, "\(outcome.errors)")
        #expect(!(outcome.errors + outcome.output).contains(canary))
        let said = try String(contentsOfFile: "\(programs)/said", encoding: .utf8).split(
          separator: "\n", omittingEmptySubsequences: false)
        #expect(said.count >= 2 && said[0].contains("--no-password"))
        #expect(!said[0].contains(canary) && said[1] == canary)
      }
    }
  }

  /// A folder with PostgreSQL's programs, one of which is a script that fails.
  private func standIn(for name: String, in folder: URL, _ script: String) throws -> String {
    let files = FileManager.default
    let versions = try files.contentsOfDirectory(atPath: "/usr/lib/postgresql").sorted()
    let real = "/usr/lib/postgresql/\(try #require(versions.last))/bin"
    let programs = folder.appendingPathComponent("bin")
    try files.createDirectory(at: programs, withIntermediateDirectories: true)
    try #require(chmod(programs.path, 0o777) == 0)
    for program in try files.contentsOfDirectory(atPath: real) where program != name {
      try files.createSymbolicLink(
        atPath: programs.appendingPathComponent(program).path,
        withDestinationPath: "\(real)/\(program)")
    }
    let file = programs.appendingPathComponent(name)
    try Data("#!/bin/sh\n\(script)\nexit 1\n".utf8).write(to: file)
    try #require(chmod(file.path, 0o755) == 0)
    return programs.path
  }

  @Test(arguments: [
    ["HARK_DATABASE_URL": "nonsense"], ["HARK_DATABASE_URL": "host=/x no_such_word=1"],
    ["HARK_DATABASE_ADMIN_URL": "postgresql://a:b@c@d/e", "HARK_DATABASE_URL": "host=/x"],
    ["HARK_HOME": "/proc/hark"], ["HARK_POSTGRES_BIN": "/nowhere", "HARK_HOME": "/tmp/hark-none"],
    ["HARK_DATABASE_URL_FILE": "/nowhere/url"],
  ])
  func `a setting that cannot be is named and ends with 78`(_ settings: [String: String])
    async throws
  {
    let outcome = try await hark("survey", "list", environment: settings)
    #expect(outcome.status == 78, "\(outcome.errors)")
    #expect(outcome.errors.hasPrefix("error: H018"))
  }
}
