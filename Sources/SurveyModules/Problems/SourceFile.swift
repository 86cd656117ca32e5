// One file of a module with its lines, so that a place inside a rule can be found again in the file
// however the rule was quoted or broken over lines.

internal import YAML

/// A file that is being read.
final class SourceFile {
  /// As people see it: `surveys/x/survey.yaml`.
  let name: String
  let bytes: [UInt8]
  private lazy var lines: [[Character]] = {
    String(decoding: bytes, as: UTF8.self)
      .split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
      .map(Array.init)
  }()

  init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
  }

  /// Where the character at an offset of a scalar's text stands; of block scalars their beginning.
  func position(of offset: Int, in scalar: YAMLScalar, at start: YAML.Position) -> YAML.Position {
    guard scalar.style != .block, offset > 0 || scalar.style == .quoted else { return start }
    var cursor = Cursor(line: start.line - 1, column: start.column - 1)
    let quote = scalar.style == .quoted ? character(cursor) : nil
    if quote != nil { cursor.column += 1 }
    let text = Array(scalar.text)
    for index in 0..<min(offset, text.count) {
      // A break between two lines is folded to a space, further ones are kept.
      if isAtLineEnd(cursor), text[index] == " " || text[index] == "\n" {
        skipBreak(&cursor)
        while index + 1 < text.count, text[index + 1] != "\n", isAtLineEnd(cursor) {
          guard cursor.line + 1 < lines.count else { break }
          skipBreak(&cursor)
        }
      } else {
        cursor.column += width(at: cursor, quote: quote)
      }
    }
    return YAML.Position(line: cursor.line + 1, column: cursor.column + 1)
  }

  /// Whether a comment may follow a text anywhere.
  var hasComments: Bool {
    let (space, sign) = (UInt8(ascii: " "), UInt8(ascii: "#"))
    return zip(bytes, bytes.dropFirst()).contains { $0 == space && $1 == sign }
  }

  /// What stands on a line from a place on.
  func rest(from place: YAML.Position) -> ArraySlice<Character> {
    guard lines.indices.contains(place.line - 1) else { return [] }
    return lines[place.line - 1].dropFirst(place.column - 1)
  }

  private struct Cursor {
    var line: Int
    var column: Int
  }

  private func character(_ cursor: Cursor) -> Character? {
    guard lines.indices.contains(cursor.line), lines[cursor.line].indices.contains(cursor.column)
    else { return nil }
    return lines[cursor.line][cursor.column]
  }

  /// Nothing but white space is left on the line, as folding drops it.
  private func isAtLineEnd(_ cursor: Cursor) -> Bool {
    guard lines.indices.contains(cursor.line) else { return true }
    return lines[cursor.line].dropFirst(cursor.column).allSatisfy { $0 == " " || $0 == "\t" }
  }

  private func skipBreak(_ cursor: inout Cursor) {
    cursor.line += 1
    guard lines.indices.contains(cursor.line) else { return }
    cursor.column = lines[cursor.line].prefix { $0 == " " || $0 == "\t" }.count
  }

  /// How many characters of the file make one of the text: more than one for escapes in quotes.
  private func width(at cursor: Cursor, quote: Character?) -> Int {
    guard let quote, let here = character(cursor) else { return 1 }
    if quote == "'" { return here == "'" ? 2 : 1 }
    guard here == "\\" else { return 1 }
    switch character(Cursor(line: cursor.line, column: cursor.column + 1)) {
    case "x": return 4
    case "u": return 6
    case "U": return 10
    default: return 2
    }
  }
}
