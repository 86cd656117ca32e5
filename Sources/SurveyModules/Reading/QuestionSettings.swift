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

  init(_ draft: QuestionDraft) {
    let fields = draft.fields
    required = fields.flag("required") ?? false
    personal = fields.word("personal", Personal.self) ?? .no
    sensitive = fields.flag("sensitive") ?? false
    role = fields.word("role", Role.self)
    rights = fields.word("rights", Rights.self) ?? .own
    slot = fields.flag("slot") ?? false
    let mayLackText = slot || draft.kind is Calculate || draft.kind == nil
    ask = (mayLackText ? fields.text("ask") : fields.requiredText("ask")) ?? ""
    checkRights(fields)
    checkAnswerable(draft)
    if fields.has("check_message"), !fields.has("check") {
      fields.report(
        .badSetting, "check_message", "'check_message' is shown when a 'check' fails",
        suggestion: "add a check, or take the message out")
    }
    if draft.kind != nil, fields.has("code_with"), !(draft.kind is ShortText),
      !(draft.kind is LongText)
    {
      fields.report(
        .badSetting, "code_with", "only answers of type text and long_text are coded with themes",
        suggestion: "take it out")
    }
  }

  private func checkRights(_ fields: Fields) {
    if rights == .licensed, !slot {
      fields.report(
        .badSlot, "rights", "licensed wording is loaded by who holds the licence, never kept here",
        suggestion: "add 'slot: yes' and take the text out")
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
    for key in ["required", "check", "missing"] where draft.fields.has(key) {
      draft.fields.report(
        .badSetting, key, "nobody answers a question of type \(name), so '\(key)' has no meaning",
        suggestion: "take it out")
    }
    if kind is Note, draft.fields.has("concern_if") {
      draft.fields.report(
        .badSetting, "concern_if", "a note has no answer that could raise a concern",
        suggestion: "move it to the question before")
    }
  }
}
