// Complaints about how somebody's data is handled: anybody makes one, without an account; stewards alone
// see and answer it, within 30 days. Every look is written down.

internal import Foundation
public import JSON
internal import Postgres
internal import Sealing
public import Storage
internal import Surveys

extension Engagement {
  /// A complaint is answered within 30 days, in seconds.
  static let complaintTime: TimeInterval = 30 * 86_400
  /// From so long before that day on it is said that a complaint waits for its answer, in seconds.
  static let complaintWarning: TimeInterval = 7 * 86_400
  /// A closed one is kept for three years, in seconds.
  static let complaintKept: TimeInterval = 3 * 365.25 * 86_400

  /// Takes a complaint in from anybody; `address` is where it comes from. The same id again is
  /// told that it has arrived.
  public func raiseComplaint(
    _ body: JSONObject, from address: String, origin: Origin
  ) async throws -> JSONObject {
    var fields = RecordFields(
      body, reading: .typed, known: ["partnership", "id", "text", "contact"])
    let slug = fields.text("partnership", atMost: 63)
    let id = fields.identifier("id") ?? surroundings.identifier()
    let text = fields.text("text", atMost: 20_000)?.trimmed
    let contact = fields.text("contact", atMost: 500)?.trimmed
    if fields.problems.isEmpty {
      if slug == nil {
        fields.refuse("partnership", .missingField, "name the partnership, such as plymouth")
      }
      if text?.hasSomethingToSee != true {
        fields.refuse("text", .missingField, "say in your own words what is wrong")
      }
    }
    guard let slug, let text, fields.problems.isEmpty else {
      throw Problem(refused: fields.problems)
    }
    let now = surroundings.now()
    if let seconds = complaintPace.take(ComplaintSource(slug, address), at: now) {
      var problem = Problem(
        .complaintsTooMany, "several complaints came from here; try again in \(seconds) seconds")
      problem.retryAfter = seconds
      throw problem
    }
    return try await translating {
      let found = try await database.visiting(readOnly: true) {
        try PrivacyQueries.notice(slug: slug, on: $0)
      }
      guard let partnership = found?.partnership else {
        throw Problem(.notFound, "there is no partnership of this short name")
      }
      do {
        try await database.visiting(partnership) { connection in
          var (said, reach) = (text, contact?.isEmpty == false ? contact : nil)
          if let vault {
            let key = DataKey(for: KeyOwner(partnership: partnership, id: id))
            try DataKeyQueries.insert([vault.wrapped(key)], on: connection)
            said = try key.seal(said, for: ComplaintPlace.said)
            reach = try reach.map { try key.seal($0, for: ComplaintPlace.contact) }
          }
          try ComplaintQueries.insert(id, said: said, contact: reach, at: now, on: connection)
          try audit("complaint.raise", "complaint", [id.uuidString], origin, connection)
        }
      } catch StorageError.alreadyExists {
        throw Problem(
          .alreadyThere,
          "a complaint with this id has arrived already, so there is nothing more to do if this is the"
            + " second try; send another complaint with an id of its own")
      }
      return [
        "id": .string(id.text), "status": "open",
        "answer_due": .string(timestamp(now.addingTimeInterval(Self.complaintTime))),
      ]
    }
  }

  /// Complaints, oldest first; for stewards.
  public func complaints(
    status: ComplaintStatus?, after: String?, limit: Int, as principal: Principal, origin: Origin
  ) async throws -> ListPage {
    try require(principal, .steward)
    let page = Page(after: try after.map(Cursor.init(text:)), limit: limit, isSettled: true)
    return try await translating {
      try await database.transaction(as: principal) { connection in
        let list = try ComplaintQueries.list(status: status, page: page, on: connection)
        if !list.isEmpty {
          try audit("complaint.read", "complaint", list.map(\.id.uuidString), origin, connection)
        }
        return ListPage(
          list.map { (heading($0), $0.cursor) }, limit: page.limit)
      }
    }
  }

  /// A complaint with what it says; for stewards.
  public func complaint(
    _ id: String, as principal: Principal, origin: Origin
  ) async throws -> JSONObject {
    try await handling("read", id, as: principal, origin) { _, _ in true }
  }

  /// Confirms to have received a complaint.
  public func acknowledgeComplaint(
    _ id: String, _ body: JSONObject = [:], as principal: Principal, origin: Origin
  ) async throws -> JSONObject {
    let now = surroundings.now()
    return try await handling("acknowledge", id, as: principal, origin) { complaint, connection in
      let fields = RecordFields(body, reading: .typed, known: [])
      guard fields.problems.isEmpty else { throw Problem(refused: fields.problems) }
      return try ComplaintQueries.acknowledge(complaint.id, at: now, on: connection)
    }
  }

  /// Writes down the answer that was given.
  public func answerComplaint(
    _ id: String, _ body: JSONObject, as principal: Principal, origin: Origin
  ) async throws -> JSONObject {
    let now = surroundings.now()
    return try await handling("answer", id, as: principal, origin) { complaint, connection in
      var fields = RecordFields(body, reading: .typed, known: ["answer"])
      let answer = fields.text("answer", atMost: 20_000)?.trimmed
      if answer?.hasSomethingToSee != true, fields.problems.isEmpty {
        fields.refuse("answer", .missingField, "write down what was answered")
      }
      guard let answer, fields.problems.isEmpty else { throw Problem(refused: fields.problems) }
      let sealed = try sealed(
        answer, of: complaint.id, at: ComplaintPlace.answer, as: principal.partnership,
        on: connection)
      return try ComplaintQueries.answer(
        complaint.id, sealed ?? answer, at: now, on: connection)
    }
  }

  /// Closes a complaint that was answered, or that was taken back.
  public func closeComplaint(
    _ id: String, _ body: JSONObject, as principal: Principal, origin: Origin
  ) async throws -> JSONObject {
    let now = surroundings.now()
    return try await handling("close", id, as: principal, origin) { complaint, connection in
      var fields = RecordFields(body, reading: .typed, known: ["outcome"])
      let outcome = fields.word("outcome", ComplaintOutcome.self)
      if outcome == nil, fields.problems.isEmpty {
        let known = ComplaintOutcome.allCases.map(\.rawValue).joined(separator: ", ")
        fields.refuse("outcome", .missingField, "say what it came to: \(known)")
      }
      guard let outcome, fields.problems.isEmpty else { throw Problem(refused: fields.problems) }
      return try ComplaintQueries.close(complaint.id, outcome, at: now, on: connection)
    }
  }

  /// Does something about a complaint, writes that down, and gives the complaint as it then stands.
  private func handling(
    _ act: String, _ id: String, as principal: Principal, _ origin: Origin,
    _ body: @Sendable (ComplaintRecord, isolated Connection) throws -> Bool
  ) async throws -> JSONObject {
    try require(principal, .steward)
    let missing = Problem(
      .notFound, "there is no such complaint; `hark complaint list` shows them")
    return try await translating {
      try await database.transaction(as: principal) { connection in
        guard let id = UUID(uuidString: id),
          let found = try ComplaintQueries.find(id, on: connection)
        else { throw missing }
        guard try body(found, connection) else {
          throw Problem(
            .complaintMoved,
            "this complaint is \(found.status.rawValue); it is acknowledged once, answered once, and"
              + " closed when it was answered or taken back")
        }
        try audit("complaint.\(act)", "complaint", [id.uuidString], origin, connection)
        guard let complaint = try ComplaintQueries.find(id, on: connection) else { throw missing }
        return try whole(complaint, on: connection)
      }
    }
  }

  private func whole(
    _ complaint: ComplaintRecord, on connection: isolated Connection
  ) throws -> JSONObject {
    let texts = [complaint.said, complaint.contact, complaint.answer]
    let opener = try opener(of: complaint.id, for: texts, on: connection)
    func value(_ text: String?, _ place: String) throws -> JSONValue {
      try opener.text(text, at: place).map { .string($0) } ?? .null
    }
    return heading(complaint).with([
      "text": try value(complaint.said, ComplaintPlace.said),
      "contact": try value(complaint.contact, ComplaintPlace.contact),
      "answer": try value(complaint.answer, ComplaintPlace.answer),
    ])
  }

  /// A line of the list.
  private func heading(_ complaint: ComplaintRecord) -> JSONObject {
    let due = complaint.at.addingTimeInterval(Self.complaintTime)
    let now = surroundings.now()
    let isWaiting = [.open, .acknowledged].contains(complaint.status)
    func time(_ date: Date?) -> JSONValue { date.map { .string(timestamp($0)) } ?? .null }
    return [
      "id": .string(complaint.id.text), "status": .string(complaint.status.rawValue),
      "received_at": time(complaint.at), "answer_due": time(due),
      "overdue": .bool(isWaiting && due <= now),
      "due_soon": .bool(
        isWaiting && now < due && due <= now.addingTimeInterval(Self.complaintWarning)),
      "acknowledged_at": time(complaint.acknowledgedAt),
      "answered_at": time(complaint.answeredAt),
      "outcome": complaint.outcome.map { .string($0.rawValue) } ?? .null,
      "closed_at": time(complaint.closedAt),
    ]
  }
}

/// Where the texts of complaints are bound to.
private enum ComplaintPlace {
  static let said = "complaint.said"
  static let contact = "complaint.contact"
  static let answer = "complaint.answer"
}

/// Where complaints come from, counted apart.
struct ComplaintSource: Hashable, Sendable {
  let partnership: String
  let address: String

  init(_ partnership: String, _ address: String) {
    (self.partnership, self.address) = (partnership, address)
  }
}
