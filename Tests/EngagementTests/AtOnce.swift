// Two things at the same moment, in one order or the other.

import Postgres
import Synchronization
import TestSupport

extension TestDatabase {
  /// Does two things at once: the first is held up where it writes to a table, until the second waits or is done.
  func atOnce<First: Sendable, Second: Sendable>(
    heldAt table: String,
    _ first: @escaping @Sendable () async throws -> First,
    _ second: @escaping @Sendable () async throws -> Second
  ) async throws -> (First, Second) {
    let tasks = try await superuser.withTransaction { connection in
      try connection.runScript("lock table hark.\(table) in share mode")
      let hasEnded = Mutex(false)
      let one = Task {
        defer { hasEnded.withLock { $0 = true } }
        return try await first()
      }
      try await waitForBlockedStatement(unless: hasEnded)
      let isDone = Mutex(false)
      let two = Task {
        defer { isDone.withLock { $0 = true } }
        return try await second()
      }
      try await waitForBlockedStatement(2, unless: isDone)
      return (one, two)
    }
    return try await (tasks.0.value, tasks.1.value)
  }
}
