// Reads places from a CSV or JSON file; every mistake is named with its line or entry.

internal import CSV
internal import Engagement
internal import JSON
internal import Postgres
internal import Storage
internal import Surveys

/// A file of places.
enum PlaceFile {
  private static let keys = [
    "code", "name", "kind", "parent", "valid_from", "valid_to", "vintage",
  ]

  /// The places of a file.
  static func read(_ path: String) throws -> [PlaceRecord] {
    let bytes = try InputFile.bytes(path)
    let first = bytes.first { !" \t\r\n".utf8.contains($0) }
    let entries =
      first == UInt8(ascii: "[") || first == UInt8(ascii: "{")
      ? try json(bytes) : try table(bytes)
    var problems: [String] = []
    var seen: [String: String] = [:]
    let places = entries.compactMap { place, values -> PlaceRecord? in
      do throws(Mistake) {
        let record = try record(values)
        if let before = seen[record.code] {
          problems.append("\(place): the code is there already, at \(before)")
        }
        seen[record.code] = place
        return record
      } catch {
        problems.append("\(place): \(error.message)")
        return nil
      }
    }
    guard problems.isEmpty else {
      let more = problems.count > 20 ? "\n  and \(problems.count - 20) more" : ""
      throw Problem(
        .rowsRefused,
        "nothing was imported; mend these:\n"
          + problems.prefix(20).map { "  \($0)" }.joined(separator: "\n") + more)
    }
    return places
  }

  private struct Mistake: Error { let message: String }

  private static func record(_ values: [String: String]) throws(Mistake) -> PlaceRecord {
    func text(_ key: String) -> String? { values[key].flatMap { $0.isEmpty ? nil : $0 } }
    func day(_ key: String) throws(Mistake) -> PostgresDate? {
      guard let text = text(key) else { return nil }
      guard let day = CalendarDay(text) else {
        throw Mistake(message: "\(key) is no date such as 2026-11-20")
      }
      return PostgresDate(year: day.year, month: day.month, day: day.day)
    }
    guard let code = text("code"), let name = text("name"), let kind = text("kind") else {
      throw Mistake(message: "code, name and kind are needed")
    }
    guard code != "not_stated" else {
      throw Mistake(message: "the code not_stated is the row of people who did not say")
    }
    guard
      kind.utf8.allSatisfy({
        (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F
      })
    else { throw Mistake(message: "a kind has small letters and _, such as district") }
    return PlaceRecord(
      code: code, name: name, kind: kind, parent: text("parent"), validFrom: try day("valid_from"),
      validTo: try day("valid_to"), vintage: text("vintage"))
  }

  private static func json(_ bytes: [UInt8]) throws -> [(String, [String: String])] {
    let value: JSONValue
    do { value = try JSONValue.parse(bytes) } catch { throw Problem(json: error) }
    guard let list = value.array ?? value["places"]?.array else {
      throw Problem(
        .cannotRead, "expected a list of places: [{\"code\": …, \"name\": …, \"kind\": …}]")
    }
    return try list.enumerated().map { index, item in
      guard let object = item.object else {
        throw Problem(.cannotRead, "entry \(index + 1) is no object with code, name and kind")
      }
      if let unknown = object.keys.first(where: { !keys.contains($0) }) {
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

  private static func table(_ bytes: [UInt8]) throws -> [(String, [String: String])] {
    var reader = CSVReader()
    var rows: [CSVRow] = []
    do {
      try reader.read(bytes) { rows.append($0) }
      try reader.finish { rows.append($0) }
    } catch let problem as CSVProblem { throw Problem(.cannotRead, problem.description) }
    guard let header = rows.first?.cells else {
      throw Problem(.cannotRead, "the file is empty; its first row names the columns")
    }
    if let unknown = header.first(where: { !keys.contains($0) }) {
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
