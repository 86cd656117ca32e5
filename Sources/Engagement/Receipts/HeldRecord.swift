// A record as the person sees it who gave it: what was asked, what they said, what they allowed, and
// what that means.

internal import Foundation
internal import JSON
internal import Postgres
internal import Storage
internal import Surveys

/// A record that is held, with its survey and what its consent says now.
struct HeldRecord {
  let response: Stored<ResponseRecord>
  let conversation: Stored<ConversationRecord>?
  let consent: ConsentRecord?
  let liveScopes: Set<String>
  let allowed: [OutputPurpose]
  let survey: Survey
  let answers: JSONObject
  /// When the person took it back, where it is still here; nil: they did not.
  let takenBackAt: Date?
  /// Whether a legal hold keeps it.
  let isHeld: Bool
  /// Whether answers that the person allows no more are kept for a hold.
  let keepsAnswers: Bool
  /// Opens what its rows have sealed.
  let opener: TextOpener
  /// Whether its words are here; they are not while a key is away.
  let opensWords: Bool

  /// The record as a client shows it.
  var json: JSONObject {
    let asked: JSONObject = JSONObject(
      survey.consent.scopes.map { scope in
        (
          scope.id,
          ["given": .bool(liveScopes.contains(scope.id)), "asked": .string(scope.ask)]
        )
      })
    var object = (conversation?.summary ?? response.summary).with([
      "kind": .string(conversation == nil ? "response" : "conversation"),
      "title": .string(survey.title), "scopes": .object(asked),
      "used_for": .array(allowed.filter { $0 != .work }.map { .string($0.rawValue) }),
      "answers": .object(answers),
    ])
    if let consent {
      object["consent"] = [
        "wording": .string(consent.wording), "language": .string(consent.language),
        "form": .string(consent.form), "given_at": .string(timestamp(consent.givenAt)),
        "partners": .array(consent.partners.map { .string($0) }),
      ]
    }
    object["note"] = conversation?.content.note.map { .string($0) }
    for (field, value) in conversation?.content.followUp?.json ?? [:] { object[field] = value }
    if let takenBackAt {
      object["taken_back_at"] = .string(timestamp(takenBackAt))
      object["kept_because"] = isHeld ? "legal_duty" : "not_erased_yet"
      object["explanation"] = .string(isHeld ? Self.heldByLaw : Self.notErasedYet)
    } else if keepsAnswers {
      object["answers_kept_because"] = isHeld ? "legal_duty" : "not_erased_yet"
      object["explanation"] = .string(isHeld ? Self.answersHeldByLaw : Self.answersNotErasedYet)
    }
    return object
  }

  /// The same for whoever looks after people's safety: what was told, and not what else it is used for.
  var told: JSONObject {
    var object = (conversation?.summary ?? response.summary).with([
      "kind": .string(conversation == nil ? "response" : "conversation"),
      "title": .string(survey.title), "answers": .object(answers),
    ])
    object["note"] = conversation?.content.note.map { .string($0) }
    return object
  }

  /// What it means that something was taken back and is kept, for the person.
  private static let heldByLaw =
    "You took this back: it is shown to nobody, counted nowhere and passed on to nobody. It is kept for"
    + " now because the law asks for it (a legal hold), and is erased when that duty ends."

  /// The same for the answers to private questions alone.
  private static let answersHeldByLaw =
    "You took back your answers to the private questions: they are shown to nobody, counted nowhere and"
    + " passed on to nobody. They are kept for now because the law asks for them (a legal hold), and are"
    + " erased when that duty ends."
  private static let answersNotErasedYet =
    "You took back your answers to the private questions: they are shown to nobody, counted nowhere and"
    + " passed on to nobody. The law asks for them no more, and they are about to be erased."

  /// What it means that the hold has ended, and the record is here at this moment.
  private static let notErasedYet =
    "You took this back: it is shown to nobody, counted nowhere and passed on to nobody. The law asks for it"
    + " no more, and it is about to be erased; take it back once more and it is erased at once."

}

extension Engagement {
  /// What whoever looks for a record is told that is gone; nil: it is not.
  func gone(_ id: UUID, on connection: isolated Connection) throws -> Problem? {
    switch try ErasureQueries.goneBecause(id, on: connection) {
    case nil: nil
    case .withdrawn: .takenBack
    case .erased, .retention: .erased
    }
  }

  /// The same with no word of it where the key file is missing: what somebody takes back does not wait for
  /// the operator.
  func heldRecordInAnyCase(
    _ id: UUID, on connection: isolated Connection
  ) throws -> HeldRecord {
    do {
      return try heldRecord(id, on: connection)
    } catch  where Problem(translating: error).code == ProblemCode.keyMissing.rawValue {
      return try heldRecord(id, withWords: false, on: connection)
    }
  }

  /// A record of a keeper's transaction.
  func heldRecord(
    _ id: UUID, withWords: Bool = true, on connection: isolated Connection
  ) throws -> HeldRecord {
    guard var response = try ResponseQueries.kept(id, on: connection) else {
      throw Problem(.noReceipt, "nothing is held any more; it was taken back a moment ago")
    }
    let survey = try answeredSurvey(response.content, on: connection)
    var conversation = try ConversationQueries.kept(id, on: connection)
    var consent = try ConsentQueries.find(record: id, on: connection)
    let opener: TextOpener
    if withWords {
      opener = try opened(&response, &conversation, &consent, survey, on: connection)
    } else {
      opener = TextOpener(key: nil, places: [])
      conversation?.content.note = nil
      conversation?.content.followUp = nil
    }
    let answers =
      withWords ? try JSONValue.parse(response.content.answers.bytes).object ?? [:] : [:]
    return HeldRecord(
      response: response, conversation: conversation, consent: consent,
      liveScopes: try ConsentQueries.liveScopes(record: id, on: connection),
      allowed: try ReceiptQueries.allowed(id, on: connection), survey: survey,
      answers: answers.only(survey.questions),
      takenBackAt: try ConsentQueries.takenBack(record: id, on: connection),
      isHeld: try RetentionQueries.held(on: connection).contains(id),
      keepsAnswers: try HeldAnswerQueries.areHeld(of: id, on: connection), opener: opener,
      opensWords: withWords)
  }

  /// The version of the survey that a record answered, with the entries of its lists, in a keeper's transaction.
  private func answeredSurvey(
    _ response: ResponseRecord, on connection: isolated Connection
  ) throws -> Survey {
    let survey = try published(
      response.survey, version: response.version, withLists: false, on: connection
    ).survey
    guard !survey.lists.isEmpty else { return survey }
    let lists = try connection.besideKeeping {
      try ListQueries.find(names: survey.lists, on: $0).map(ChoiceList.init)
    }
    return survey.filled(from: lists)
  }
}
