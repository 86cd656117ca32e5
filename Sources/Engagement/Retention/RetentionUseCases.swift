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
    for (rule, months) in rules {
      let (due, held) = try await translating {
        try await database.transaction(as: principal, readOnly: true) { connection in
          try RetentionQueries.count(rule, on: connection)
        }
      }
      guard due > 0 else { continue }
      let erased =
        isDryRun
        ? 0
        : try await eraseAll(.retention, as: principal, origin: origin, along: .withoutCode) {
          connection in
          try RetentionQueries.due(rule, limit: Self.erasedTogether, on: connection)
        }
      lines.append([
        "class": "records", "survey": .string(rule.survey), "version": .string(rule.version),
        "keep_months": .number(Double(months)), "before": .string(rule.before.text),
        "due": .number(Double(due)), "held": .number(Double(held)),
        "erased": .number(Double(erased)),
      ])
    }
    if let line = try await retainComplaints(isDryRun: isDryRun, as: principal, origin: origin) {
      lines.append(line)
    }
    if let line = try await retainWithdrawn(isDryRun: isDryRun, as: principal, origin: origin) {
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

  private func retainWithdrawn(
    isDryRun: Bool, as principal: Principal, origin: Origin
  ) async throws -> JSONObject? {
    let due = try await translating {
      try await database.transaction(as: principal, readOnly: true) { connection in
        try RetentionQueries.released(limit: 1_000, on: connection).count
          + HeldAnswerQueries.released(limit: 1_000, on: connection).count
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
    return records + (try await forgetHeldAnswers(as: principal, origin: origin))
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

  private func eraseAll(
    _ reason: ErasureReason, as principal: Principal, origin: Origin, along: GoingAlong? = nil,
    _ next: @Sendable (isolated Connection) throws -> [UUID]
  ) async throws -> Int {
    var erased = 0
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
      erased += count
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
    let attached = try RecordLinkQueries.goingAlong(with: ids, on: connection)
      .filter { !ids.contains($0) }
    try ErasureQueries.narrow(to: ids + attached, on: connection)
    try connection.holdKept()
    guard along == .withoutCode else { return ids + attached }
    // Somebody may have held one, or raised a concern about it, since it was found due.
    let waiting = try RetentionQueries.waiting(on: connection)
    let own = attached.isEmpty ? [] : try RetentionQueries.withCode(on: connection)
    let due = (ids + attached.filter { !own.contains($0) }).filter { !waiting.contains($0) }
    try ErasureQueries.narrow(to: due, on: connection)
    return due
  }

  /// For each published version that says how long, the day before which its records are due.
  private func retentionRules(
    as principal: Principal
  ) async throws -> [(rule: RetentionRule, months: Int)] {
    guard let today = surroundings.today else {
      throw Problem(.failed, "the clock of this machine cannot be read; tell the operator")
    }
    return try await translating {
      try await database.transaction(as: principal, readOnly: true) { connection in
        let modules = Set(
          try SurveyVersionQueries.list(page: Page(limit: 1_000), on: connection)
            .map(\.published.content.module))
        return try modules.sorted().flatMap { module in
          try publishedVersions(module, on: connection).compactMap { published in
            guard case .asked(let wording) = published.survey.consent,
              let months = wording.keepMonths, let before = today.monthsBefore(months)
            else { return nil }
            return (
              RetentionRule(
                survey: module, version: published.survey.version, before: before), months
            )
          }
        }
      }
    }
  }
}

extension CalendarDay {
  /// The same day so many months ago, or the last of that month.
  fileprivate func monthsBefore(_ months: Int) -> PostgresDate? {
    let number = year * 12 + month - 1 - months
    return (0..<4).lazy.compactMap {
      PostgresDate(year: number / 12, month: number % 12 + 1, day: day - $0)
    }.first
  }
}
