// A restored database has answers to scopes back that people changed since: they are changed again, as the
// person, at the time when they said so.

internal import Foundation
internal import JSON
internal import Postgres
internal import Storage
internal import Surveys

extension Engagement {
  /// Makes changes again that this database does not know, oldest first. One that cannot be made, for want of
  /// a key, holds no other up, and is tried again by the next command.
  func change(_ changes: [ListedChange], _ done: inout Replayed) async throws {
    for start in stride(from: 0, to: changes.count, by: 1_000) {
      let page = Array(changes[start..<min(start + 1_000, changes.count)])
      let unknown = try await translating {
        try await database.upkeep { try ListedQueries.unknown(page, on: $0) }
      }
      guard !unknown.isEmpty else { continue }
      let records = Dictionary(unknown.map { ($0.change, $0.record) }) { first, _ in first }
      let missing = page.filter { records[$0.id] != nil }
      var unfinished: Set<UUID> = []
      let together = Dictionary(grouping: missing) { change in
        (records[change.id] ?? nil).map { KeptRecords(partnership: change.partnership, ids: [$0]) }
      }
      for (record, changes) in together {
        guard let record else { continue }
        do {
          done.changed += try await change(record, changes)
        } catch {
          done.failed += changes.count
          done.failure = done.failure ?? Problem(translating: error)
          unfinished.formUnion(changes.map(\.id))
        }
      }
      let kept = missing.filter { !unfinished.contains($0.id) }
      try await translating {
        try await database.upkeep { try ListedQueries.keep(kept, on: $0) }
      }
    }
  }

  /// Lets what comes in under receipt codes go by what people last said with them, whether or not the record
  /// is there that it was said of.
  func refuse(_ changes: [ListedChange]) async throws {
    var last: [CodeScope: ListedChange] = [:]
    for change in changes.sorted(by: { $0.at < $1.at }) {
      for hash in change.receiptHashes {
        last[
          CodeScope(partnership: change.partnership, receiptHash: hash, scope: change.scope)] =
          change
      }
    }
    let refusals = last.filter { !$0.value.given }.map {
      (receiptHash: $0.key.receiptHash, change: $0.value)
    }
    for start in stride(from: 0, to: refusals.count, by: 1_000) {
      let page = Array(refusals[start..<min(start + 1_000, refusals.count)])
      try await translating {
        try await database.upkeep { try ListedQueries.touch(page, on: $0) }
      }
    }
  }

  /// Makes changes again whose record was not there when the list was followed, and that a phone sent since.
  /// How many changed something. One that cannot be made holds no other up; why is thrown in the end.
  @discardableResult
  public func changeLateRecords() async throws -> Int {
    let late = try await translating {
      try await database.upkeep { try ListedQueries.late(limit: 1_000, on: $0) }
    }
    let together = Dictionary(grouping: late) { item in
      KeptRecords(partnership: item.change.partnership, ids: [item.record])
    }
    var changed = 0
    var failure: (any Error)?
    for (record, items) in together {
      do {
        changed += try await change(record, items.map(\.change))
        try await translating {
          try await database.upkeep {
            try ListedQueries.settle(items.map(\.change.id), of: record.partnership, on: $0)
          }
        }
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
    return changed
  }

  /// Makes changes of one record again, those first that need no key. How many changed something.
  private func change(_ record: KeptRecords, _ changes: [ListedChange]) async throws -> Int {
    let takeOut = changes.filter { $0.scope == ConsentScope.analyseSensitive }
    let others = changes.filter { $0.scope != ConsentScope.analyseSensitive }
    var count = 0
    for part in [others, takeOut] where !part.isEmpty {
      count += try await changeTogether(record, part)
    }
    return count
  }

  /// Makes changes of one record again, but for those that newer words of the person stand against. How many
  /// changed something.
  private func changeTogether(
    _ record: KeptRecords, _ changes: [ListedChange]
  ) async throws -> Int {
    defer { columns.forget(record.partnership) }
    return try await translating {
      try await database.keeping(record, as: .person) { connection in
        guard let id = record.ids.first,
          let consent = try ConsentQueries.find(record: id, on: connection),
          try ConsentQueries.takenBack(record: id, on: connection) == nil
        else { return 0 }
        let last = try ListedQueries.lastChanges(of: id, on: connection)
        var count = 0
        for listed in changes where (last[listed.scope] ?? .distantPast) < listed.at {
          let isLive = try ConsentQueries.liveScopes(record: id, on: connection)
            .contains(listed.scope)
          guard isLive != listed.given, consent.scopes[listed.scope] != nil else { continue }
          // Opened while the answers are still allowed, so that those that are taken out are known.
          let isSensitive = listed.scope == ConsentScope.analyseSensitive && isLive
          let held = isSensitive ? try heldRecordInAnyCase(id, on: connection) : nil
          _ = try ReceiptQueries.change(
            ChangedScope(
              record: id, scope: listed.scope, given: listed.given, wording: consent.wording,
              language: consent.language, listed: listed),
            on: connection)
          if let held { try takeOutSensitiveAnswers(of: held, on: connection) }
          count += 1
        }
        if count > 0 {
          try audit(
            "consent.change", "record", [id.text], .cli, connection, detail: Self.afterRestore)
        }
        return count
      }
    }
  }
}

/// A scope as it was answered with a receipt code.
private struct CodeScope: Hashable {
  let partnership: UUID
  let receiptHash: [UInt8]
  let scope: String
}
