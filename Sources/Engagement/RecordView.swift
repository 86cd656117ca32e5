// A stored record as it is shown to whoever may edit it, and as it is sent back edited: what an edit
// may change, what it may not, and what Hark works out.

internal import Conversations
internal import Foundation
public import JSON
internal import Postgres
public import Storage
internal import Surveys

/// A record with its answers, as it stands.
public struct RecordView: Sendable {
  /// The record as clients read it.
  public internal(set) var json: JSONObject
  /// The number of the version that stands, from 1.
  public let revision: Int
  /// Whether it was withdrawn.
  public let isWithdrawn: Bool
  /// Whether the edit that led to it raised a safeguarding concern.
  public internal(set) var raisedConcern = false

  /// The tag by which a client names this version: `"3"`.
  public var tag: String { "\"\(revision)\(isWithdrawn ? "-withdrawn" : "")\"" }
}

/// A record as it is stored, with everything an edit has to know.
struct StoredVersion {
  let kind: SubmissionKind
  let response: Stored<ResponseRecord>
  let conversation: Stored<ConversationRecord>?
  /// Where a conversation was held, when it was part of an event.
  let seat: TableSeat?
  let state: RecordState
  let consent: ConsentRecord?
  /// Scopes of the consent that stand.
  let liveScopes: Set<String>
  let published: PublishedSurvey
  /// Every answer, calculated values too.
  let answers: JSONObject
  /// The records that it belongs to.
  let links: [RecordLinkRecord]
  /// The survey responses that belong to a conversation.
  let attached: [AttachedResponse]
  /// Opens what earlier versions have sealed.
  let opener: TextOpener

  private static let responseFields = ["answered_on", "place", "mode", "language", "answers"]
  private static let conversationFields =
    [
      "held_on", "place_held", "setting", "how", "people", "language", "interpreter", "citation",
      "note",
    ] + FollowUp.fields + ["answers"]

  /// The fields that an edit may change.
  static func editable(_ kind: SubmissionKind) -> [String] {
    kind == .response ? responseFields : conversationFields
  }

  /// The record as clients read it.
  var view: RecordView {
    let survey = published.survey
    var object = conversation?.summary ?? response.summary
    object["revision"] = .number(Double(state.revision))
    object["withdrawn"] = .bool(state.isWithdrawn)
    object["edited_at"] = state.edited.map { .string(timestamp($0.at)) }
    object["consent"] = consent.map { .object($0.summary(live: liveScopes)) }
    if kind == .conversation {
      object["note"] = conversation?.content.note.map { .string($0) }
      object["event"] = seat.map { .string($0.event.text) } ?? .null
      object["table"] = seat.map { .string($0.label) } ?? .null
      for (field, value) in conversation?.content.followUp?.json ?? [:] { object[field] = value }
      object["responses"] = .array(attached.map { .object($0.summary) })
    }
    for link in links { object[link.kind] = .string(link.to.text) }
    object["answers"] = .object(answers.given(to: survey.questions))
    let calculated = answers.only(survey.questions.filter { !$0.kind.isAnswerable })
    object["calculated"] = calculated.isEmpty ? nil : .object(calculated)
    return RecordView(json: object, revision: state.revision, isWithdrawn: state.isWithdrawn)
  }
}

extension Engagement {
  /// A response with its answers, for whoever may edit it. Looking is audited.
  public func response(
    _ id: String, as principal: Principal, origin: Origin
  ) async throws -> RecordView {
    try await view(.response, id, as: principal, origin: origin)
  }

  /// A conversation with the person's words and the researcher's note. Looking is audited.
  public func conversation(
    _ id: String, as principal: Principal, origin: Origin
  ) async throws -> RecordView {
    try await view(.conversation, id, as: principal, origin: origin)
  }

  private func view(
    _ kind: SubmissionKind, _ id: String, as principal: Principal, origin: Origin
  ) async throws -> RecordView {
    try await looking(at: kind, id, as: principal, origin: origin) { stored, _ in stored.view }
  }

  /// Reads the version of a record that stands, and what belongs to it. Looking is audited.
  func looking<Value: Sendable>(
    at kind: SubmissionKind, _ id: String, as principal: Principal, origin: Origin,
    _ read: @Sendable (StoredVersion, isolated Connection) throws -> Value
  ) async throws -> Value {
    try require(principal, .researcher, .coordinator)
    return try await translating {
      // One snapshot: a tag beside the answers of another version would lose somebody's edit.
      try await database.transaction(as: principal, isolation: .repeatableRead) { connection in
        let stored = try storedVersion(kind, id, on: connection)
        try audit(
          "\(kind.rawValue).read", kind.rawValue, [stored.response.id.uuidString], origin,
          connection)
        return try read(stored, connection)
      }
    }
  }

  /// The version of a record that stands. What the principal may not see is not found, alike. Without its sealed
  /// words something stands for each.
  func storedVersion(
    _ kind: SubmissionKind, _ id: String, withWords: Bool = true,
    on connection: isolated Connection
  ) throws -> StoredVersion {
    let missing = Problem(.notFound, "there is no such \(kind.rawValue) among those you may see")
    guard let id = UUID(uuidString: id) else { throw missing }
    guard var response = try ResponseQueries.find(id, on: connection),
      let state = try VersionQueries.state(of: id, on: connection)
    else { throw try gone(id, on: connection) ?? missing }
    var conversation =
      kind == .conversation ? try ConversationQueries.find(id, on: connection) : nil
    if kind == .conversation, conversation == nil { throw missing }
    if kind == .response, response.content.conversation != nil {
      throw Problem(
        .notFound, "this record is a conversation; ask for it among the conversations")
    }
    let published = try published(
      response.content.survey, version: response.content.version, on: connection)
    var consent = try ConsentQueries.find(record: id, on: connection)
    let opener: TextOpener
    if withWords {
      opener = try opened(&response, &conversation, &consent, published.survey, on: connection)
    } else {
      opener = TextOpener(key: nil, places: [])
      conversation?.content.standIn()
    }
    var answers = try JSONValue.parse(response.content.answers.bytes).object ?? [:]
    if !withWords {
      answers = answers.standingIn(published.survey, coded: response.content.coded)
    }
    return StoredVersion(
      kind: kind, response: response, conversation: conversation,
      seat: conversation == nil ? nil : try EventQueries.seat(of: id, on: connection), state: state,
      consent: consent,
      liveScopes: try ConsentQueries.liveScopes(record: id, on: connection),
      published: published,
      // In the order they were asked, which jsonb does not keep.
      answers: answers.only(published.survey.questions),
      links: try RecordLinkQueries.find(id, on: connection),
      attached: kind == .conversation
        ? try RecordLinkQueries.attached(to: id, on: connection) : [], opener: opener)
  }
}

extension AttachedResponse {
  /// What a conversation says of it.
  fileprivate var summary: JSONObject {
    [
      "id": .string(id.text), "survey": .string(survey), "version": .string(version),
      "answered_on": .string(answeredOn.text),
    ]
  }
}

extension ConsentRecord {
  /// The consent as it stands: a scope that was withdrawn shows as refused.
  fileprivate func summary(live: Set<String>) -> JSONObject {
    var object: JSONObject = [
      "form": .string(form), "language": .string(language),
      "scopes": .object(
        JSONObject(scopes.keys.sorted().map { ($0, .bool(live.contains($0))) })),
    ]
    object["witness"] = witness.map { .string($0) }
    if !partners.isEmpty { object["partners"] = .array(partners.map { .string($0) }) }
    return object
  }
}

extension JSONObject {
  /// The answers to these questions, in their order.
  func only(_ questions: [Question]) -> JSONObject {
    let flat = GridAnswers.spread(self, over: questions)
    return GridAnswers.gathered(
      questions.compactMap { question in
        flat[question.id].map { answer in
          guard !question.itemQuestions.isEmpty, let items = answer.array else {
            return (question.id, answer)
          }
          let own = question.itemQuestions
          return (question.id, .array(items.map { .object(($0.object ?? [:]).only(own)) }))
        }
      })
  }

  /// What a person answered, in the survey's order, without what Hark works out.
  func given(to questions: [Question]) -> JSONObject {
    let flat = GridAnswers.spread(self, over: questions)
    return GridAnswers.gathered(
      questions.filter(\.kind.isAnswerable).compactMap { question in
        guard let answer = flat[question.id] else { return nil }
        guard !question.itemQuestions.isEmpty, let items = answer.array else {
          return (question.id, answer)
        }
        return (
          question.id,
          .array(items.map { .object(($0.object ?? [:]).given(to: question.itemQuestions)) })
        )
      })
  }
}
