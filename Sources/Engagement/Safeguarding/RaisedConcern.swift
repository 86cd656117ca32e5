// A concern that is raised by hand. It is stored and told whatever happens to its note: where the keys are
// away that would seal it, the note alone waits with whoever raised it.

internal import Crypto
internal import Foundation
public import JSON
internal import Postgres
internal import Sealing
public import Storage
public import Surveys

extension Engagement {
  /// Raises a concern by hand, about a record that whoever raises it may see, or about none. The same
  /// again changes nothing; something else under its id is refused, for nobody would be told of it. A note
  /// that cannot be sealed is not kept, and taken when the same is sent again (`note_kept`).
  public func raiseConcern(
    _ body: JSONObject, as principal: Principal, origin: Origin,
    reading: AnswerReading = .typed
  ) async throws -> JSONObject {
    try require(principal, .researcher, .coordinator, .steward)
    var fields = RecordFields(
      body, reading: reading, known: ["id", "record", "urgency", "note"])
    let id = fields.identifier("id")
    let record = fields.identifier("record")
    let urgency = fields.word("urgency", ConcernUrgency.self) ?? .notAssessed
    let note = Self.note(&fields, isNeeded: record == nil)
    guard fields.problems.isEmpty else { throw Problem(refused: fields.problems) }
    let raised = RaisedConcern(
      id: id ?? surroundings.identifier(), record: record, urgency: urgency, note: note)
    return try await translating {
      do {
        return try await raise(raised, principal, origin)
      } catch StorageError.alreadyExists {
        // Another try of the same was a moment earlier, and is known by now.
        return try await raise(raised, principal, origin)
      }
    }
  }

  private func raise(
    _ raised: RaisedConcern, _ principal: Principal, _ origin: Origin
  ) async throws -> JSONObject {
    try await database.transaction(as: principal) { connection in
      if let known = try ConcernQueries.raisedBySelf(raised.id, on: connection) {
        return try again(raised, known, principal, origin, on: connection)
      }
      return try raise(raised, principal, origin, on: connection)
    }
  }

  private func raise(
    _ raised: RaisedConcern, _ principal: Principal, _ origin: Origin,
    on connection: isolated Connection
  ) throws -> JSONObject {
    let about = try raised.record.map { record in
      guard let about = try ConcernQueries.survey(of: record, on: connection) else {
        throw Problem(
          .notFound, "there is no such record among those that you may see; leave it out")
      }
      return about
    }
    var content = ConcernRecord(
      id: raised.id, record: raised.record, survey: about?.survey, version: about?.version,
      questions: [], source: .hand, urgency: raised.urgency)
    let kept = try kept(raised, principal, on: connection)
    content.raisedWith = kept?.digest ?? ConcernQueries.noteToCome
    try ConcernQueries.insert(content, on: connection)
    if kept == nil {
      try ConcernEventQueries.insert(
        .noted, of: raised.id, note: nil, detail: Self.noteNotKept, on: connection)
    } else if let note = kept?.note {
      try ConcernEventQueries.insert(.noted, of: raised.id, note: note, on: connection)
    }
    try audit("concern.raise", "concern", [raised.id.uuidString], origin, connection)
    return kept == nil ? raised.answer.with(Self.withoutNote) : raised.answer
  }

  /// What a second try is told; where the first could not keep the note, it is kept now.
  private func again(
    _ raised: RaisedConcern, _ known: RaisedBefore, _ principal: Principal, _ origin: Origin,
    on connection: isolated Connection
  ) throws -> JSONObject {
    guard known.record == raised.record, known.urgency == raised.urgency else {
      throw Self.saysSomethingElse
    }
    let answer = raised.answer.with(["raised_before": true])
    if known.digest == ConcernQueries.noteToCome {
      guard raised.note != nil else { return answer }
      guard let kept = try kept(raised, principal, on: connection) else {
        return answer.with(Self.withoutNote)
      }
      guard
        try ConcernQueries.noteGiven(
          raised.id, raisedWith: kept.digest ?? [], on: connection)
      else { return answer }
      try ConcernEventQueries.insert(.noted, of: raised.id, note: kept.note, on: connection)
      try audit("concern.note", "concern", [raised.id.uuidString], origin, connection)
      return answer.with(["note_kept": true])
    }
    guard
      try known.digest == nil
        || known.digest == digest(of: raised, mayMakeKey: false, principal, on: connection)
    else { throw Self.saysSomethingElse }
    return answer
  }

  /// The note sealed, with the digest of all that was raised; nil when the keys are away and it cannot be.
  private func kept(
    _ raised: RaisedConcern, _ principal: Principal, on connection: isolated Connection
  ) throws -> (digest: [UInt8]?, note: String?)? {
    do {
      return (
        try digest(of: raised, mayMakeKey: true, principal, on: connection),
        try sealed(raised.note, of: raised.id, principal, on: connection)
      )
    } catch let error where !(error is PostgresError || error is StorageError) {
      // Away, an older copy, or lying open to others: whatever is wrong with the keys, the lead is told.
      return nil
    }
  }

  /// By what a concern is known that is sent again. With a note it is made with the concern's key, so that
  /// it tells nobody what the note says.
  private func digest(
    of raised: RaisedConcern, mayMakeKey: Bool, _ principal: Principal,
    on connection: isolated Connection
  ) throws -> [UInt8]? {
    let content: JSONObject = [
      "record": raised.record.map { .string($0.text) } ?? .null,
      "urgency": .string(raised.urgency.rawValue),
      "note": raised.note.map { .string($0) } ?? .null,
    ]
    let text = String(decoding: JSONValue.object(content).canonical(), as: UTF8.self)
    guard let vault, raised.note != nil else {
      return Array(SHA256.hash(data: Array("\(raised.id.text) \(text)".utf8)))
    }
    let owner = KeyOwner(partnership: principal.partnership, id: raised.id)
    let key =
      mayMakeKey
      ? try vault.keyForWriting(of: owner, on: connection)
      : try vault.key(of: raised.id, on: connection)
    return key?.pseudonym(text)
  }

  private static let saysSomethingElse = Problem(
    .otherContent,
    "a concern with this id was raised before and says something else, and nothing of this one"
      + " was taken. Raise what is new as a concern of its own, with another id, so that the"
      + " lead is told of it")

  private static let noteNotKept = JSONText(
    JSONValue.object(["note_not_kept": true]).encoded())

  private static let withoutNote: JSONObject = [
    "note_kept": false,
    "notice": .string(
      "the lead is told of this concern, but the note was not kept: the keys that seal it are not there just"
        + " now. Call the lead and say what you know. Keep the note, and send the same again under the same"
        + " id when the operator has put the keys back"),
  ]
}

/// What somebody raises.
private struct RaisedConcern {
  let id: UUID
  let record: UUID?
  let urgency: ConcernUrgency
  let note: String?

  var answer: JSONObject { ["id": .string(id.text), "status": "open"] }
}
