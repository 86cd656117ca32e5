// Rows of a grid, written `- ID: text`.

internal import Surveys
internal import YAML

/// Reads the rows of one grid.
struct RowReader {
  let reporter: Reporter
  /// The repository holds no text of a slot.
  let textOptional: Bool
  private(set) var rows: [GridRow] = []
  /// False when a line could not be read.
  private(set) var isSound = true
  private var ids = UniqueNames()

  init(_ reporter: Reporter, textOptional: Bool) {
    (self.reporter, self.textOptional) = (reporter, textOptional)
  }

  mutating func read(_ nodes: [YAMLNode]) {
    for node in nodes where !reporter.log.isFull { read(node) }
  }

  private mutating func read(_ node: YAMLNode) {
    guard let entries = node.mapping, entries.count == 1, let entry = entries.first else {
      isSound = false
      return reporter.report(
        .badChoice, at: node.position, "a row is one line with its id and its text",
        suggestion: "write '- buses: Buses and trains'")
    }
    guard reporter.check(entry.key, .word, at: entry.keyPosition),
      ids.insert(entry.key, "the row", at: entry.keyPosition, reporter)
    else {
      isSound = false
      return
    }
    let text = entry.value.text?.trimmed ?? ""
    if text.isEmpty, !(textOptional && entry.value.isAbsent) {
      isSound = false
      reporter.report(
        .badChoice, at: entry.value.position, "the row '\(entry.key)' has no text",
        suggestion: "write what people see after the colon")
    }
    rows.append(GridRow(id: entry.key, text: text))
  }
}
