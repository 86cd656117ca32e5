// Exports by the built program: to a file that is whole or not there, and to a reader that leaves.

import Foundation
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct ExportTests {
  /// Settings of a partnership with a survey and so many answers; `folder` holds their table.
  private func programme(
    _ database: TestDatabase, _ folder: URL, answers: Int
  ) async throws -> [String: String] {
    let settings = [
      "HARK_DATABASE_URL": database.applicationURL, "HARK_SURVEYS": "surveys",
      "HARK_PARTNERSHIP": "sample",
    ]
    _ = try await database.addPartnership(slug: "sample", accountName: "kim")
    _ = try await hark("survey", "publish", "worcs-feeling-safe", environment: settings)
    let table = folder.appendingPathComponent("answers.csv")
    let rows = (0..<answers).map { _ in "yes,very_safe,yes" }
    try Data(("consent.analyse,safe,services_help\n" + rows.joined(separator: "\n")).utf8)
      .write(to: table)
    let imported = try await hark(
      "response", "import", "worcs-feeling-safe", table.path, environment: settings)
    #expect(imported.status == 0, "\(imported.errors)")
    return settings
  }

  @Test func `R32 an export that is killed in the middle has left a trace, and no end`()
    async throws
  {
    try await withDatabase { database in
      try await withFolder { folder in
        let settings = try await programme(database, folder, answers: 3_000)
        let outcome = try await shell(
          [
            "mkfifo pipe", "hark response export worcs-feeling-safe > pipe & hark=$!",
            // The rest does not fit into the pipe, so the export waits for its reader.
            "exec 3< pipe; head -c 100 <&3 > /dev/null",
            "kill -9 $hark; wait $hark; echo status $?; exec 3<&-",
          ], in: folder, environment: settings)
        #expect(outcome.output == "status 137\n", "\(outcome.errors)")
        let acts = try await database.superuser.withConnection { connection in
          try connection.query("select action from hark.audit_event where action ~ 'export'") {
            try $0.get("action", as: String.self)
          }
        }
        #expect(acts == ["response.export.begin"])
      }
    }
  }

  @Test func `an export is written to standard output or to a file of its owner alone`()
    async throws
  {
    try await withDatabase { database in
      try await withFolder { folder in
        let settings = try await programme(database, folder, answers: 5)
        let printed = try await hark(
          "response", "export", "worcs-feeling-safe", environment: settings)
        #expect(printed.status == 0 && printed.errors.contains("5 responses exported\n"))
        #expect(printed.output.split(separator: "\r\n").count == 6)
        let file = folder.appendingPathComponent("out.csv")
        let written = try await hark(
          "response", "export", "worcs-feeling-safe", "--output", file.path,
          environment: settings)
        #expect(written.status == 0 && written.output.isEmpty)
        #expect(try String(contentsOf: file, encoding: .utf8) == printed.output)
        let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(names.sorted() == ["answers.csv", "out.csv"])
      }
    }
  }

  @Test
  func `an export goes into a pipe, a device or what a link names, and they stay what they are`()
    async throws
  {
    try await withDatabase { database in
      try await withFolder { folder in
        let settings = try await programme(database, folder, answers: 5)
        let outcome = try await shell(
          [
            "export='hark response export worcs-feeling-safe --output'",
            // As root a device could be replaced: `null` is one of this folder, made where that is allowed.
            "mknod null c 1 3 2> /dev/null || ln -s /dev/null null",
            "mkfifo pipe; cat pipe > read.csv & $export pipe 2> /dev/null; wait $!; wc -l < read.csv",
            "ln -s real.csv link.csv; $export link.csv 2> /dev/null; wc -l < real.csv",
            "echo before > all.csv; $export /dev/stdout >> all.csv 2> /dev/null; wc -l < all.csv",
            "$export null 2> /dev/null; test -p pipe && test -L link.csv && test -c null && echo same",
            "ls -A | grep -c partial",
          ], in: folder, environment: settings)
        #expect(outcome.output == "6\n6\n7\nsame\n0\n", "\(outcome.errors)")
      }
    }
  }

  @Test func `a reader that leaves ends an export quietly`() async throws {
    try await withDatabase { database in
      try await withFolder { folder in
        let settings = try await programme(database, folder, answers: 2_000)
        let outcome = try await shell(
          ["hark response export worcs-feeling-safe | head -1; echo \"${PIPESTATUS[0]}\""],
          in: checkout, environment: settings)
        #expect(outcome.output.hasPrefix("_id,") && outcome.output.hasSuffix("141\n"))
        #expect(outcome.errors.isEmpty, "\(outcome.errors)")
      }
    }
  }

  @Test(arguments: ["INT", "TERM"])
  func `an export that is stopped leaves nothing of it, and the file that was there before`(
    signal: String
  ) async throws {
    try await withDatabase { database in
      try await withFolder { folder in
        let settings = try await programme(database, folder, answers: 5)
        try Data("before".utf8).write(to: folder.appendingPathComponent("out.csv"))
        // What is read stands in the way of nobody else, and the export waits for it.
        try await database.superuser.withTransaction { connection in
          try connection.execute("lock table hark.consent_scope in access exclusive mode")
          let outcome = try await shell(
            [
              "hark response export worcs-feeling-safe --output out.csv & hark=$!",
              "until ls out.csv.*.partial > /dev/null 2>&1; do sleep 0.02; done",
              "kill -\(signal) $hark; wait $hark; echo status $?; ls; cat out.csv",
            ], in: folder, environment: settings)
          #expect(
            outcome.output == "status 130\nanswers.csv\nout.csv\nbefore", "\(outcome.errors)")
          #expect(outcome.errors.contains("stopped before the export was whole"))
        }
      }
    }
  }

  @Test func `an export that fails leaves the file that was there before`() async throws {
    try await withDatabase { database in
      try await withFolder { folder in
        let settings = try await programme(database, folder, answers: 5)
        try await database.superuser.withConnection { connection in
          try connection.execute("update hark.response set coded = '\\x63'")
        }
        let file = folder.appendingPathComponent("out.csv")
        try Data("before".utf8).write(to: file)
        let failed = try await hark(
          "response", "export", "worcs-feeling-safe", "--output", file.path,
          environment: settings)
        #expect(failed.status == 70 && failed.errors.contains("error: H020"))
        #expect(try String(contentsOf: file, encoding: .utf8) == "before")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(names.sorted() == ["answers.csv", "out.csv"])
      }
    }
  }
}
