// What stands for texts that do not open while a key is away. Of answers it is as long as the text is, so that the
// interview judges alike, and the text itself stays as it was sealed.

internal import JSON
internal import Sealing
internal import Storage
internal import Surveys

extension JSONObject {
  /// Stored answers with a stand-in for each sealed text, as long as the coded form says the text is.
  func standingIn(_ survey: Survey, coded: [UInt8]) -> JSONObject {
    var lengths: [String: Int] = [:]
    if let row = CodedForm(survey).decode(coded) {
      for (question, cell) in zip(survey.questions, row.cells) {
        guard question.kind.shape == .length, case .value(.number(let length)) = cell else {
          continue
        }
        lengths[question.id] = Int(length)
      }
    }
    return JSONObject(map { ($0.key, $0.value.standingIn(Swift.max(1, lengths[$0.key] ?? 1))) })
  }

  /// The same with the sealed texts of what is stored in place of their stand-ins.
  func sealed(as stored: JSONObject) -> JSONObject {
    JSONObject(map { ($0.key, $0.value.sealed(as: stored[$0.key])) })
  }
}

extension JSONValue {
  fileprivate func standingIn(_ length: Int) -> JSONValue {
    switch self {
    case .string(let text):
      SealedText.isSealed(text) ? .string(String(repeating: "x", count: length)) : self
    case .array(let items): .array(items.map { $0.standingIn(1) })
    case .object(let object): .object(JSONObject(object.map { ($0.key, $0.value.standingIn(1)) }))
    default: self
    }
  }

  fileprivate func sealed(as stored: JSONValue?) -> JSONValue {
    switch self {
    case .string:
      if let stored, let text = stored.string, SealedText.isSealed(text) { stored } else { self }
    case .array(let items):
      .array(
        items.enumerated().map { place, item in
          item.sealed(as: stored?.array.flatMap { place < $0.count ? $0[place] : nil })
        })
    case .object(let object):
      .object(JSONObject(object.map { ($0.key, $0.value.sealed(as: stored?[$0.key])) }))
    default: self
    }
  }
}

extension ConversationRecord {
  /// Puts something in the place of each sealed text, in which no word is found.
  mutating func standIn() {
    func other(_ text: String) -> String { SealedText.isSealed(text) ? "…" : text }
    note = note.map(other)
    followUp = followUp.map {
      FollowUpRecord(
        promised: other($0.promised), by: $0.by.map(other), due: $0.due, done: $0.done)
    }
  }
}
