// What was erased is listed outside the database too, because a backup brings it back: after a restore
// the list is followed again, so that what people took back stays gone.

public import Foundation
internal import Postgres
public import Storage
internal import Synchronization

/// Whether this process erased something.
final class ErasureMark: Sendable {
  private let isSet = Atomic(false)

  var value: Bool { isSet.load(ordering: .relaxed) }

  func set() { isSet.store(true, ordering: .relaxed) }
}

extension Engagement {
  /// Whether something was erased since this process began, which then belongs on the list.
  public var hasErased: Bool { erasures.value }

  /// What was erased from a moment on, oldest first.
  public func erasures(since begin: Date) async throws -> [ErasureEntry] {
    var found: [ErasureEntry] = []
    var (moment, row) = (begin, Self.noRow)
    while true {
      let (since, after) = (moment, row)
      let page = try await translating {
        try await database.upkeep(readOnly: true) {
          try SealingQueries.erasures(since: since, after: after, limit: 1_000, on: $0)
        }
      }
      found += page
      guard page.count == 1_000, let end = page.last, let id = end.row else { return found }
      (moment, row) = (end.at, id)
    }
  }

  private static let noRow = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))

  /// Erases again what a restored database has back, and keeps what it does not know of the list. How
  /// many records were erased, and how many entries were new.
  public func replay(_ entries: [ErasureEntry]) async throws -> (erased: Int, entries: Int) {
    var (erased, kept) = (0, 0)
    for start in stride(from: 0, to: entries.count, by: 1_000) {
      let page = Array(entries[start..<min(start + 1_000, entries.count)])
      let unknown = try await translating {
        try await database.upkeep { try SealingQueries.unknown(page, on: $0) }
      }
      guard !unknown.isEmpty else { continue }
      for (partnership, items) in Dictionary(grouping: unknown, by: \.partnership) {
        let ids = items.compactMap(\.record)
        if !ids.isEmpty {
          erased += try await eraseAgain(KeptRecords(partnership: partnership, ids: ids))
        }
      }
      let hashes = Set(unknown.map(\.hash))
      let missing = page.filter { hashes.contains($0.recordHash) }
      kept += unknown.count
      _ = try await translating {
        try await database.upkeep { try SealingQueries.keep(missing, on: $0) }
      }
    }
    return (erased, kept)
  }

  private func eraseAgain(_ records: KeptRecords) async throws -> Int {
    try await translating {
      try await database.keeping(records, as: .person) { connection in
        try ErasureQueries.withdraw(on: connection)
        try ErasureQueries.bury(.withdrawn, on: connection)
        let held = try RetentionQueries.held(on: connection)
        try ErasureQueries.narrow(
          to: records.ids.filter { !held.contains($0) }, on: connection)
        let count = try ErasureQueries.erase(on: connection)
        try audit("record.erase", "record", records.ids.map(\.text), .cli, connection)
        return count
      }
    }
  }
}
