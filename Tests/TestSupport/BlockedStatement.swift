// Tests of what waits for what: they go on when somebody waits, and sleep nowhere.

internal import Postgres
public import Synchronization

extension TestDatabase {
  /// Asks the server until some statement in this database waits for another transaction, or the
  /// work that should have waited has ended without.
  public func waitForBlockedStatement(
    _ count: Int = 1, unless hasEnded: borrowing Mutex<Bool>
  ) async throws {
    while !hasEnded.withLock({ $0 }) {
      let isBlocked = try await superuser.withConnection { connection in
        try connection.first(
          """
          select count(*) >= \(count) as blocked from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'
          """
        ) { row in try row.get("blocked", as: Bool.self) }
      }
      if isBlocked == true { return }
      await Task.yield()
    }
  }
}
