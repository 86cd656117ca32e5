// Erasing what was kept as long as people were told, and single records, for stewards. A dry run says
// what would go; a legal hold wins over everything.

internal import Foundation
public import JSON
internal import Postgres
public import Storage
internal import Surveys

/// Why a steward erases a record by hand. Words of a list, because the audit trail keeps them for good.
public enum EraseReason: String, Sendable, CaseIterable {
  case personAsked = "person_asked"
  case recordedByMistake = "recorded_by_mistake"
  case namesSomebody = "names_somebody"
  case noConsent = "no_consent"
  case legalDuty = "legal_duty"
}

/// What goes with a conversation of one person.
private enum GoingAlong: Sendable {
  /// All that they answered in it.
  case all
  /// What no receipt code opens any more when the conversation's is gone.
  case withoutCode
}

extension Engagement {
  private static let erasedTogether = 500

  /// Erases every record that was kept as long as its consent says, and those that were taken back while
  /// a hold kept them. With `isDryRun` it says what would go. A line for each version with something due.
  public func retain(
    isDryRun: Bool, as principal: Principal, origin: Origin
  ) async throws -> [JSONObject] {
    try require(principal, .steward)
    let rules = try await retentionRules(as: principal)
    var lines: [JSONObject] = []
    // What the rules before take, in a dry run: it is due no more under those that follow.
    var gone: Set<UUID> = []
    for (rule, months) in rules {
      let held = try await translating {
        try await database.transaction(as: principal, readOnly: true) { connection in
          try RetentionQueries.count(rule, on: connection).held
        }
      }
      let went =
        isDryRun
        ? try await rehearse(rule, &gone, as: principal)
        : try await eraseAll(.retention, as: principal, origin: origin, along: .withoutCode) {
          connection in
          try RetentionQueries.due(rule, limit: Self.erasedTogether, on: connection)
        }
      guard held + went.count > 0 else { continue }
      lines.append([
        "class": "records", "survey": .string(rule.survey), "version": .string(rule.version),
        "keep_months": .number(Double(months)), "before": .string(rule.before.text),
        "due": .number(Double(held + went.count - went.along)), "held": .number(Double(held)),
        "along": .number(Double(went.along)),
        "erased": .number(Double(isDryRun ? 0 : went.count)),
      ])
    }
    if let line = try await retainComplaints(isDryRun: isDryRun, as: principal, origin: origin) {
      lines.append(line)
    }
    let withdrawn = try await retainWithdrawn(
      isDryRun: isDryRun, without: gone, as: principal, origin: origin)
    if let line = withdrawn {
      lines.append(line)
    }
    let (months, concerns) = try await translating {
      try await database.transaction(as: principal) { connection in
        try audit(
          isDryRun ? "retention.look" : "retention.run", "partnership",
          [principal.partnership.uuidString], origin, connection)
        return (
          try RetentionQueries.concernMonths(on: connection),
          try RetentionQueries.forgetConcerns(
            at: surroundings.now(), isDryRun: isDryRun, on: connection)
        )
      }
    }
    if concerns.due > 0 {
      lines.append([
        "class": "concerns", "keep_months": .number(Double(months)),
        "due": .number(Double(concerns.due)), "held": .number(Double(concerns.held)),
        "erased": .number(Double(concerns.erased)),
      ])
    }
    return lines
  }

  /// Erases one record for good; for a stated reason, which the audit trail keeps.
  public func erase(
    _ record: String, because why: EraseReason, as principal: Principal, origin: Origin
  ) async throws {
    try require(principal, .steward)
    let missing = Problem(.notFound, "there is no record with this id; it may be erased already")
    guard let id = UUID(uuidString: record) else { throw missing }
    let count = try await eraseTogether(
      [id], .erased, as: principal, origin: origin, along: .all,
      detail: ["reason": .string(why.rawValue)])
    guard count > 0 else { throw missing }
  }

  /// `gone`: what would have gone before, in a dry run.
  private func retainWithdrawn(
    isDryRun: Bool, without gone: Set<UUID>, as principal: Principal, origin: Origin
  ) async throws -> JSONObject? {
    let due = try await translating {
      try await database.transaction(as: principal, readOnly: true) { connection in
        try RetentionQueries.released(on: connection).count
          + HeldAnswerQueries.released(on: connection).filter { !gone.contains($0) }.count
      }
    }
    guard due > 0 else { return nil }
    let erased = isDryRun ? 0 : try await eraseReleased(as: principal, origin: origin)
    return [
      "class": "withdrawn", "due": .number(Double(due)), "held": 0,
      "erased": .number(Double(erased)),
    ]
  }

  /// Erases what was taken back and no hold keeps any more.
  func eraseReleased(as principal: Principal, origin: Origin) async throws -> Int {
    let records = try await eraseAll(.withdrawn, as: principal, origin: origin) { connection in
      try RetentionQueries.released(limit: Self.erasedTogether, on: connection)
    }
    return records.count + (try await forgetHeldAnswers(as: principal, origin: origin))
  }

  /// Erases answers that were taken back without their record and that no hold keeps any more; of how many
  /// records.
  private func forgetHeldAnswers(as principal: Principal, origin: Origin) async throws -> Int {
    var forgotten = 0
    while true {
      let ids = try await translating {
        try await database.transaction(as: principal, readOnly: true) { connection in
          try HeldAnswerQueries.released(limit: Self.erasedTogether, on: connection)
        }
      }
      guard !ids.isEmpty else { return forgotten }
      let records = KeptRecords(partnership: principal.partnership, ids: ids)
      let count = try await translating {
        try await database.keeping(records, as: .steward(principal.account)) { connection in
          let count = try HeldAnswerQueries.forget(on: connection)
          try audit(
            "record.erase", "record", ids.map(\.text), origin, connection,
            detail: ["answers": "taken_back"])
          return count
        }
      }
      guard count > 0 else { return forgotten }
      forgotten += count
    }
  }

  /// What a run under a rule would erase now, `gone` left out, to which it is added.
  private func rehearse(
    _ rule: RetentionRule, _ gone: inout Set<UUID>, as principal: Principal
  ) async throws -> (count: Int, along: Int) {
    var (went, last): ((count: Int, along: Int), UUID?) = ((0, 0), nil)
    while true {
      let after = last
      let found = try await translating {
        try await database.transaction(as: principal, readOnly: true) { connection in
          try RetentionQueries.due(
            rule, after: after, limit: Self.erasedTogether, on: connection)
        }
      }
      guard let end = found.last else { return went }
      last = end
      let ids = found.filter { !gone.contains($0) }
      let records = KeptRecords(partnership: principal.partnership, ids: ids)
      let due = try await translating {
        try await database.keeping(
          records, as: .steward(principal.account), readOnly: true
        ) { connection in
          try going(ids, .withoutCode, on: connection)
        }
      }
      let new = due.filter { gone.insert($0).inserted }
      went.count += new.count
      went.along += new.count - ids.count
    }
  }

  /// Erases until nothing more is found; how many records went, and how many of them went along with others.
  private func eraseAll(
    _ reason: ErasureReason, as principal: Principal, origin: Origin, along: GoingAlong? = nil,
    _ next: @Sendable (isolated Connection) throws -> [UUID]
  ) async throws -> (count: Int, along: Int) {
    var erased = (count: 0, along: 0)
    while true {
      let ids = try await translating {
        try await database.transaction(as: principal, readOnly: true) { connection in
          try next(connection)
        }
      }
      guard !ids.isEmpty else { return erased }
      let count = try await eraseTogether(
        ids, reason, as: principal, origin: origin, along: along)
      // Whatever keeps them, the same are not tried for ever.
      guard count > 0 else { return erased }
      erased.count += count
      erased.along += max(0, count - ids.count)
    }
  }

  private func eraseTogether(
    _ ids: [UUID], _ reason: ErasureReason, as principal: Principal, origin: Origin,
    along: GoingAlong? = nil, detail: JSONObject = [:]
  ) async throws -> Int {
    let records = KeptRecords(partnership: principal.partnership, ids: ids)
    defer {
      erasures.set()
      columns.forget(principal.partnership)
    }
    return try await translating {
      try await database.keeping(
        records, as: .steward(principal.account),
        isolation: along == nil ? .repeatableRead : .readCommitted
      ) { connection in
        let ids = try along.map { try held(ids, $0, on: connection) } ?? ids
        try ErasureQueries.bury(reason, on: connection)
        let count = try ErasureQueries.erase(on: connection)
        if count > 0 {
          try audit(
            "record.erase", "record", ids.map(\.text), origin, connection, detail: detail)
        }
        return count
      }
    }
  }

  /// Holds records and what the same person answered in those that are conversations, also what is just coming in;
  /// which of them are to be erased.
  private func held(
    _ ids: [UUID], _ along: GoingAlong, on connection: isolated Connection
  ) throws -> [UUID] {
    try connection.holdKept()
    try ErasureQueries.narrow(to: ids + attached(to: ids, on: connection), on: connection)
    try connection.holdKept()
    return try going(ids, along, on: connection)
  }

  /// Which of records of a keeper, and of what the same person answered in those that are conversations, are to be
  /// erased.
  private func going(
    _ ids: [UUID], _ along: GoingAlong, on connection: isolated Connection
  ) throws -> [UUID] {
    let attached = try attached(to: ids, on: connection)
    try ErasureQueries.narrow(to: ids + attached, on: connection)
    guard along == .withoutCode else { return ids + attached }
    // Somebody may have held one, or raised a concern about it, since it was found due.
    let waiting = try RetentionQueries.waiting(on: connection)
    let own = attached.isEmpty ? [] : try RetentionQueries.withCode(on: connection)
    let due = (ids + attached.filter { !own.contains($0) }).filter { !waiting.contains($0) }
    try ErasureQueries.narrow(to: due, on: connection)
    return due
  }

  private func attached(
    to ids: [UUID], on connection: isolated Connection
  ) throws -> [UUID] {
    try RecordLinkQueries.goingAlong(with: ids, on: connection).filter { !ids.contains($0) }
  }
}
