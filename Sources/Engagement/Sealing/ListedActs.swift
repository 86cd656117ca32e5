// What a restore must not undo, as it is listed outside the database: erasures, what people took back in part,
// and legal holds. After a restore it is followed in the order in which it happened.

public import Foundation
internal import JSON
internal import Postgres
public import Storage

/// What is on the list.
public struct ListedActs: Sendable {
  /// Records that were erased or taken back.
  public var erasures: [ErasureEntry] = []
  /// Answers to scopes that people changed.
  public var changes: [ListedChange] = []
  /// Legal holds.
  public var holds: [ListedHold] = []

  /// Nothing.
  public init() {}

  /// Whether nothing is on it.
  public var isEmpty: Bool { erasures.isEmpty && changes.isEmpty && holds.isEmpty }
}

/// What following the list did to a restored database.
public struct Replayed: Sendable {
  /// Records that were erased again.
  public var erased = 0
  /// Records that are taken back again and kept by a hold.
  public var held = 0
  /// Answers to scopes that were changed again.
  public var changed = 0
  /// Holds that were set again.
  public var holdsSet = 0
  /// Holds that were ended again.
  public var holdsEnded = 0
  /// Changes that could not be made.
  public var failed = 0
  /// Why the first of them could not.
  public var failure: Problem?

  /// Nothing was done.
  public init() {}

  /// What was done, in words; nil: nothing.
  public var words: String? {
    var parts: [String] = []
    if erased > 0 { parts.append("erased \(erased) records again that people had taken back") }
    if held > 0 { parts.append("took back \(held) records again that a legal hold keeps") }
    if changed > 0 { parts.append("changed \(changed) answers again to what people allow") }
    if holdsSet > 0 { parts.append("set \(holdsSet) legal holds again") }
    if holdsEnded > 0 { parts.append("ended \(holdsEnded) legal holds again") }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }
}

extension Engagement {
  /// What audit events of this say.
  static let afterRestore: JSONObject = ["after": "restore"]

  /// What belongs on the list from a moment on, of each kind.
  public func listed(
    erasures: Date, changes: Date, holds: Date
  ) async throws -> ListedActs {
    var list = ListedActs()
    list.erasures = try await self.erasures(since: erasures)
    list.holds = try await translating {
      try await database.upkeep(readOnly: true) { try ListedQueries.holds(since: holds, on: $0) }
    }
    var (moment, change) = (changes, Self.noRow)
    while true {
      let (since, after) = (moment, change)
      let page = try await translating {
        try await database.upkeep(readOnly: true) {
          try ListedQueries.changes(since: since, after: after, limit: 1_000, on: $0)
        }
      }
      list.changes += page
      guard page.count == 1_000, let end = page.last else { return list }
      (moment, change) = (end.at, end.id)
    }
  }

  /// Whether this database was restored to before something on the list. The newest of each kind tell.
  public func isBehind(_ list: ListedActs) async throws -> Bool {
    if let last = list.erasures.max(by: { $0.at < $1.at }), try await !unknown([last]).isEmpty {
      return true
    }
    let changes = Array(list.changes.sorted { $0.at < $1.at }.suffix(1_000))
    return try await translating {
      try await database.upkeep { connection in
        if !list.holds.isEmpty, try !ListedQueries.unknown(list.holds, on: connection).isEmpty {
          return true
        }
        guard !changes.isEmpty else { return false }
        return try !ListedQueries.unknown(changes, on: connection).isEmpty
      }
    }
  }

  /// How many answers to scopes on the list this database does not know, however old they are: what a restore
  /// could not change again, for want of a key.
  public func changesWaiting(_ list: ListedActs) async throws -> Int {
    var count = 0
    for start in stride(from: 0, to: list.changes.count, by: 1_000) {
      let page = Array(list.changes[start..<min(start + 1_000, list.changes.count)])
      count += try await translating {
        try await database.upkeep { try ListedQueries.unknown(page, on: $0).count }
      }
    }
    return count
  }

  /// Follows the list in a restored database. What a hold kept when it was taken back is kept, and what was
  /// erased before there was a hold is erased.
  public func replay(_ list: ListedActs) async throws -> Replayed {
    var done = Replayed()
    // First of all: a record that is sent again meanwhile, or another under its code, comes in without it.
    try await refuse(list.changes)
    var changes = list.changes.sorted { $0.at < $1.at }[...]
    var erasures = list.erasures.sorted { $0.at < $1.at }[...]
    func catchUp(before moment: Date) async throws {
      let (some, gone) = (changes.prefix { $0.at < moment }, erasures.prefix { $0.at < moment })
      (changes, erasures) = (changes.dropFirst(some.count), erasures.dropFirst(gone.count))
      try await change(Array(some), &done)
      let count = try await replay(Array(gone))
      (done.erased, done.held) = (done.erased + count.erased, done.held + count.held)
    }
    for act in try await acts(list.holds) {
      try await catchUp(before: act.at)
      try await follow(act, &done)
    }
    try await catchUp(before: .distantFuture)
    return done
  }

  /// What happened to holds that this database does not know, in order.
  private func acts(_ holds: [ListedHold]) async throws -> [HoldAct] {
    guard !holds.isEmpty else { return [] }
    let unknown = try await translating {
      try await database.upkeep { try ListedQueries.unknown(holds, on: $0) }
    }
    let missing = Dictionary(unknown.map { ($0.hold, $0.isMissing) }) { first, _ in first }
    // A hold that was ended stands there twice.
    let latest = Dictionary(holds.map { ($0.id, $0) }) { $0.endedAt == nil ? $1 : $0 }
    var acts: [HoldAct] = []
    for hold in latest.values {
      guard let isMissing = missing[hold.id] else { continue }
      if isMissing { acts.append(HoldAct(hold: hold, at: hold.since, isEnd: false)) }
      if let end = hold.endedAt { acts.append(HoldAct(hold: hold, at: end, isEnd: true)) }
    }
    return acts.sorted { $0.at == $1.at ? !$0.isEnd && $1.isEnd : $0.at < $1.at }
  }

  private func follow(_ act: HoldAct, _ done: inout Replayed) async throws {
    let none = KeptRecords(partnership: act.hold.partnership, ids: [])
    try await translating {
      try await database.keeping(none, as: .restore) { connection in
        if act.isEnd {
          try ListedQueries.end(act.hold.id, at: act.at, on: connection)
        } else {
          try ListedQueries.set(act.hold, because: Self.reasonNotListed, on: connection)
        }
        try audit(
          act.isEnd ? "hold.end" : "hold.add", "legal_hold", [act.hold.id.text], .cli, connection,
          detail: Self.afterRestore)
      }
    }
    if act.isEnd {
      done.holdsEnded += 1
      done.erased += try await eraseReleasedAgain(act.hold.partnership)
    } else {
      done.holdsSet += 1
    }
  }

  private static let reasonNotListed =
    "Set again after the database was restored; the reason is not on the list beside the key file"

  /// Erases what was taken back while a hold kept it that is ended again. How many records.
  private func eraseReleasedAgain(_ partnership: UUID) async throws -> Int {
    var erased = 0
    while true {
      let none = KeptRecords(partnership: partnership, ids: [])
      let released = try await translating {
        try await database.keeping(none, as: .restore) {
          try ListedQueries.released(limit: 500, on: $0)
        }
      }
      let gone = released.filter(\.isTakenBack).map(\.record)
      let rest = released.filter { !$0.isTakenBack }.map(\.record)
      var count = 0
      if !gone.isEmpty {
        count += try await eraseAgain(KeptRecords(partnership: partnership, ids: gone), .withdrawn)
      }
      erased += count
      if !rest.isEmpty {
        let records = KeptRecords(partnership: partnership, ids: rest)
        count += try await translating {
          try await database.keeping(records, as: .restore) { connection in
            try audit(
              "record.erase", "record", rest.map(\.text), .cli, connection,
              detail: Self.afterRestore.with(["answers": "taken_back"]))
            return try HeldAnswerQueries.forget(on: connection)
          }
        }
      }
      guard count > 0 else { return erased }
    }
  }
}

/// A hold that is set or ended.
private struct HoldAct {
  let hold: ListedHold
  let at: Date
  let isEnd: Bool
}
