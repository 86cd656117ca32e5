// A concern from where it was raised to where it is closed: whoever records raises it by hand too, the
// partnership's leads alone see it, and every look is written down.

internal import Foundation
public import JSON
internal import Postgres
internal import Sealing
public import Storage
public import Surveys

extension Engagement {
  /// Safeguarding concerns, oldest first; for leads alone.
  public func concerns(
    status: ConcernStatus?, after: String?, limit: Int, as principal: Principal, origin: Origin
  ) async throws -> ListPage {
    let page = Page(
      after: try after.map(Cursor.init(text:)), limit: limit, isSettled: true)
    return try await leading(principal) { connection in
      let list = try ConcernQueries.list(status: status, page: page, on: connection)
      let ids = list.map(\.raised.id.uuidString)
      if !ids.isEmpty { try audit("concern.read", "concern", ids, origin, connection) }
      return ListPage(list.map { ($0.summary, $0.raised.cursor) }, limit: page.limit)
    }
  }

  /// A concern with everything that was done about it; for leads alone.
  public func concern(
    _ id: String, as principal: Principal, origin: Origin
  ) async throws -> JSONObject {
    try await leading(principal) { connection in
      let found = try concern(id, on: connection)
      try audit("concern.read", "concern", [found.raised.id.uuidString], origin, connection)
      return try whole(found, on: connection)
    }
  }

  /// Takes a concern up. Its record is counted and exported from then on, unless it is kept waiting.
  public func acknowledgeConcern(
    _ id: String, _ body: JSONObject, as principal: Principal, origin: Origin,
    reading: AnswerReading = .typed
  ) async throws -> JSONObject {
    try await act("acknowledge", on: id, as: principal, origin) { found, connection in
      var fields = RecordFields(body, reading: reading, known: ["urgency", "note", "keep_hold"])
      let urgency = fields.word("urgency", ConcernUrgency.self)
      let note = Self.note(&fields, isNeeded: false)
      let holds = fields.flag("keep_hold") ?? false
      guard fields.problems.isEmpty else { throw Problem(refused: fields.problems) }
      guard
        try ConcernQueries.acknowledge(
          found.raised.id, urgency: urgency ?? found.raised.content.urgency, holds: holds,
          on: connection)
      else {
        throw Problem(
          .concernMoved, "this concern was taken up already; `hark concern show` says by whom")
      }
      try ConcernEventQueries.insert(
        .acknowledged, of: found.raised.id,
        note: sealed(note, of: found.raised.id, principal, on: connection), on: connection)
    }
  }

  /// Writes down something about a concern.
  public func noteConcern(
    _ id: String, _ body: JSONObject, as principal: Principal, origin: Origin,
    reading: AnswerReading = .typed
  ) async throws -> JSONObject {
    try await act("note", on: id, as: principal, origin) { found, connection in
      var fields = RecordFields(body, reading: reading, known: ["note"])
      let note = Self.note(&fields, isNeeded: true)
      guard fields.problems.isEmpty else { throw Problem(refused: fields.problems) }
      try ConcernEventQueries.insert(
        .noted, of: found.raised.id,
        note: sealed(note, of: found.raised.id, principal, on: connection), on: connection)
    }
  }

  /// Closes a concern that was taken up, with what it came to.
  public func closeConcern(
    _ id: String, _ body: JSONObject, as principal: Principal, origin: Origin,
    reading: AnswerReading = .typed
  ) async throws -> JSONObject {
    try await act("close", on: id, as: principal, origin) { found, connection in
      var fields = RecordFields(body, reading: reading, known: ["outcome", "note", "keep_hold"])
      let outcome = Self.outcome(&fields)
      let note = Self.note(&fields, isNeeded: true)
      let holds = fields.flag("keep_hold") ?? false
      guard let outcome, fields.problems.isEmpty else { throw Problem(refused: fields.problems) }
      guard
        try ConcernQueries.close(
          found.raised.id, outcome: outcome, holds: holds, on: connection)
      else {
        throw Problem(
          .concernMoved,
          found.status == .closed
            ? "this concern is closed already"
            : "nobody has taken this concern up; acknowledge it first, then close it")
      }
      try ConcernEventQueries.insert(
        .closed, of: found.raised.id,
        note: sealed(note, of: found.raised.id, principal, on: connection),
        detail: JSONText(
          JSONValue.object(["outcome": .string(outcome.rawValue)]).encoded()), on: connection)
    }
  }

  private static func outcome(_ fields: inout RecordFields) -> ConcernOutcome? {
    let outcome = fields.word("outcome", ConcernOutcome.self)
    if outcome == nil, fields.problems.allSatisfy({ $0.question != "outcome" }) {
      fields.refuse(
        "outcome", .missingField,
        "say what it came to: \(ConcernOutcome.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return outcome
  }

  static func note(_ fields: inout RecordFields, isNeeded: Bool) -> String? {
    let note = fields.text("note", atMost: 20_000)?.trimmed
    let isSaid = note?.hasSomethingToSee == true
    if !isSaid, isNeeded, fields.problems.allSatisfy({ $0.question != "note" }) {
      fields.refuse("note", .missingField, "write down what there is to know, in a few words")
    }
    return isSaid ? note : nil
  }

  /// Does something about a concern, writes it down and gives the concern as it then stands.
  private func act(
    _ act: String, on id: String, as principal: Principal, _ origin: Origin,
    _ body: @Sendable (ConcernState, isolated Connection) throws -> Void
  ) async throws -> JSONObject {
    try await leading(principal) { connection in
      let found = try concern(id, on: connection)
      try body(found, connection)
      try audit("concern.\(act)", "concern", [found.raised.id.uuidString], origin, connection)
      return try whole(concern(id, on: connection), on: connection)
    }
  }

  /// Runs work for a steward who is a lead of the partnership.
  func leading<Value: Sendable>(
    _ principal: Principal, _ body: @Sendable (isolated Connection) throws -> Value
  ) async throws -> Value {
    try require(principal, .steward)
    return try await translating {
      try await database.transaction(as: principal) { connection in
        guard try ConcernQueries.isLead(on: connection) else {
          throw Problem(
            .notAllowed,
            "concerns are for the partnership's safeguarding lead and deputy alone; `hark partnership"
              + " safeguarding` says who they are")
        }
        return try body(connection)
      }
    }
  }

  func concern(_ id: String, on connection: isolated Connection) throws -> ConcernState {
    guard let id = UUID(uuidString: id), let found = try ConcernQueries.find(id, on: connection)
    else { throw Problem(.notFound, "there is no such concern; `hark concern list` shows them") }
    return found
  }

  private func whole(
    _ concern: ConcernState, on connection: isolated Connection
  ) throws -> JSONObject {
    var object = concern.summary
    let events = try ConcernEventQueries.list(of: concern.raised.id, on: connection)
    let opener = try opener(of: concern.raised.id, for: events.map(\.note), on: connection)
    object["history"] = .array(
      try events.map { event in
        .object(event.json(note: try opener.text(event.note, at: TextPlace.concernNote)))
      })
    return object
  }

  /// What is written down about a concern is sealed with the concern's own key.
  func sealed(
    _ note: String?, of concern: UUID, _ principal: Principal, on connection: isolated Connection
  ) throws -> String? {
    try sealed(
      note, of: concern, at: TextPlace.concernNote, as: principal.partnership, on: connection)
  }
}

extension ConcernState {
  /// A line of the list.
  fileprivate var summary: JSONObject {
    let content = raised.content
    var object: JSONObject = [
      "id": .string(raised.id.text), "raised_at": .string(timestamp(raised.createdAt)),
      "raised_by": .string(raised.createdBy.text), "raised_how": .string(content.source.rawValue),
      "record": content.record.map { .string($0.text) } ?? .null,
      "survey": content.survey.map { .string($0) } ?? .null,
      "version": content.version.map { .string($0) } ?? .null,
      "questions": .array(content.questions.map { .string($0) }),
      "urgency": .string(content.urgency.rawValue), "status": .string(status.rawValue),
      "holds_record": .bool(holds && content.record != nil),
      "alerts": .number(Double(alerts)),
    ]
    object["acknowledged_at"] = acknowledgedAt.map { .string(timestamp($0)) }
    object["closed_at"] = closedAt.map { .string(timestamp($0)) }
    object["outcome"] = outcome.map { .string($0.rawValue) }
    return object
  }
}

extension ConcernEvent {
  fileprivate func json(note: String?) -> JSONObject {
    var object: JSONObject = [
      "at": .string(timestamp(at)), "what": .string(kind.rawValue),
      "who": .string(accountName ?? (account == nil ? "Hark" : "a public link")),
    ]
    object["note"] = note.map { .string($0) }
    for (key, value) in (try? JSONValue.parse(detail.bytes))?.object ?? [:] { object[key] = value }
    return object
  }
}
