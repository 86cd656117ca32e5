// Ids and the other names that a module gives, and how they have to look.

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
    for character in text.lowercased() {
      if character.isASCII, character.isLetter || character.isNumber {
        name.append(character)
      } else if !name.isEmpty, name.last != joint {
        name.append(joint)
      }
    }
    while name.last == joint { name.removeLast() }
    name = String(name.drop { !$0.isLetter }.prefix(80))
    return matches(name) ? name : nil
  }
}

extension Reporter {
  /// Reports a name that does not look like one; answers whether it does.
  @discardableResult
  func check(_ name: some StringProtocol, _ form: NameForm, at position: YAML.Position) -> Bool {
    guard !form.matches(name) else { return true }
    let foreign = name.unicodeScalars.first { !$0.isASCII && $0.properties.isAlphabetic }
    report(
      .badID, at: position,
      "the id '\(name.prefix(80))' is not \(form.rule)"
        + (foreign.map { ": '\($0)' is none of a to z, even where it looks like one" } ?? ""),
      suggestion: form.repaired(String(name)).map { "write '\($0)'" })
    return false
  }
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
        suggestion: "give one of them another name")
      return false
    }
    first[name] = (reporter.file.name, position.line)
    return true
  }

  func contains(_ name: String) -> Bool { first[name] != nil }
}
