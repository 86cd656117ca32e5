// A partnership with a database of its own, worked with through the built program.

import Foundation
import TestSupport
import Testing

/// A partnership "sample" with the account "kim" and the surveys of this checkout.
struct SampleProgramme {
  let database: TestDatabase
  /// A folder for what a test writes down.
  let folder: URL

  /// What `hark` is told by its environment.
  var settings: [String: String] {
    [
      "HARK_DATABASE_URL": database.applicationURL, "HARK_PARTNERSHIP": "sample",
      "HARK_SURVEYS": checkout.appendingPathComponent("surveys").path,
    ]
  }

  /// Runs `hark`, which has to end so.
  @discardableResult
  func run(_ arguments: String..., expect status: Int32 = 0) async throws -> Outcome {
    let outcome = try await hark(arguments: arguments, environment: settings)
    #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
    return outcome
  }

  /// Writes a file and gives its path.
  func write(_ text: String, to name: String) throws -> String {
    let file = folder.appendingPathComponent(name)
    try Data(text.utf8).write(to: file)
    return file.path
  }
}

/// Sets a sample partnership up, and takes everything away in the end.
func withSampleProgramme(_ body: (SampleProgramme) async throws -> Void) async throws {
  try await withDatabase { database in
    try await withFolder { folder in
      _ = try await database.addPartnership(slug: "sample", accountName: "kim")
      try await body(SampleProgramme(database: database, folder: folder))
    }
  }
}
