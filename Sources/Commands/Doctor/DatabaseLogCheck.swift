// Whether the server's log can come to hold what people said: errors quote values, and parameters are
// logged beside statements unless that is switched off.

internal import Postgres
internal import Storage

/// What the server logs.
struct DatabaseLogCheck: DatabaseDoctorCheck {
  let name = "database log"

  private static let quiet = [
    "log_min_messages": "log", "log_min_error_statement": "panic", "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
  ]

  func look(at database: Database, _ scene: DoctorScene) async throws -> [DoctorFinding] {
    let loud = try await database.client.withConnection { connection in
      try ServerQueries.loggingOfValues(on: connection)
    }
    guard !loud.isEmpty else { return [.ok(name, "holds no values of statements")] }
    let found = loud.map { "\($0.setting) is \($0.value)" }.joined(separator: ", ")
    let advice = loud.compactMap { entry in
      Self.quiet[entry.setting].map { "\(entry.setting) = \($0)" }
    }
    return [
      .warning(
        name, "may come to hold what people said: \(found)",
        "set \(advice.joined(separator: ", ")) in postgresql.conf and reload")
    ]
  }
}
