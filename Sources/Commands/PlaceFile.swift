// Reads places from a CSV or JSON file; every mistake is named with its line or entry.

internal import Engagement
internal import Postgres
internal import Storage
internal import Surveys

/// A file of places.
enum PlaceFile {
  private static let keys = [
    "code", "name", "kind", "parent", "valid_from", "valid_to", "vintage",
  ]

  /// The places of a file: official ones, or the partnership's own.
  static func read(_ path: String, official: Bool) throws -> [PlaceRecord] {
    let entries = try EntryFile(
      noun: "places", shape: "{\"code\": …, \"name\": …, \"kind\": …}", keys: keys
    ).read(path)
    var problems: [String] = []
    var seen: [String: String] = [:]
    let places = entries.compactMap { place, values -> PlaceRecord? in
      do throws(Mistake) {
        let record = try record(values, official)
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
    guard problems.isEmpty else { throw Problem(nothingImported: problems) }
    return places
  }

  private struct Mistake: Error { let message: String }

  private static func record(
    _ values: [String: String], _ official: Bool
  ) throws(Mistake) -> PlaceRecord {
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
    guard isCode(code, official) else {
      throw Mistake(
        message: official
          ? "an official code has capitals and digits, 32 at most, such as E05009400; places of your"
            + " own come in with --local"
          : "a code has letters without accents, digits, . _ and -, 63 at most, and begins with a"
            + " letter or digit")
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

  /// Whether the database takes the code.
  private static func isCode(_ code: String, _ official: Bool) -> Bool {
    let pattern = official ? /[A-Z0-9][A-Z0-9.\-]{0,31}/ : /[A-Za-z0-9][A-Za-z0-9._\-]{0,62}/
    return code.unicodeScalars.allSatisfy(\.isASCII) && code.wholeMatch(of: pattern) != nil
  }
}
