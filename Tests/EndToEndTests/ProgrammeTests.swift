// The main job over the built program: from an empty database to findings.

import Foundation
import JSON
import TestSupport
import Testing

@Suite struct ProgrammeTests {
  @Test func `a partnership goes from an empty database to protected findings`() async throws {
    try await withDatabase { database in
      let settings = [
        "HARK_DATABASE_URL": database.applicationURL,
        "HARK_DATABASE_ADMIN_URL": database.superuserURL, "HARK_SURVEYS": "surveys",
      ]
      func run(_ arguments: [String], expect status: Int32 = 0) async throws -> Outcome {
        let outcome = try await hark(arguments: arguments, environment: settings)
        #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
        return outcome
      }
      _ = try await run(["database", "migrate"])
      _ = try await run(["partnership", "add", "east", "--name", "East (made up)"])
      _ = try await run([
        "account", "add", "kim", "--partnership", "east", "--role", "administrator", "--role",
        "coordinator", "--role", "researcher", "--role", "commissioner", "--role", "steward",
      ])
      _ = try await run(["survey", "publish", "worcs-feeling-safe"])
      _ = try await run([
        "response", "record", "worcs-feeling-safe", "--consent", "analyse", "--answers",
        "safe=very_safe", "services_help=yes",
      ])
      let refused = try await run(
        [
          "response", "record", "worcs-feeling-safe", "--consent", "analyse", "--answers",
          "safe=canary",
        ], expect: 1)
      #expect(refused.errors.contains("safe: ") && !refused.errors.contains("canary"))
      try await withFolder { folder in
        let rows = (0..<120).map { "yes,\($0.isMultiple(of: 3) ? "not_safe" : "very_safe"),yes" }
        let table = folder.appendingPathComponent("answers.csv")
        try Data(("consent.analyse,safe,services_help\n" + rows.joined(separator: "\n")).utf8)
          .write(to: table)
        let imported = try await run(["response", "import", "worcs-feeling-safe", table.path])
        #expect(imported.output.contains("120 stored"))
      }
      _ = try await run(["findings", "release", "worcs-feeling-safe"])
      let findings = try await run(["findings", "worcs-feeling-safe", "--format", "json"])
      let release = try JSONValue.parse(findings.output)
      #expect(release["partnership"] == "east")
      #expect(release["findings"]?[0]?["total"]?["base"] == 120)
      let csv = try await run(["findings", "worcs-feeling-safe", "--format", "csv"])
      #expect(csv.output.hasPrefix("survey,"))
      try await withFolder { folder in
        let output = folder.appendingPathComponent("findings")
        let export = ["findings", "export", "worcs-feeling-safe", "--output", output.path]
        _ = try await run(export)
        let files = try FileManager.default.contentsOfDirectory(atPath: output.path)
        #expect(files.contains("index.html") && files.contains("figures.csv-metadata.json"))
        #expect(files.contains("feels_safe-age_band.svg"), "\(files)")
        let table = try String(
          contentsOf: output.appendingPathComponent("figures.csv"), encoding: .utf8)
        #expect(table == csv.output)
        let again = try await run(export, expect: 1)
        #expect(again.errors.contains("is there already"))
      }
      let token = try await run(["account", "token", "kim", "--role", "commissioner"])
      #expect(token.output.hasPrefix("hark_"))
      _ = try await run(["findings", "worcs-feeling-safe", "--place", "E06000026"], expect: 1)
      _ = try await run(["survey", "close", "worcs-feeling-safe"])
      _ = try await run(
        [
          "response", "record", "worcs-feeling-safe", "--consent", "analyse", "--answers",
          "safe=very_safe",
        ], expect: 1)
    }
  }
}
