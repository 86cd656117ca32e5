// Keeps the words of conversations from before there was a search, record by record: one that cannot be
// read holds up neither the others nor the search.

internal import Foundation
internal import JSON
internal import Postgres
public import Storage
internal import Surveys

extension Engagement {
  /// How many older conversations one search looks through at most, so that nobody waits long.
  static var keptAtOnce: Int { 200 }

  /// Keeps the words of conversations from before there was a search, or that were kept in an older form,
  /// as far as the principal may see them; at most `keptAtOnce`. How many are not due any more.
  @discardableResult public func keepWordsDue(as principal: Principal) async throws -> Int {
    try require(principal, .researcher, .coordinator)
    let own = principal.role == .researcher ? principal.account : nil
    return try await translating {
      let isAny = try await database.transaction(as: principal, readOnly: true) { connection in
        try !SearchQueries.due(recordedBy: own, limit: 1, on: connection).isEmpty
      }
      guard isAny else { return 0 }
      return try await database.transaction(as: principal) { connection in
        let due = try SearchQueries.due(recordedBy: own, limit: Self.keptAtOnce, on: connection)
        for id in due { try keepWords(due: id, on: connection) }
        return due.count
      }
    }
  }

  private func keepWords(due id: UUID, on connection: isolated Connection) throws {
    do {
      try connection.savepoint {
        guard let words = try words(of: id, on: connection) else {
          return try SearchQueries.leave([id], on: connection)
        }
        try SearchQueries.keep([(id, words)], on: connection)
      }
    } catch let error where Self.isOfTheRecord(error) {
      try SearchQueries.leave([id], on: connection)
    }
  }

  private func words(of id: UUID, on connection: isolated Connection) throws -> String? {
    guard let response = try ResponseQueries.find(id, on: connection)?.content else { return nil }
    let survey = try published(response.survey, version: response.version, on: connection).survey
    return survey.words(try JSONValue.parse(response.answers.bytes).object ?? [:])
  }

  /// Whether it would happen again at every try: the record is at fault, not the moment.
  private static func isOfTheRecord(_ error: any Error) -> Bool {
    if error is CancellationError { return false }
    guard let error = error as? PostgresError else { return true }
    switch error {
    case .decode, .nulInText: return true
    case .server(let server): return ["22", "23", "54"].contains(server.sqlState.errorClass)
    default: return false
    }
  }
}
