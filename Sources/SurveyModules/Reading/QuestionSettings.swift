// The settings that every question can have, and what they may not be together.

internal import Surveys
internal import YAML

/// Settings of one question beside its kind and its rules.
struct QuestionSettings {
  let ask: String
  let required: Bool
  let personal: Personal
  let sensitive: Bool
  let role: Role?
  let rights: Rights
  let slot: Bool
  let hint: String?
  let retired: Bool
  let was: String?

  init(_ draft: QuestionDraft) {
    let fields = draft.fields
    let isPart = draft.part != nil
    let isText = draft.kind is ShortText || draft.kind is LongText
    required =
      draft.kind is Grid || isPart && isText ? false : fields.flag("required") ?? false
    let own = fields.word("personal", Personal.self) ?? .no
    personal = isPart && isText && own == .no && draft.mayBePersonal ? .mayIdentify : own
    sensitive = fields.flag("sensitive") ?? false
    role = isPart ? nil : fields.word("role", Role.self)
    rights = fields.word("rights", Rights.self) ?? .own
    slot = fields.flag("slot") ?? false
    hint = isPart ? nil : fields.text("hint")
    retired = fields.flag("retired") ?? false
    was = isPart ? nil : fields.text("was")
    let mayLackText = slot || draft.kind is Calculate || draft.kind == nil
    let asked = (mayLackText ? fields.text("ask") : fields.requiredText("ask")) ?? ""
    ask = draft.part.map { Self.ask($0, draft) } ?? asked
    guard !isPart else { return }
    checkRights(fields)
    checkAnswerable(draft)
    checkWas(draft)
    if fields.has("check_message"), !fields.has("check") {
      fields.report(
        .badSetting, "check_message", "'check_message' is shown when a 'check' fails",
        suggestion: "add a check, or take the message out")
    }
    if fields.has("end_text"), !fields.has("end_if") {
      fields.report(
        .badSetting, "end_text", "'end_text' is shown where an 'end_if' ends the survey",
        suggestion: "add end_if, or take the text out")
    }
    if draft.kind != nil, fields.has("code_with"), !isText, !draft.takesWords {
      fields.report(
        .badSetting, "code_with", "only answers of type text and long_text are coded with themes",
        suggestion: "take it out")
    }
  }

  private static func ask(_ part: QuestionPart, _ draft: QuestionDraft) -> String {
    func row(_ id: String) -> String {
      guard case .rows(let rows) = draft.rowSettings else { return id }
      return rows.first { $0.id == id }?.text ?? id
    }
    return switch part {
    case .row(_, let id): row(id)
    case .rowNote(_, let id): "\(row(id)): would you like to say more?"
    case .otherText: "Please say what."
    }
  }

  /// The earlier id is another one, and no question has it now.
  private func checkWas(_ draft: QuestionDraft) {
    guard let was, let position = draft.fields["was"]?.position else { return }
    guard draft.reporter.check(was, .word, at: position), was == draft.id else { return }
    draft.fields.report(
      .badSetting, "was", "'was' is the id of an earlier version, and this is the id now",
      suggestion: "take it out")
  }

  private func checkRights(_ fields: Fields) {
    if rights == .licensed, !slot {
      fields.report(
        .badSlot, "rights", "licensed wording is loaded by who holds the licence, never kept here",
        suggestion: "add 'slot: yes' and take the text out")
    }
    if rights == .ogl, !fields.has("source") {
      fields.report(
        .missingKey, "rights",
        "wording under the Open Government Licence says where it comes from",
        suggestion: "add 'source: ' and where it was published")
    }
    if slot, rights != .licensed {
      fields.report(
        .badSlot, "slot", "a slot waits for licensed wording", suggestion: "add 'rights: licensed'")
    }
  }

  /// Notes and calculations take no answer that could be required or checked.
  private func checkAnswerable(_ draft: QuestionDraft) {
    guard let kind = draft.kind, !kind.isAnswerable else { return }
    let name = type(of: kind).name
    let keys = kind is Grid ? ["check"] : ["required", "check", "missing", "end_if"]
    for key in keys where draft.fields.has(key) {
      if kind is Grid {
        draft.fields.report(
          .badSetting, key, "a grid has an answer for each row, so it has no one answer to check",
          suggestion: "take it out")
        continue
      }
      draft.fields.report(
        .badSetting, key, "nobody answers a question of type \(name), so '\(key)' has no meaning",
        suggestion: "take it out")
    }
    if kind is Note || kind is Group, draft.fields.has("concern_if") {
      draft.fields.report(
        .badSetting, "concern_if", "a text that is shown has no answer that could raise a concern",
        suggestion: "move it to the question before")
    }
  }
}

extension QuestionDraft {
  /// Whether a part of it is in a person's own words.
  fileprivate var takesWords: Bool {
    (kind as? Grid)?.notePerRow == true || ["yes", "true"].contains(fields["other"]?.text)
  }

  /// The rows of the grid that it is part of.
  fileprivate var rowSettings: KindValue? { settings["rows"] }
}
