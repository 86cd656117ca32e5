// What somebody tried and may not do is recorded too, in a transaction of its own: that of the act
// was rolled back. One event for each account, role and act in a minute, so that the trail cannot be
// flooded; the next event says how many there were in between.

internal import Foundation
internal import Postgres
public import Storage
internal import Synchronization

/// The refusals of the last minute, by who was refused what.
final class Refusals: Sendable {
  /// How long the same refusal is not recorded again, in seconds.
  static let quiet: TimeInterval = 60
  private static let limit = 10_000

  private struct Key: Hashable {
    let principal: Principal
    let act: String
  }

  private let last = Mutex<[Key: (at: Date, more: Int)]>([:])

  /// How many refusals the event is for; nil when it must wait.
  func admit(_ principal: Principal, _ act: String, at moment: Date) -> Int? {
    last.withLock { last in
      let key = Key(principal: principal, act: act)
      if let known = last[key], moment.timeIntervalSince(known.at) < Self.quiet {
        last[key] = (known.at, known.more + 1)
        return nil
      }
      if last.count >= Self.limit {
        last = last.filter { moment.timeIntervalSince($0.value.at) < Self.quiet }
      }
      let more = last[key]?.more ?? 0
      if last.count < Self.limit { last[key] = (moment, 0) }
      return more + 1
    }
  }
}

extension Engagement {
  /// Records that somebody was refused an act, such as `POST /findings/releases`. False when the same
  /// was recorded within the minute.
  @discardableResult
  public func recordRefusal(
    of act: String, as principal: Principal, origin: Origin
  ) async throws -> Bool {
    guard let times = refusals.admit(principal, act, at: surroundings.now()) else { return false }
    let event = AuditEvent(
      action: "access.refuse", recordKind: "act", recordIDs: [String(act.prefix(200))],
      origin: origin, detail: JSONText("{\"times\": \(times)}"))
    try await translating {
      try await database.transaction(as: principal, on: databaseRole(principal)) { connection in
        try AuditQueries.insert(event, on: connection)
      }
    }
    return true
  }
}
