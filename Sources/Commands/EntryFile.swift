// Reads a file of entries, each a set of texts by key: a CSV table whose first row names them, or a JSON
// list of objects. A mistake is named with its line or entry.

internal import CSV
internal import Engagement
internal import JSON
internal import Surveys

/// The form of a file of entries.
struct EntryFile {
  /// What they are, such as places; the key under which JSON may hold the list.
  let noun: String
  /// An entry as JSON, for messages.
  let shape: String
  /// The keys that there are.
  let keys: [String]
  /// What a key that is not among them may begin with.
  var prefix: String?

  /// The entries of a file, each with what people call its place in the file.
  func read(_ path: String) throws -> [(place: String, values: [String: String])] {
    let bytes = try InputFile.bytes(path)
    let first = bytes.first { !" \t\r\n".utf8.contains($0) }
    return first == UInt8(ascii: "[") || first == UInt8(ascii: "{")
      ? try json(bytes) : try table(bytes)
  }

  private func isKnown(_ key: String) -> Bool {
    keys.contains(key) || prefix.map { key.hasPrefix($0) && key != $0 } ?? false
  }

  private func json(_ bytes: [UInt8]) throws -> [(String, [String: String])] {
    let value: JSONValue
    do { value = try JSONValue.parse(bytes) } catch { throw Problem(json: error) }
    guard let list = value.array ?? value[noun]?.array else {
      throw Problem(.cannotRead, "expected a list of \(noun): [\(shape)]")
    }
    return try list.enumerated().map { index, item in
      guard let object = item.object else {
        throw Problem(.cannotRead, "entry \(index + 1) is no object such as \(shape)")
      }
      if let unknown = object.keys.first(where: { !isKnown($0) }) {
        throw Problem(
          .cannotRead,
          "entry \(index + 1) has the unknown key '\(unknown)'"
            + (didYouMean(unknown, keys).map { "; \($0)" } ?? ""))
      }
      if let wrong = object.first(where: { $0.value != .null && $0.value.string == nil })?.key {
        throw Problem(.cannotRead, "entry \(index + 1): '\(wrong)' is a text, in double quotes")
      }
      let texts = object.compactMap { key, value in value.string.map { (key, $0) } }
      return ("entry \(index + 1)", Dictionary(texts) { first, _ in first })
    }
  }

  private func table(_ bytes: [UInt8]) throws -> [(String, [String: String])] {
    var reader = CSVReader()
    var rows: [CSVRow] = []
    do {
      try reader.read(bytes) { rows.append($0) }
      try reader.finish { rows.append($0) }
    } catch let problem as CSVProblem { throw Problem(.cannotRead, problem.description) }
    guard let header = rows.first?.cells else {
      throw Problem(.cannotRead, "the file is empty; its first row names the columns")
    }
    if let unknown = header.first(where: { !isKnown($0) }) {
      throw Problem(
        .cannotRead,
        "there is no column '\(unknown)'"
          + (didYouMean(unknown, keys).map { "; \($0)" }
            ?? "; there are \(keys.joined(separator: ", "))"))
    }
    return try rows.dropFirst().map { row in
      if let problem = row.problem { throw Problem(.cannotRead, "line \(row.line): \(problem)") }
      guard row.cells.count == header.count else {
        throw Problem(
          .cannotRead,
          "line \(row.line) has \(row.cells.count) cells, the first row \(header.count)")
      }
      return ("line \(row.line)", Dictionary(zip(header, row.cells)) { first, _ in first })
    }
  }
}
