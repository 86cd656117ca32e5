// Who keeps people safe in a partnership: lead, deputy, where alerts go, the words that raise a concern
// and the numbers to call. Stewards set it, and every change is written down.

public import Conversations
internal import Foundation
public import JSON
internal import Postgres
public import Storage
public import Surveys

extension Engagement {
  /// The settings; for stewards.
  public func safeguarding(as principal: Principal) async throws -> JSONObject {
    try require(principal, .steward)
    return try await translating {
      try await database.transaction(as: principal, readOnly: true) { connection in
        try shown(SafeguardingQueries.find(on: connection) ?? .init(), on: connection)
      }
    }
  }

  /// Changes the settings that are named and leaves the others; null takes one away.
  public func setSafeguarding(
    _ changes: JSONObject, as principal: Principal, origin: Origin
  ) async throws -> JSONObject {
    try require(principal, .steward)
    guard let today = surroundings.today else {
      throw Problem(.failed, "the clock of this machine cannot be read; tell the operator")
    }
    let settings = try await translating {
      try await database.transaction(as: principal) { connection in
        var record = try SafeguardingQueries.find(on: connection) ?? .init()
        let stewards = try SafeguardingQueries.stewards(on: connection)
        for (key, value) in changes {
          do throws(SettingMistake) {
            try record.set(key, value, stewards: stewards, today: today)
          } catch {
            throw Problem(.settingRefused, "\(key.replacing("_", with: " ")): \(error.message)")
          }
        }
        guard record.lead == nil || record.lead != record.deputy else {
          throw Problem(
            .settingRefused, "the deputy is somebody else than the lead; name another steward")
        }
        try SafeguardingQueries.set(record, on: connection)
        try audit(
          "safeguarding.set", "partnership", [principal.partnership.uuidString], origin,
          connection)
        return try shown(record, on: connection)
      }
    }
    phrases.forget(principal.partnership)
    return settings
  }

  /// Writes down that every number to call was checked on a day; of those with a name, where one is
  /// given.
  public func checkedHelpLines(
    on day: CalendarDay, named name: String?, as principal: Principal, origin: Origin
  ) async throws -> JSONObject {
    let lines = try await safeguarding(as: principal)["help_lines"]?.array ?? []
    guard name == nil || lines.contains(where: { $0["name"]?.string == name }) else {
      throw Problem(
        .notFound,
        "there is no number of '\(name ?? "")'; `hark partnership safeguarding` shows them")
    }
    let checked = lines.map { line -> JSONValue in
      guard var object = line.object, name == nil || object["name"]?.string == name else {
        return line
      }
      object["checked_on"] = .string(day.description)
      return .object(object)
    }
    return try await setSafeguarding(
      ["help_lines": .array(checked)], as: principal, origin: origin)
  }

  /// The list of words that raise a concern here; for stewards.
  public func phraseList(as principal: Principal) async throws -> String {
    try require(principal, .steward)
    return try await translating {
      try await database.transaction(as: principal, readOnly: true) { connection in
        try SafeguardingQueries.phrases(on: connection) ?? PhraseList.standardText
      }
    }
  }

  private func shown(
    _ record: SafeguardingRecord, on connection: isolated Connection
  ) throws -> JSONObject {
    let names = try SafeguardingQueries.names(on: connection)
    let isSomebodyTold = try SafeguardingQueries.isSomebodyTold(on: connection)
    func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
    return [
      "lead": text(record.lead.map { names[$0] ?? $0.text }),
      "lead_email": text(record.leadMail),
      "deputy": text(record.deputy.map { names[$0] ?? $0.text }),
      "deputy_email": text(record.deputyMail), "webhook": text(record.webhook),
      "acknowledge_minutes": .number(Double(record.acknowledgeMinutes)),
      "keep_concerns_months": .number(Double(record.keepConcernsMonths)),
      "contact": text(record.contact),
      "steps": .array(
        SafeguardingAdvice(
          steps: record.steps, contact: nil, helpLines: [], isSomebodyTold: isSomebodyTold
        ).steps.map { .string($0) }),
      "somebody_is_told": .bool(isSomebodyTold),
      "phrases": record.phrases == nil ? "those that Hark comes with" : "the partnership's own",
      "help_lines": .array(record.lines.map { .object($0.json) }),
    ]
  }
}

extension SafeguardingRecord {
  /// The numbers to call.
  var lines: [HelpLine] {
    ((try? JSONValue.parse(helpLines.bytes))?.array ?? []).compactMap { HelpLine($0) }
  }
}

extension SafetyAdviceRecord {
  /// The numbers to call.
  var lines: [HelpLine] {
    ((try? JSONValue.parse(helpLines.bytes))?.array ?? []).compactMap { HelpLine($0) }
  }
}

extension SafeguardingAdvice {
  /// What the partnership says, with what Hark comes with.
  static func current(on connection: isolated Connection) throws -> SafeguardingAdvice {
    let own = try SafeguardingQueries.advice(on: connection)
    return SafeguardingAdvice(
      steps: own?.steps, contact: own?.contact, helpLines: own?.lines ?? [],
      isSomebodyTold: try SafeguardingQueries.isSomebodyTold(on: connection))
  }
}

extension Engagement {
  /// What whoever records says and does when somebody may be in danger, and whom they can call.
  public func advice(as principal: Principal) async throws -> SafeguardingAdvice {
    try require(principal, .researcher, .coordinator, .steward)
    return try await translating {
      try await database.transaction(as: principal, on: .application, readOnly: true) {
        try SafeguardingAdvice.current(on: $0)
      }
    }
  }

  /// Whether a lead or a deputy of the partnership hears of a concern; for whoever records.
  public func isSomebodyTold(as principal: Principal) async throws -> Bool {
    try require(principal, .researcher, .coordinator, .steward)
    return try await translating {
      try await database.transaction(as: principal, on: .application, readOnly: true) {
        try SafeguardingQueries.isSomebodyTold(on: $0)
      }
    }
  }
}
