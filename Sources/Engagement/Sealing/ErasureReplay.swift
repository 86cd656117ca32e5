// What was erased is listed outside the database too, because a backup brings it back: after a restore
// the list is followed again, so that what people took back stays gone.

public import Foundation
internal import Postgres
public import Storage
internal import Synchronization

/// Whether this process did something that belongs on the list.
final class ErasureMark: Sendable {
  private let isSet = Atomic(false)

  var value: Bool { isSet.load(ordering: .relaxed) }

  func set() { isSet.store(true, ordering: .relaxed) }
}

extension Engagement {
  /// Whether something was erased, taken back or held since this process began, which then belongs on
  /// the list.
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

  static let noRow = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))

  /// Erases again what a restored database has back, and keeps what it does not know of the list. How
  /// many records were erased, how many a hold keeps, and how many entries were new.
  public func replay(
    _ entries: [ErasureEntry]
  ) async throws -> (erased: Int, held: Int, entries: Int) {
    var (erased, held, kept) = (0, 0, 0)
    for start in stride(from: 0, to: entries.count, by: 1_000) {
      let page = Array(entries[start..<min(start + 1_000, entries.count)])
      let unknown = try await unknown(page)
      guard !unknown.isEmpty else { continue }
      let listed = Dictionary(page.map { ($0.recordHash, $0) }) { first, _ in first }
      var together: [Erased: [UUID: Date]] = [:]
      for item in unknown {
        guard let record = item.record, let entry = listed[item.hash] else { continue }
        let reason = ErasureReason(rawValue: entry.reason) ?? .withdrawn
        let what = Erased(
          partnership: item.partnership, reason: reason, isAlong: entry.receiptHash == nil)
        together[what, default: [:]][record] = entry.at
      }
      for (what, moments) in together {
        let count = try await eraseAgain(
          KeptRecords(partnership: what.partnership, ids: Array(moments.keys)), what.reason,
          listed: moments, isAlong: what.isAlong)
        (erased, held) = (erased + count, held + moments.count - count)
      }
      let hashes = Set(unknown.map(\.hash))
      let missing = page.filter { hashes.contains($0.recordHash) }
      kept += unknown.count
      _ = try await translating {
        try await database.upkeep { try SealingQueries.keep(missing, on: $0) }
      }
    }
    return (erased, held, kept)
  }

  /// Of these erasures those that this database does not know.
  func unknown(
    _ entries: [ErasureEntry]
  ) async throws -> [(hash: [UInt8], partnership: UUID, record: UUID?)] {
    try await translating {
      try await database.upkeep { try SealingQueries.unknown(entries, on: $0) }
    }
  }

  /// Erases records of a restored database for good, but for those that a hold keeps, which nobody sees
  /// from then on. It was listed when each went, and whether `isAlong`: with nobody's code but their conversation's.
  /// How many were erased.
  func eraseAgain(
    _ records: KeptRecords, _ reason: ErasureReason, listed: [UUID: Date] = [:],
    isAlong: Bool = false
  ) async throws -> Int {
    defer { columns.forget(records.partnership) }
    return try await translating {
      try await database.keeping(records, as: .person) { connection in
        try ErasureQueries.withdraw(listed: listed, on: connection)
        if isAlong { try connection.setLocal("hark.along", "on") }
        try ErasureQueries.bury(reason, listed: listed, on: connection)
        let held = try RetentionQueries.held(on: connection)
        let rest = records.ids.filter { !held.contains($0) }
        try ErasureQueries.narrow(to: rest, on: connection)
        let count = try ErasureQueries.erase(on: connection)
        for (action, ids) in [
          ("record.erase", rest), ("record.withdraw", records.ids.filter(held.contains)),
        ] where !ids.isEmpty {
          try audit(
            action, "record", ids.map(\.text), .cli, connection, detail: Self.afterRestore)
        }
        return count
      }
    }
  }
}

/// Records of a partnership that went for the same reason.
private struct Erased: Hashable {
  let partnership: UUID
  let reason: ErasureReason
  let isAlong: Bool
}
