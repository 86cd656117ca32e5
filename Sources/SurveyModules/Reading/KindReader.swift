// The settings of a question's kind, read by the keys that the kind declares.

internal import Surveys
internal import YAML

/// Settings of one question's kind, all but rules.
struct KindReader {
  private(set) var values: [String: KindValue] = [:]
  private(set) var choices: [ChoiceDraft] = []
  private(set) var items: [QuestionDraft] = []
  private(set) var isSound = true
  private let fields: Fields

  /// `items` reads the questions of a repeat.
  init(
    _ type: any QuestionKind.Type, _ fields: Fields, isSlot: Bool,
    items read: ([YAMLNode]) -> [QuestionDraft]
  ) {
    self.fields = fields
    for key in type.keys {
      if key.required, fields.required(key.name) == nil { isSound = false }
      guard fields[key.name] != nil else { continue }
      switch key.form {
      case .rule: continue
      case .choices: readChoices(key, severalAllowed: type is ChooseMany.Type, isSlot: isSlot)
      case .questions:
        items = fields.list(key.name).map(read) ?? []
        isSound = isSound && !items.isEmpty
      default:
        values[key.name] = value(key)
        isSound = isSound && values[key.name] != nil
      }
    }
  }

  private mutating func readChoices(_ key: KindKey, severalAllowed: Bool, isSlot: Bool) {
    guard let nodes = fields.list(key.name) else {
      isSound = false
      return
    }
    var reader = ChoiceReader(
      fields.reporter, severalAllowed: severalAllowed, textOptional: isSlot)
    reader.read(nodes)
    choices = reader.choices
    isSound = isSound && reader.isSound && !choices.isEmpty
    values[key.name] = .choices(choices.map { $0.choice() })
  }

  private func value(_ key: KindKey) -> KindValue? {
    switch key.form {
    case .wholeNumber: fields.wholeNumber(key.name).map { .wholeNumber($0) }
    case .number: fields.number(key.name).map { .number($0) }
    case .flag: fields.flag(key.name).map { .flag($0) }
    case .text: fields.text(key.name).map { .text($0) }
    case .day: fields.day(key.name).map { .day($0) }
    case .words: fields.texts(key.name).map { .words($0.map(\.text)) }
    case .labels: labels(key.name).map { .labels($0) }
    case .bands: bands(key.name).map { .bands($0) }
    case .choices, .questions, .rule: nil
    }
  }

  /// `{0: Not at all, 10: Completely}`.
  private func labels(_ key: String) -> [Int: String]? {
    guard let entries = fields.entries(key) else { return nil }
    var labels: [Int: String] = [:]
    for entry in entries {
      guard let point = Int(plain: entry.key), let text = entry.value.text?.trimmed, !text.isEmpty
      else {
        fields.reporter.report(
          .badNumber, at: entry.keyPosition, "a label stands at a whole number of the scale",
          suggestion: "write '\(key): {0: Not at all, 10: Completely}'")
        return nil
      }
      labels[point] = text
    }
    return labels
  }

  private func bands(_ key: String) -> [Band]? {
    guard let texts = fields.texts(key) else { return nil }
    if texts.isEmpty { fields.report(.emptyList, key, "'\(key)' is empty") }
    var bands: [Band] = []
    for text in texts {
      guard let band = Band(text.text) else {
        fields.reporter.report(
          .badNumber, at: text.position, "'\(text.text)' is not a band of whole numbers",
          suggestion: "write 0-17, 18-24 or 85+")
        return nil
      }
      bands.append(band)
    }
    return bands
  }
}
