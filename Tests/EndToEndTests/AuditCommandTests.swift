// The audit trail over the built program: list, seal, sign, verify, and what a change looks like.

import Foundation
import Glibc
import JSON
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct AuditCommandTests {
  @Test func `an operator seals, keeps a signed head elsewhere, and sees what was changed since`()
    async throws
  {
    try await withDatabase { database in
      _ = try await database.addPartnership(slug: "east", accountName: "kim")
      try await withFolder { folder in
        let home = folder.appendingPathComponent("home").path
        let settings = [
          "HARK_DATABASE_URL": database.applicationURL, "HARK_HOME": home,
          "HARK_SURVEYS": "surveys",
        ]
        func run(_ arguments: String..., expect status: Int32 = 0) async throws -> Outcome {
          let outcome = try await hark(arguments: arguments, environment: settings)
          #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
          return outcome
        }
        for name in ["sam", "lee", "ada", "max"] {
          _ = try await run("account", "add", name, "--role", "researcher")
        }
        let head = folder.appendingPathComponent("head.json")
        try Data(try await run("audit", "head").output.utf8).write(to: head)
        let key = try FileManager.default.attributesOfItem(atPath: home + "/audit/signing-key")
        #expect(key[.posixPermissions] as? Int == 0o600)
        let list = try JSONValue.parse(try await run("audit", "list", "--format", "json").output)
        #expect(list.array?.map { $0["number"]?.int } == [1, 2, 3, 4])
        let csv = try await run("audit", "list", "--action", "account", "--format", "csv")
        #expect(csv.output.contains(",account.add,"))
        let whole = try await run("audit", "verify", "--head", head.path, "--format", "json")
        let result = try JSONValue.parse(whole.output)[0]
        #expect(result?["intact"] == true && result?["signed_heads"] == 1)
        try await database.superuser.withConnection { connection in
          try connection.runScript(
            """
            alter table hark.audit_event disable trigger all;
            update hark.audit_event set record_id = 'x' where id =
              (select id from hark.audit_link where number = 3);
            """)
        }
        let broken = try await run("audit", "verify", expect: 1)
        #expect(broken.errors.contains("H042") && broken.errors.contains("event 3 "))
        #expect(broken.output.contains("east") && broken.output.contains(" no "))
        try FileManager.default.setAttributes(
          [.posixPermissions: 0o644], ofItemAtPath: home + "/audit/signing-key")
        _ = try await run("account", "add", "zoe", "--role", "researcher")
        let readable = try await run("audit", "head", expect: 78)
        #expect(readable.errors.contains("signing-key"))
      }
    }
  }

  @Test(.enabled(if: geteuid() == 0, "only root gives files away"))
  func `what root signs with belongs to whose the home is, so that the service goes on signing`()
    async throws
  {
    try await withDatabase { database in
      _ = try await database.addPartnership(slug: "east", accountName: "kim")
      try await withFolder { folder in
        let home = folder.appendingPathComponent("home").path
        try FileManager.default.createDirectory(
          atPath: home, withIntermediateDirectories: true)
        #expect(chown(home, 65_534, 65_534) == 0)
        let settings = ["HARK_DATABASE_URL": database.applicationURL, "HARK_HOME": home]
        for _ in 0..<2 {
          let added = try await hark(
            "account", "add", "a\(UUID().uuidString.prefix(8).lowercased())", "--role",
            "researcher", environment: settings)
          #expect(added.status == 0, "\(added.errors)")
          let head = try await hark("audit", "head", environment: settings)
          #expect(head.status == 0, "\(head.errors)")
          for path in ["/audit", "/audit/signing-key", "/audit/heads.ndjson"] {
            var status = stat()
            #expect(lstat(home + path, &status) == 0 && status.st_uid == 65_534, "\(path)")
            // As an earlier version left it.
            _ = chown(home + path, 0, 0)
          }
        }
      }
    }
  }

  @Test func `R32 a command that is refused for its account's role is in the trail`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addPartnership(slug: "east", accountName: "kim")
      _ = try await database.addAccount("lee", roles: [.commissioner], to: partnership)
      let settings = ["HARK_DATABASE_URL": database.applicationURL, "HARK_SURVEYS": "surveys"]
      for arguments in [
        ["response", "export", "worcs-feeling-safe", "--as", "lee"],
        ["conversation", "list", "--as", "lee"], ["survey", "list", "--as", "lee"],
      ] {
        let outcome = try await hark(arguments: arguments, environment: settings)
        #expect(outcome.status == (arguments[0] == "survey" ? 0 : 1), "\(outcome.errors)")
      }
      let acts = try await database.superuser.withConnection { connection in
        try connection.query(
          """
          select role || ' ' || origin || ' ' || record_id from hark.audit_event
          where action = 'access.refuse' order by position
          """
        ) { try $0.get(0, as: String.self) }
      }
      #expect(
        acts == [
          "commissioner cli hark response export", "commissioner cli hark conversation list",
        ])
    }
  }

  @Test func `a file that holds no signed heads is refused, and an unknown partnership is named`()
    async throws
  {
    try await withDatabase { database in
      _ = try await database.addPartnership(slug: "east", accountName: "kim")
      try await withFolder { folder in
        let settings = ["HARK_DATABASE_URL": database.applicationURL, "HARK_HOME": folder.path]
        let file = folder.appendingPathComponent("heads.json")
        for text in ["", "{}", "[1]", "{\"number\": 1}\n{", "\u{0}"] {
          try Data(text.utf8).write(to: file)
          let outcome = try await hark(
            "audit", "verify", "--head", file.path, environment: settings)
          #expect(outcome.status == 1, "\(text): \(outcome.errors)")
          #expect(outcome.errors.contains("H021"), "\(text): \(outcome.errors)")
        }
        let unknown = try await hark(
          "audit", "verify", "--partnership", "west", environment: settings)
        #expect(unknown.status == 1 && unknown.errors.contains("H003"))
      }
    }
  }
}
