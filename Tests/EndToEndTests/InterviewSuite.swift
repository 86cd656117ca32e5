// What the tests of the interview share: a partnership with two surveys, and a home for drafts.

import EmbeddedPostgres
import Foundation
import Glibc
import JSON
import Postgres
import Receipts
import TestSupport
import Testing

/// A suite that interviews with the built program.
protocol InterviewSuite {}

extension InterviewSuite {
  /// A partnership with open-conversation and worcs-feeling-safe, and a home for drafts.
  func withPlace(
    _ body: @escaping @Sendable ([String: String], URL, TestDatabase) async throws -> Void
  ) async throws {
    try await withDatabase { database in
      _ = try await database.addPartnership(slug: "east", accountName: "kim")
      try await withFolder { home in
        let settings = [
          "HARK_DATABASE_URL": database.applicationURL, "HARK_PARTNERSHIP": "east",
          "HARK_SURVEYS": checkout.appendingPathComponent("surveys").path,
          "HARK_HOME": home.path, "HARK_ACCOUNT": "kim",
        ]
        for survey in ["open-conversation", "worcs-feeling-safe"] {
          let outcome = try await hark("survey", "publish", survey, environment: settings)
          #expect(outcome.status == 0, "\(outcome.errors)")
        }
        try await body(settings, home, database)
      }
    }
  }

  func terminal(
    _ arguments: [String], _ settings: [String: String]
  ) throws -> PseudoTerminal {
    try PseudoTerminal(program.path, arguments, environment: settings)
  }

  func drafts(_ home: URL) throws -> [URL] {
    let folder = home.appendingPathComponent("drafts")
    guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
    return try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil
    ).filter { $0.pathExtension == "json" }
  }

  func mode(_ url: URL) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: url.path)
    return attributes[.posixPermissions] as? Int ?? 0
  }

  /// Heading and consent of a response, up to the first question.
  func begin(_ screen: PseudoTerminal) throws {
    try screen.answer(":skip", to: "Where is it answered?")
    try screen.answer("", to: "On which day?")
    try screen.answer("phone", to: "How?")
    try screen.answer("1", to: "In which language?")
    try screen.answer("yes", to: "find out what matters")
    for text in ["exact words", "which area", "partners on the list", "get in touch"] {
      try screen.answer("n", to: text)
    }
    try screen.answer("no", to: "Some questions are about my health")
    try screen.answer("", to: "How did the person say so?")
  }
}
