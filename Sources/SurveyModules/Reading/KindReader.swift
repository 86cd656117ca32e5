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
    checkList(type)
    for key in type.keys {
      let isInList = key.form == .choices && fields.has("list")
      if key.required, !isInList, fields.required(key.name) == nil { isSound = false }
      guard fields[key.name] != nil else { continue }
      switch key.form {
      case .rule: continue
      case .choices:
        readChoices(
          key, severalAllowed: type is ChooseMany.Type || type is Rank.Type, isSlot: isSlot)
      case .rows: readRows(key, isSlot: isSlot)
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
    if ["yes", "true"].contains(fields["other"]?.text) { reader.addOther(fields) }
    choices = reader.choices
    isSound = isSound && reader.isSound && !choices.isEmpty
    values[key.name] = .choices(choices.map { $0.choice() })
  }

  /// A list kept per partnership stands in the place of choices.
  private mutating func checkList(_ type: any QuestionKind.Type) {
    guard fields.has("list"), type.keys.contains(where: { $0.name == "list" }) else { return }
    for key in ["choices", "other"] where fields.has(key) {
      isSound = false
      fields.report(
        .badSetting, key, "the choices are those of the list, so '\(key)' has no place here",
        suggestion: "take out one of the two")
    }
  }

  private mutating func readRows(_ key: KindKey, isSlot: Bool) {
    guard let nodes = fields.list(key.name) else {
      isSound = false
      return
    }
    var reader = RowReader(fields.reporter, textOptional: isSlot)
    reader.read(nodes)
    isSound = isSound && reader.isSound && !reader.rows.isEmpty
    values[key.name] = .rows(reader.rows)
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
    case .month: fields.month(key.name).map { .month($0) }
    case .time: fields.time(key.name).map { .time($0) }
    case .listID: listID(key.name).map { .text($0) }
    case .choices, .questions, .rule, .rows: nil
    }
  }

  private func listID(_ key: String) -> String? {
    guard let id = fields.text(key), let position = fields[key]?.position else { return nil }
    return fields.reporter.check(id, .word, at: position) ? id : nil
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
