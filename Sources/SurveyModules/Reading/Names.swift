// Ids and the other names that a module gives, and how they have to look.

internal import Foundation
internal import Surveys
internal import YAML

/// The forms of names.
enum NameForm {
  /// Questions, choices, indicators, themes, codebooks, scopes: `services_help`.
  case word
  /// Modules and blocks: `worcs-feeling-safe`.
  case dashed
  /// Priorities: both.
  case either

  func matches(_ text: some StringProtocol) -> Bool {
    guard let first = text.utf8.first, (97...122).contains(first) else { return false }
    return text.utf8.allSatisfy { byte in
      switch byte {
      case 97...122, 48...57: true
      case UInt8(ascii: "_"): self != .dashed
      case UInt8(ascii: "-"): self != .word
      default: false
      }
    }
  }

  var rule: String {
    let signs =
      switch self {
      case .word: "digits and _"
      case .dashed: "digits and -"
      case .either: "digits, _ and -"
      }
    return "small letters, \(signs), beginning with a letter"
  }

  /// The name nearest to what was written; nil when nothing usable is left.
  func repaired(_ text: String) -> String? {
    let joint: Character = self == .dashed ? "-" : "_"
    var name = ""
    for character in text.unicodeScalars.map(LookAlike.plain).joined().lowercased() {
      if character.isASCII, character.isLetter || character.isNumber {
        name.append(character)
      } else if !name.isEmpty, name.last != joint {
        name.append(joint)
      }
    }
    while name.last == joint { name.removeLast() }
    // A number in front goes to the end: 2026-visits, visits-2026.
    let number = name.prefix { $0.isNumber || $0 == joint }.split(separator: joint)
    let rest = name.drop { !$0.isLetter }
    guard !rest.isEmpty else { return nil }
    name = String(([rest] + number).joined(separator: String(joint)).prefix(80))
    return matches(name) ? name : nil
  }
}

extension Reporter {
  /// Reports a name that does not look like one; answers whether it does.
  @discardableResult
  func check(_ name: some StringProtocol, _ form: NameForm, at position: YAML.Position) -> Bool {
    guard !form.matches(name) else { return true }
    let foreign = LookAlike.first(in: name.prefix(80))
    report(
      .badID, at: position,
      "the id '\(name.prefix(80))' is not \(form.rule)" + (foreign.map { ": \($0)" } ?? ""),
      suggestion: form.repaired(String(name)).map { "write '\($0)'" })
    return false
  }
}

/// Letters of other alphabets, which nobody sees in an id: a Cyrillic а for an a.
enum LookAlike {
  /// The first letter that is none of a to z, with its place and its name.
  static func first(in name: some StringProtocol) -> String? {
    let scalars = Array(name.unicodeScalars)
    guard let place = scalars.firstIndex(where: { !$0.isASCII }) else { return nil }
    let scalar = scalars[place]
    let code = String(scalar.value, radix: 16, uppercase: true)
    let number = String(repeating: "0", count: max(0, 4 - code.count)) + code
    let called = scalar.properties.name.map { "\($0), " } ?? ""
    let plain = plain(scalar)
    return "character \(place + 1), '\(scalar)' (\(called)U+\(number)), is none of a to z"
      + (!plain.isEmpty && plain.allSatisfy(\.isASCII) ? " and only looks like '\(plain)'" : "")
  }

  /// The letter of a to z that it looks like, or is with an accent; itself where there is none.
  static func plain(_ scalar: Unicode.Scalar) -> String {
    if scalar.isASCII { return String(scalar) }
    if let letter = alike[scalar] { return String(letter) }
    if scalar.properties.generalCategory == .nonspacingMark { return "" }
    // Accents are letters and marks; letters of full width have their own row.
    if (0xFF01...0xFF5E).contains(scalar.value), let own = Unicode.Scalar(scalar.value - 0xFEE0) {
      return String(own)
    }
    let base = String(scalar).decomposedStringWithCanonicalMapping.unicodeScalars.first
    return base.map { String($0) } ?? String(scalar)
  }

  private static let alike: [Unicode.Scalar: Character] = [
    "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x", "і": "i", "ј": "j",
    "ѕ": "s", "һ": "h", "ԁ": "d", "ԛ": "q", "ԝ": "w", "ӏ": "l", "ь": "b", "к": "k", "м": "m",
    "т": "t", "п": "n", "г": "r", "в": "b", "н": "h", "А": "A", "В": "B", "Е": "E", "К": "K",
    "М": "M", "Н": "H", "О": "O", "Р": "P", "С": "C", "Т": "T", "Х": "X", "У": "Y", "І": "I",
    "α": "a", "ο": "o", "ε": "e", "ι": "i", "κ": "k", "ν": "v", "ρ": "p", "τ": "t", "υ": "u",
    "χ": "x", "γ": "y", "η": "n", "ω": "w", "ı": "i", "ɑ": "a", "ɡ": "g", "ſ": "s", "ℓ": "l",
    "օ": "o", "ո": "n", "ս": "u", "հ": "h", "ց": "g",
  ]
}

/// Names that are given once, with the place of the first.
struct UniqueNames {
  private var first: [String: (file: String, line: Int)] = [:]

  /// Reports a name that was given before; answers whether it is new.
  mutating func insert(
    _ name: String, _ what: String, at position: YAML.Position, _ reporter: Reporter
  ) -> Bool {
    if let first = first[name] {
      let place = first.file == reporter.file.name ? "" : " of \(first.file)"
      reporter.report(
        .duplicateID, at: position,
        "\(what) '\(name)' stands here for the second time; the first is on line "
          + "\(first.line)\(place)",
        suggestion: place.isEmpty
          ? "give one of them another name"
          : "files that surveys share stay as they are: give the survey's own another name, or leave"
            + " one out with 'only'")
      return false
    }
    first[name] = (reporter.file.name, position.line)
    return true
  }

  func contains(_ name: String) -> Bool { first[name] != nil }
}
