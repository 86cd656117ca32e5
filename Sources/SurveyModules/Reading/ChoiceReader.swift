// Choices, written `- CODE ID: text` or `- CODE ID: {text: …, exclusive: yes}`.

internal import Surveys
internal import YAML

/// Reads the choices of one question.
struct ChoiceReader {
  static let most = 1_000
  static let reserved = RuleParser.reservedWords.union(["yes", "no", "true", "false"])

  let reporter: Reporter
  let severalAllowed: Bool
  /// The repository holds no text of a slot.
  let textOptional: Bool
  private(set) var choices: [ChoiceDraft] = []
  /// False when a line could not be read.
  private(set) var isSound = true
  private var ids = UniqueNames()
  private var codes: [Int: Int] = [:]

  init(_ reporter: Reporter, severalAllowed: Bool, textOptional: Bool) {
    (self.reporter, self.severalAllowed) = (reporter, severalAllowed)
    self.textOptional = textOptional
  }

  mutating func read(_ nodes: [YAMLNode]) {
    if nodes.count > Self.most {
      reporter.report(
        .tooMany, at: nodes[Self.most].position,
        "a question has at most 1,000 choices, this one has \(nodes.count)",
        suggestion: "ask in two steps, or for a place of the directory")
      isSound = false
    }
    for node in nodes.prefix(Self.most) { read(node) }
  }

  private mutating func read(_ node: YAMLNode) {
    guard let entries = node.mapping, entries.count == 1, let entry = entries.first else {
      let isLine = node.mapping == nil && node.text != nil
      return refuse(
        node.position,
        isLine
          ? "a choice has a colon and a space before its text" : "a choice is one line of its own"
      )
    }
    let parts = entry.key.split(whereSeparator: \.isWhitespace)
    guard parts.count == 2, let code = Int(plain: String(parts[0])), abs(code) <= 999_999_999 else {
      return refuse(entry.keyPosition, "a choice begins with its code and its id")
    }
    let id = String(parts[1])
    let column = entry.keyPosition.column + entry.key.count - id.count
    let position = YAML.Position(line: entry.keyPosition.line, column: column)
    guard check(id, code, at: position, entry) else {
      isSound = false
      return
    }
    append(entry, code, id)
  }

  /// The choice that takes words of its own: the file's own `other`, or else one more with the code 96
  /// before those that stand alone.
  mutating func addOther(_ fields: Fields) {
    guard isSound, !choices.contains(where: { $0.id == ChoiceDraft.otherID }) else { return }
    let code = 96
    guard codes[code] == nil else {
      isSound = false
      return fields.report(
        .badChoice, "other", "'other: yes' adds the choice '96 other', and the code 96 is taken",
        suggestion: "write the choice yourself, such as '- 97 other: Something else'")
    }
    let alone = choices.reversed().prefix { $0.exclusive || $0.code < 0 }.count
    choices.insert(
      ChoiceDraft(
        code: code, id: ChoiceDraft.otherID, text: "Something else", exclusive: false,
        showIf: nil), at: choices.count - alone)
  }

  private mutating func refuse(_ position: YAML.Position, _ message: String) {
    isSound = false
    reporter.report(
      .badChoice, at: position, message, suggestion: "write '- 1 very_safe: Very safe'")
  }

  private mutating func check(
    _ id: String, _ code: Int, at position: YAML.Position, _ entry: YAMLEntry
  ) -> Bool {
    guard reporter.check(id, .word, at: position) else { return false }
    guard !Self.reserved.contains(id) else {
      reporter.report(
        .reservedWord, at: position,
        "'\(id)' is a word of the rule language and cannot be a choice",
        suggestion: "write another, such as '\(id)_choice'")
      return false
    }
    if let line = codes[code] {
      reporter.report(
        .duplicateID, at: entry.keyPosition,
        "the code \(code) stands here for the second time; the first is on line \(line)",
        suggestion: "give each choice a code of its own")
    }
    codes[code] = codes[code] ?? entry.keyPosition.line
    return ids.insert(id, "the choice", at: position, reporter)
  }

  private mutating func append(_ entry: YAMLEntry, _ code: Int, _ id: String) {
    guard entry.value.mapping != nil else {
      let text = entry.value.text?.trimmed ?? ""
      if text.isEmpty, !(textOptional && entry.value.isAbsent) {
        reporter.report(
          .badChoice, at: entry.value.position, "the choice '\(id)' has no text",
          suggestion: "write what people see after the colon")
      }
      choices.append(
        ChoiceDraft(code: code, id: id, text: text, exclusive: false, showIf: nil))
      return
    }
    guard let fields = Fields(entry.value, .choice, reporter) else { return }
    let exclusive = fields.flag("exclusive") ?? false
    if exclusive, !severalAllowed {
      fields.report(
        .badSetting, "exclusive", "'exclusive' is for questions with several choices",
        suggestion: "take it out")
    }
    choices.append(
      ChoiceDraft(
        code: code, id: id,
        text: (textOptional ? fields.text("text") : fields.requiredText("text")) ?? "",
        exclusive: exclusive, showIf: fields.rule("show_if"),
        retired: fields.flag("retired") ?? false))
  }
}
