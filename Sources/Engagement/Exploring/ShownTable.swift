// A table that was looked at, as it is kept and shown again: the same numbers for the same question, whoever has
// taken answers back since.

internal import JSON

/// A table with noise as it was shown first.
struct ShownTable {
  let fingerprint: [UInt8]
  /// JSON, the table by its things in the order of their names.
  let text: String

  init(fingerprint: [UInt8], text: String) {
    (self.fingerprint, self.text) = (fingerprint, text)
  }

  /// The table by its things in the order asked for; nil where too many of its cells are of a few people.
  func json(by names: [String], left: Int) throws -> JSONObject? {
    var table = try JSONValue.parse(Array(text.utf8)).object ?? [:]
    let rows = table["rows"]?.array ?? []
    if rows.isEmpty { return nil }
    table["by"] = .array(names.map { .string($0) })
    table["rows"] = .array(turned(rows, names))
    table["tables_left"] = .number(Double(left))
    return table
  }

  /// The rows in the order of the groups of each thing in turn, the last one's fastest.
  private func turned(_ rows: [JSONValue], _ names: [String]) -> [JSONValue] {
    let id = { (row: JSONValue, name: String) in row["group"]?[name]?["id"]?.string ?? "" }
    var places: [String: [String: Int]] = [:]
    for name in names {
      for row in rows where places[name]?[id(row, name)] == nil {
        places[name, default: [:]][id(row, name)] = places[name]?.count ?? 0
      }
    }
    let placed = rows.map { row in (names.map { places[$0]?[id(row, $0)] ?? 0 }, row) }
    return placed.sorted { $0.0.lexicographicallyPrecedes($1.0) }.map { _, row in
      guard var object = row.object, let group = row["group"]?.object else { return row }
      object["group"] = .object(
        JSONObject(names.compactMap { name in group[name].map { (name, $0) } }))
      return .object(object)
    }
  }
}
