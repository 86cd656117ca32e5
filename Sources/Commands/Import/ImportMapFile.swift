// Reads the YAML file of `--map`; every mistake is named with its line and column.

internal import Engagement
internal import Surveys
internal import YAML

/// The file of a column map.
struct ImportMapFile {
  private static let keys = ["columns", "ignore", "always"]
  private static let columnKeys = ["to", "values", "separator"]

  private let path: String
  private var mistakes: [String] = []

  /// The map of a file.
  static func read(_ path: String) throws -> ColumnMap {
    let (node, problems) = YAML.read(try InputFile.bytes(path))
    var file = ImportMapFile(path: path)
    for problem in problems {
      file.refuse(problem.position, "\(problem.message) \(problem.suggestion)")
    }
    let map = node.map { file.map($0) }
    guard file.mistakes.isEmpty, let map else {
      throw Problem(
        .mapRefused,
        "nothing was imported; mend these:\n"
          + file.mistakes.map { "  \($0)" }.joined(separator: "\n"))
    }
    return map
  }

  private init(path: String) { self.path = path }

  private func place(_ position: YAML.Position) -> String {
    "\(path):\(position.line):\(position.column)"
  }

  private mutating func refuse(_ position: YAML.Position, _ message: String) {
    mistakes.append("\(place(position)): \(message)")
  }

  private mutating func map(_ node: YAMLNode) -> ColumnMap {
    guard let entries = node.mapping else {
      refuse(node.position, "expected columns:, and perhaps ignore: and always:")
      return ColumnMap()
    }
    checkKeys(entries, Self.keys)
    let columns = keyed(node["columns"], "columns of the file with what each is")
    let always = keyed(node["always"], "targets with the value of every row")
    return ColumnMap(
      columns: columns.compactMap { column($0) }, ignored: ignored(node["ignore"]),
      always: always.compactMap { entry in
        text(entry.value, "a text").map {
          (ColumnMap.Text(entry.key, at: place(entry.keyPosition)), $0)
        }
      })
  }

  private mutating func keyed(_ node: YAMLNode?, _ expected: String) -> [YAMLEntry] {
    guard let node, !node.isAbsent else { return [] }
    if let entries = node.mapping { return entries }
    refuse(node.position, "expected \(expected)")
    return []
  }

  private mutating func checkKeys(_ entries: [YAMLEntry], _ known: [String]) {
    for entry in entries where !known.contains(entry.key) {
      let hint =
        didYouMean(entry.key, known) ?? "there are \(known.joined(separator: ", "))"
      refuse(entry.keyPosition, "there is no '\(entry.key)' here; \(hint)")
    }
  }

  private mutating func text(_ node: YAMLNode, _ expected: String) -> ColumnMap.Text? {
    if let text = node.text, !node.isAbsent {
      return ColumnMap.Text(text, at: place(node.position))
    }
    refuse(node.position, "expected \(expected)")
    return nil
  }

  private mutating func column(_ entry: YAMLEntry) -> ColumnMap.Column? {
    let name = ColumnMap.Text(entry.key, at: place(entry.keyPosition))
    guard let settings = entry.value.mapping else {
      return text(entry.value, "a question, or to: with values:").map {
        ColumnMap.Column(name: name, target: $0)
      }
    }
    checkKeys(settings, Self.columnKeys)
    guard let to = entry.value["to"] else {
      refuse(entry.value.position, "'\(entry.key)' needs to: QUESTION")
      return nil
    }
    let values = keyed(entry.value["values"], "values of the file with what each means")
    let read = values.compactMap { value -> (from: String, to: ColumnMap.Text)? in
      // An empty meaning is no answer.
      guard let meaning = value.value.text else {
        refuse(value.value.position, "expected a text")
        return nil
      }
      return (value.key, ColumnMap.Text(meaning, at: place(value.value.position)))
    }
    var separator: String?
    if let node = entry.value["separator"] {
      separator = text(node, "what stands between choices, such as \",\"")?.text
    }
    return text(to, "a question").map {
      ColumnMap.Column(name: name, target: $0, values: read, separator: separator)
    }
  }

  private mutating func ignored(_ node: YAMLNode?) -> [ColumnMap.Text] {
    guard let node, !node.isAbsent else { return [] }
    guard let items = node.sequence else {
      refuse(node.position, "expected a list of columns: [Timestamp, Email]")
      return []
    }
    return items.compactMap { text($0, "the name of a column") }
  }
}
