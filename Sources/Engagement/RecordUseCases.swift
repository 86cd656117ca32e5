// Record a response, log a conversation: idempotent by the id that the client made.

internal import Conversations
public import Foundation
public import JSON
internal import Postgres
public import Storage
public import Surveys

/// What the sender of a record gets back.
public struct Receipt: Sendable {
  /// The answer, byte for byte the same for every try.
  public let bytes: [UInt8]
  /// True when the record was known already.
  public let isRepeat: Bool
  /// Whether it was stored now, with a consent that a receipt code opens.
  public var hasReceiptCode = false

  /// Whether its person took something back under its receipt code, without which it was stored.
  public var notice: String? { (try? JSONValue.parse(bytes))?["notice"]?.string }

  /// Whether an answer of the record raised a safeguarding concern.
  public var raisedConcern: Bool {
    (try? JSONValue.parse(bytes))?["concern_raised"] == true
  }
}

extension Engagement {
  /// Records a response to a survey. Returns after the commit. The same content under the same id is
  /// stored once and answered alike; other content under that id is refused. With a `token` that is
  /// only remembered, the transaction asks whether it still works. The `receiptHash` of a code that was
  /// made for it here counts where the body brings none, and changes nothing of a record that is known.
  public func record(
    _ body: JSONObject, survey: String, as principal: Principal, origin: Origin,
    reading: AnswerReading = .typed, token: RememberedToken? = nil, receiptHash: [UInt8]? = nil
  ) async throws -> Receipt {
    try require(principal, .researcher, .coordinator)
    let (submission, problems) = ResponseSubmission.read(body, reading: reading)
    var record = try incoming(submission, body: body, problems: problems, origin: origin)
    record.receiptHash = receiptHash
    return try await store(
      record, survey: survey, as: principal, origin: origin, reading: reading, token: token)
  }

  /// Logs a conversation, which is at once a response to its module.
  public func log(
    _ body: JSONObject, as principal: Principal, origin: Origin,
    reading: AnswerReading = .typed, token: RememberedToken? = nil, receiptHash: [UInt8]? = nil
  ) async throws -> Receipt {
    try require(principal, .researcher, .coordinator)
    var record = try incomingConversation(body, reading: reading, origin: origin)
    record.receiptHash = receiptHash
    return try await store(
      record, survey: record.module, as: principal, origin: origin, reading: reading, token: token)
  }

  /// Whether the receipt code with this hash opens a record that is stored, as far as the principal sees it.
  public func isOpened(
    _ record: UUID, by receiptHash: [UInt8], as principal: Principal
  ) async throws -> Bool {
    try require(principal, .researcher, .coordinator)
    return try await translating {
      try await database.transaction(as: principal, readOnly: true) { connection in
        try ConsentQueries.isOpened(record: record, by: receiptHash, on: connection)
      }
    }
  }

  /// A conversation's heading and answers in the shared form.
  func incomingConversation(
    _ body: JSONObject, reading: AnswerReading, origin: Origin,
    problems before: [AnswerProblem] = []
  ) throws -> IncomingRecord {
    let (conversation, found) = ConversationSubmission.read(body, reading: reading)
    let problems = before + found
    let (id, named) = try identified(conversation.id, body, problems, origin)
    var record = IncomingRecord(
      id: id, kind: .conversation, sent: named, canonical: JSONValue.object(named).canonical(),
      answeredOn: conversation.heldOn, place: conversation.placeHeld, mode: conversation.how,
      language: conversation.language, consent: conversation.consent,
      answers: conversation.answers, citation: conversation.citation,
      isPublished: conversation.basis == .published, version: conversation.version,
      conversation: conversation, problems: problems)
    record.links = conversation.links
    return record
  }

  /// A response's heading and answers in the shared form.
  func incoming(
    _ submission: ResponseSubmission, body: JSONObject, problems: [AnswerProblem], origin: Origin
  ) throws -> IncomingRecord {
    let (id, named) = try identified(submission.id, body, problems, origin)
    var record = IncomingRecord(
      id: id, kind: .response, sent: named, canonical: JSONValue.object(named).canonical(),
      answeredOn: submission.answeredOn, place: submission.place, mode: submission.mode,
      language: submission.language, consent: submission.consent, answers: submission.answers,
      citation: nil, isPublished: false, version: submission.version, conversation: nil,
      problems: problems)
    record.links = submission.links
    return record
  }

  /// The record's id. Over HTTP the client makes it; on the server's machine Hark does.
  private func identified(
    _ id: UUID?, _ body: JSONObject, _ problems: [AnswerProblem], _ origin: Origin
  ) throws -> (UUID, JSONObject) {
    if let id { return (id, body.withIdentifiersInSmallLetters) }
    let wrong = problems.filter { $0.question == "id" }
    guard wrong.isEmpty else { throw Problem(refused: wrong) }
    guard origin == .cli else {
      throw Problem(refused: [
        AnswerProblem(
          question: "id", code: .missingField,
          message: "make a random UUID and send it as id, so that a second try is recognised")
      ])
    }
    let made = surroundings.identifier()
    var named = body.withIdentifiersInSmallLetters
    named["id"] = .string(made.text)
    return (made, named)
  }

  /// What judging needs, with the places and records that a record names looked up.
  func recordingContext(
    _ published: PublishedSurvey, _ record: IncomingRecord, origin: Origin,
    reading: AnswerReading, as principal: Principal, on connection: isolated Connection
  ) throws -> RecordingContext {
    RecordingContext(
      published: published,
      places: try NamedPlaces(
        codes: NamedPlaces.codes(record, published.survey), on: connection),
      linked: try LinkedRecords([record], as: principal.role, on: connection),
      partners: try KnownPartners(namedBy: [record], on: connection),
      phrases: try phrases.list(
        of: principal.partnership, at: surroundings.now(), on: connection),
      surroundings: surroundings, origin: origin, reading: reading)
  }
}

extension Problem {
  static let otherContent = Problem(
    .otherContent,
    "a record with this id is stored already, with other content or by somebody else, and stays as it"
      + " is: change it with an edit. Only what nobody has stored yet takes a new id"
  )
}
