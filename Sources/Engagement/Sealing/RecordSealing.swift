// Which texts of a record are sealed: answers that identify somebody, the researcher's note, and who
// witnessed the consent. They stand sealed in their places, so that edits and histories carry them along.

internal import Foundation
internal import JSON
internal import Postgres
internal import Sealing
internal import Storage
internal import Surveys

/// Where the texts of records are bound to.
enum TextPlace {
  static let note = "conversation.note"
  static let followUp = "conversation.follow_up"
  static let followUpBy = "conversation.follow_up_by"
  static let witness = "consent.witness"
  static let answers = "answers"
  static let concernNote = "concern.note"
}

/// Seals the records of one survey's version.
struct RecordSealing: Sendable {
  let vault: Vault
  let partnership: UUID
  /// Questions whose answers identify somebody: `name`, `people.name`.
  let places: Set<String>
  /// The master keys, looked at once for all records that are judged together.
  private let masters: Result<MasterKeys, any Error>

  init(_ vault: Vault, partnership: UUID, _ survey: Survey) {
    (self.vault, self.partnership) = (vault, partnership)
    places = survey.identifyingTexts
    masters = Result { try vault.sealingMasters() }
  }

  func wrapped(_ key: DataKey) throws -> DataKeyRecord {
    try DataKeyRecord(key, by: masters.get())
  }
}

extension Survey {
  /// Questions that take texts which identify somebody, those within repeats with the repeat's name.
  var identifyingTexts: Set<String> {
    Set(
      questions.flatMap { question in
        (question.takesIdentity ? [question.id] : [])
          + question.itemQuestions.filter(\.takesIdentity).map { "\(question.id).\($0.id)" }
      })
  }
}

extension Question {
  fileprivate var takesIdentity: Bool { personal == .identifies && kind.shape == .length }
}

extension DataKey {
  /// Answers with the texts at these places sealed; nil when there are none.
  func sealed(
    answers: JSONObject, _ places: Set<String>, leavingSealed: Bool = false
  ) throws -> JSONObject? {
    guard !places.isEmpty else { return nil }
    var count = 0
    func seal(_ value: JSONValue, _ path: String) throws -> JSONValue {
      switch value {
      case .string(let text) where places.contains(path):
        if leavingSealed, SealedText.isSealed(text) { return value }
        count += 1
        return .string(try self.seal(text, for: "\(TextPlace.answers).\(path)"))
      case .array(let items): return .array(try items.map { try seal($0, path) })
      case .object(let object):
        return .object(
          JSONObject(
            try object.map { entry in
              (entry.key, try seal(entry.value, path.isEmpty ? entry.key : "\(path).\(entry.key)"))
            }))
      default: return value
      }
    }
    let sealed = try seal(.object(answers), "").object
    return count == 0 ? nil : sealed
  }
}

extension AcceptedRecord {
  /// The record with its texts sealed; `known` is its key where it has one, which is then not stored
  /// again, and `body` is what was sent and is kept.
  func sealed(
    _ sealing: RecordSealing, with known: DataKey? = nil, body: JSONObject?
  ) throws -> AcceptedRecord {
    guard
      conversation?.note != nil || conversation?.followUp != nil || consent?.witness != nil
        || !sealing.places.isEmpty
    else { return self }
    let key =
      known ?? DataKey(for: KeyOwner(partnership: sealing.partnership, id: response.id))
    var record = self
    let answers =
      sealing.places.isEmpty
      ? nil
      : try JSONValue.parse(response.answers.bytes).object
        .flatMap { try key.sealed(answers: $0, sealing.places) }
    if let answers { record.response.answers = JSONText(JSONValue.object(answers).encoded()) }
    let note = try conversation?.note.map { try key.seal($0, for: TextPlace.note) }
    record.conversation?.note = note
    let followUp = try conversation?.followUp.map { promise in
      FollowUpRecord(
        promised: try key.seal(promise.promised, for: TextPlace.followUp),
        by: try promise.by.map { try key.seal($0, for: TextPlace.followUpBy) }, due: promise.due,
        done: promise.done)
    }
    record.conversation?.followUp = followUp
    let witness = try consent?.witness.map { try key.seal($0, for: TextPlace.witness) }
    record.consent?.witness = witness
    guard answers != nil || note != nil || followUp != nil || witness != nil else { return self }
    // What stands in the body as well is sealed once: the same text for the same place.
    let done = [
      TextPlace.note: (conversation?.note, note),
      TextPlace.followUp: (conversation?.followUp?.promised, followUp?.promised),
      TextPlace.followUpBy: (conversation?.followUp?.by, followUp?.by),
      TextPlace.witness: (consent?.witness, witness),
    ]
    if let body, let sealed = try key.sealed(content: body, sealing.places, done: done) {
      record.submission.body = JSONText(JSONValue.object(sealed).encoded())
    }
    if known == nil { record.dataKey = try sealing.wrapped(key) }
    return record
  }
}

extension DataKey {
  /// A record's heading and answers with their texts sealed; nil when there is nothing to seal. What
  /// was sealed before can be left as it is; `done`: texts that are sealed for their place already.
  func sealed(
    content: JSONObject, _ places: Set<String>, leavingSealed: Bool = false,
    done: [String: (text: String?, sealed: String?)] = [:]
  ) throws -> JSONObject? {
    func text(_ value: JSONValue?, _ place: String) throws -> JSONValue? {
      guard let text = value?.string, !(leavingSealed && SealedText.isSealed(text)) else {
        return value
      }
      if let known = done[place], known.text == text, let sealed = known.sealed {
        return .string(sealed)
      }
      return .string(try seal(text, for: place))
    }
    var object = content
    let answers = try object["answers"]?.object.flatMap {
      try sealed(answers: $0, places, leavingSealed: leavingSealed)
    }
    if let answers { object["answers"] = .object(answers) }
    object["note"] = try text(object["note"], TextPlace.note)
    object["follow_up"] = try text(object["follow_up"], TextPlace.followUp)
    object["follow_up_by"] = try text(object["follow_up_by"], TextPlace.followUpBy)
    object["witness"] = try text(object["witness"], TextPlace.witness)
    if var consent = object["consent"]?.object {
      consent["witness"] = try text(consent["witness"], TextPlace.witness)
      object["consent"] = .object(consent)
    }
    return object == content ? nil : object
  }
}

/// Opens the texts of one record.
struct TextOpener: Sendable {
  /// The record's key; nil when nothing is sealed, or the key is gone.
  let key: DataKey?
  /// The questions whose answers are sealed.
  let places: Set<String>

  /// A text at its place.
  func text(_ text: String?, at place: String) throws -> String? {
    guard let text, SealedText.isSealed(text) else { return text }
    guard let key else {
      throw Problem(
        .notOpened, "the key of this record is not there any more, so its sealed texts do not open")
    }
    return try key.open(text, at: place)
  }

  /// Every sealed text of a document. Of answers a text's place follows from where it stands; notes
  /// and witnesses are known by their names.
  func json(_ value: JSONValue, at path: [String] = []) throws -> JSONValue {
    switch value {
    case .string(let text):
      return try place(path).flatMap { try self.text(text, at: $0) }.map { .string($0) } ?? value
    case .array(let items): return .array(try items.map { try json($0, at: path) })
    case .object(let object):
      return .object(
        JSONObject(try object.map { ($0.key, try json($0.value, at: path + [$0.key])) }))
    default: return value
    }
  }

  /// Answers as they were given.
  func answers(_ answers: JSONObject) throws -> JSONObject {
    try json(.object(answers), at: [TextPlace.answers]).object ?? answers
  }

  /// Where a text is bound to; nil for texts that are never sealed, whatever they look like.
  private func place(_ path: [String]) -> String? {
    if let start = path.firstIndex(of: TextPlace.answers) {
      let question = path[(start + 1)...].joined(separator: ".")
      return places.contains(question) ? "\(TextPlace.answers).\(question)" : nil
    }
    switch path.last {
    case "note": return TextPlace.note
    case "follow_up": return TextPlace.followUp
    case "follow_up_by": return TextPlace.followUpBy
    case "witness": return TextPlace.witness
    default: return nil
    }
  }
}
