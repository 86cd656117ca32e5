// Whether the write-ahead log is stored beside the backups. While it is not, the database keeps it until
// its disk is full, and nothing can be restored to a moment after the last backup.

internal import Foundation
internal import Postgres
internal import Storage

/// The archiving of the log.
struct ArchivingCheck: DatabaseDoctorCheck {
  let name = "archiving"

  func look(at database: Database, _ scene: DoctorScene) async throws -> [DoctorFinding] {
    let state = try await database.client.withConnection { connection in
      try ServerQueries.archiving(on: connection)
    }
    let words = Self.words(state).replacing("archiving: ", with: "")
    guard state?.failedFile != nil else { return [.ok(name, words)] }
    return [
      .problem(
        name, words,
        "see that the disk of the backups is there, has room and lets PostgreSQL write; until then the"
          + " log fills the disk of the database")
    ]
  }

  /// A line on how it goes; nil: it is off.
  static func words(_ state: ArchivingState?) -> String {
    guard let state else { return "archiving: off" }
    let last = state.lastStored.map { "the last file was stored at \($0.formatted(.iso8601))" }
    if let file = state.failedFile {
      let at = state.failedAt.map { " at \($0.formatted(.iso8601))" } ?? ""
      return "archiving: fails; \(file) could not be stored\(at), and "
        + (last ?? "no file ever was")
    }
    return "archiving: " + (last ?? "nothing to store yet")
  }
}
