// Values in one form, so that quoting, line breaks, spaces and defaults that are written out make no
// difference.

internal import Surveys
internal import YAML

enum FactForm {
  /// What a key means where it is left out.
  static let defaults = [
    "required": "no", "sensitive": "no", "slot": "no", "retired": "no", "exclusive": "no",
    "or_prefer_not": "no", "other": "no", "note_per_row": "no", "personal": "no", "rights": "own",
    "unit": "person", "sample": "open", "collected_by": "both", "quotes": "none", "up_to": "50",
    "disclosure.hide_below": "8",
  ]

  private static let flags: Set<String> = [
    "required", "sensitive", "slot", "retired", "exclusive", "or_prefer_not", "other",
    "note_per_row",
  ]

  /// Keys that hold a rule.
  static let rules: Set<String> = [
    "show_if", "use_show_if", "check", "value", "concern_if", "end_if", "count", "out_of", "of",
    "sum_of", "per",
  ]

  /// Lists whose order says nothing.
  private static let sets: Set<String> = [
    "missing", "kinds", "by", "evidence", "languages", "same_meaning",
  ]

  /// What tables over several things at once are called among the values of an indicator.
  static let crossed = "by.crossed"

  /// Every value below a node by its keys with points between them.
  static func flat(_ node: YAMLNode, _ file: String) -> [String: Fact] {
    var facts: [String: Fact] = [:]
    for entry in node.mapping ?? [] { facts.merge(flat(entry, file)) { first, _ in first } }
    return facts
  }

  /// Every value of an entry, under its own key or another name.
  static func flat(_ entry: YAMLEntry, as name: String? = nil, _ file: String) -> [String: Fact] {
    var facts: [String: Fact] = [:]
    add(entry.value, name ?? entry.key, FactPlace(entry, file), to: &facts)
    return facts
  }

  private static func add(
    _ node: YAMLNode, _ key: String, _ place: FactPlace, to facts: inout [String: Fact]
  ) {
    switch node.content {
    case .scalar(let scalar): facts[key] = Fact(text: text(scalar.text, key), place: place)
    case .mapping(let entries):
      if entries.isEmpty { facts[key] = Fact(text: "{}", place: place) }
      for entry in entries {
        add(entry.value, "\(key).\(entry.key)", FactPlace(entry, place.file), to: &facts)
      }
    case .sequence(let items):
      let tables = items.compactMap(\.sequence).map { table in
        "[\(table.compactMap(\.text).map { text($0, "") }.joined(separator: ", "))]"
      }
      if key == "by", !tables.isEmpty {
        facts[crossed] = Fact(text: tables.sorted().joined(separator: " "), place: place)
      }
      let texts = items.compactMap(\.text).map { text($0, "") }
      if texts.isEmpty, key == "by" { return }
      if texts.count + (key == "by" ? tables.count : 0) == items.count {
        let ordered = sets.contains(key) ? texts.sorted() : texts
        facts[key] = Fact(text: ordered.joined(separator: ", "), place: place)
      } else if texts.count == items.count {
        let ordered = sets.contains(key) ? texts.sorted() : texts
        facts[key] = Fact(text: ordered.joined(separator: ", "), place: place)
      } else {
        for (index, item) in items.enumerated() {
          add(item, "\(key).\(index + 1)", FactPlace(item, place.file), to: &facts)
        }
      }
    }
  }

  private static func text(_ raw: String, _ key: String) -> String {
    let text = raw.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    if flags.contains(key) {
      return text == "true" ? "yes" : text == "false" ? "no" : text
    }
    if rules.contains(key), let rule = try? RuleParser.parse(text) { return rule.printed }
    return text
  }
}

extension FactPlace {
  init(_ entry: YAMLEntry, _ file: String) {
    self.init(file: file, line: entry.keyPosition.line, column: entry.keyPosition.column)
  }

  init(_ node: YAMLNode, _ file: String) {
    self.init(file: file, line: node.position.line, column: node.position.column)
  }
}
