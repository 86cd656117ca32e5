// Transactions in which a person takes something back: whatever comes in under their code, or belongs to their
// conversation, at the same moment is waited for, or waits for them (docs/decisions/0067).

internal import Foundation
public import Postgres

extension Database {
  /// Runs a body in one transaction that sees what a receipt code opens, and holds it alone until it ends: what
  /// is read in it is what stands. Nil when nothing is or ever was under the code.
  public func claiming<Value: Sendable>(
    slug: String, hash: [UInt8],
    _ body: @Sendable (isolated Connection, ReceiptFound) async throws -> Value
  ) async throws -> Value? {
    try await translatingErrors {
      // Each statement sees what was committed before it: one snapshot would be older than the wait.
      try await client.withTransaction(isolation: .readCommitted, retries: 3) { connection in
        try connection.execute(
          """
          select set_config('role', \(DatabaseRole.application.name), true),
            set_config('hark.role', 'person', true), set_config('hark.account', '', true),
            set_config('lock_timeout', \(lockTimeout), true)
          """)
        guard let found = try connection.claim(slug: slug, hash: hash) else { return nil }
        return try await body(connection, found)
      }
    }
  }
}

extension Connection {
  /// Holds everything that a receipt code opens, and turns to keeping it.
  fileprivate func claim(slug: String, hash: [UInt8]) throws -> ReceiptFound? {
    var held: Set<UUID> = []
    while true {
      let named = try query("select * from hark.claim_receipt(\(slug), \(hash))") { row in
        try row.get("record_id", as: UUID.self)
      }
      guard let first = try opened(slug: slug, hash: hash) else { return nil }
      try hold(
        Set(named).union(first.records.ids).sorted(), of: first.records.partnership,
        isFirst: held.isEmpty)
      held.formUnion(named)
      held.formUnion(first.records.ids)
      // A response that was just being stored belongs to a conversation by now.
      guard let found = try opened(slug: slug, hash: hash) else { return nil }
      guard held.isSuperset(of: found.records.ids) else { continue }
      try turnToKeeping(found.records.ids)
      return found
    }
  }

  private func hold(_ records: [UUID], of partnership: UUID, isFirst: Bool) throws {
    if isFirst {
      try execute(
        """
        select set_config('hark.partnership', \(partnership.uuidString), true),
          \(ReleaseQueries.announcement(partnership))
        """)
    }
    try turnToKeeping(records)
    try holdKept()
  }

  /// Lets nobody else edit or withdraw the transaction's records, or make anything belong to them; for a keeper.
  public func holdKept() throws {
    // A consent before its response, as whoever withdraws one does.
    for table in ["consent", "response"] as [SQL] {
      try execute(
        "select from hark." + table + """
           where partnership_id = hark.current_partnership() and id = any (hark.kept_records())
          order by id for update
          """)
    }
  }

  /// What is held under a receipt code, in a person's transaction.
  func opened(slug: String, hash: [UInt8]) throws -> ReceiptFound? {
    let found = try query("select * from hark.open_receipt(\(slug), \(hash))") { row in
      (
        partnership: try row.get("partnership_id", as: UUID.self),
        record: try row.get("record_id", as: UUID?.self),
        goneAt: try row.get("gone_at", as: Date?.self),
        tombstone: try row.get("tombstone_id", as: UUID?.self)
      )
    }
    guard let first = found.first else { return nil }
    return ReceiptFound(
      records: KeptRecords(
        partnership: first.partnership, ids: found.compactMap(\.record).sorted()),
      goneAt: found.compactMap(\.goneAt).max(), tombstones: found.compactMap(\.tombstone))
  }
}
