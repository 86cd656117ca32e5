// What a dialogue shows: lines of text with a meaning each, put on a screen of any width, with or
// without colours.

/// A line for the screen, broken to its width when it is shown.
struct ScreenLine: Sendable, Hashable, ExpressibleByStringLiteral {
  /// What a line is, which decides how it looks.
  enum Style: Sendable, Hashable {
    case plain, heading, question, quiet, problem, good
  }

  var text: String
  var style: Style
  /// Put before the first row; further rows begin below its end.
  var lead: String

  init(_ text: String, _ style: Style = .plain, lead: String = "") {
    (self.text, self.style, self.lead) = (text, style, lead)
  }

  init(stringLiteral text: String) { self.init(text) }

  static let empty = ScreenLine("")

  /// The rows for a screen so many columns wide.
  func rows(width: Int, colours: Bool) -> [String] {
    let room = max(20, width - lead.count)
    let indent = String(repeating: " ", count: lead.count)
    var rows: [String] = []
    for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
      for row in Self.broken(String(paragraph).withoutControls, room) {
        rows.append((rows.isEmpty ? lead : indent) + row)
      }
    }
    return rows.map { colours ? style.paint($0) : $0 }
  }

  /// Breaks a paragraph between words; a word longer than the row keeps its own.
  private static func broken(_ text: String, _ width: Int) -> [String] {
    var rows: [String] = []
    var row = ""
    var length = 0
    for word in text.split(separator: " ", omittingEmptySubsequences: true) {
      let wordLength = String(word).columns
      if length > 0, length + 1 + wordLength > width {
        rows.append(row)
        (row, length) = ("", 0)
      }
      row += (length > 0 ? " " : "") + word
      length += (length > 0 ? 1 : 0) + wordLength
    }
    return rows + [row]
  }
}

extension ScreenLine.Style {
  /// The row with the colours of its style; every row ends in none.
  fileprivate func paint(_ row: String) -> String {
    let code: String? =
      switch self {
      case .plain: nil
      case .heading: "1;36"
      case .question: "1"
      case .quiet: "2"
      case .problem: "31"
      case .good: "32"
      }
    guard let code, !row.isEmpty else { return row }
    return "\u{1B}[\(code)m\(row)\u{1B}[0m"
  }
}

extension String {
  /// The text without what could move the cursor or change the terminal.
  var withoutControls: String {
    guard unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
      return self
    }
    return String(
      String.UnicodeScalarView(
        unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
  }

  /// How many columns of a terminal the text takes.
  var columns: Int { reduce(0) { $0 + $1.columns } }
}

extension Character {
  /// Two columns for the scripts and signs that terminals show wide, one for all others.
  var columns: Int {
    guard let scalar = unicodeScalars.first else { return 0 }
    if scalar.properties.isEmojiPresentation { return 2 }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }
}
