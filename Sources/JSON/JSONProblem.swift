// What is wrong with a JSON document, where, and what to do. The texts never repeat a value of the
// document, because answers of people travel in it.

/// Why a JSON document is refused, with the place of the first mistake.
public struct JSONProblem: Error, Sendable, Hashable {
  /// The kind of mistake; the raw value is stable.
  public let code: Code
  /// Bytes before the mistake.
  public let offset: Int
  /// The line, from 1.
  public let line: Int
  /// The column in code points, from 1.
  public let column: Int

  /// The kinds of mistakes.
  public enum Code: String, Sendable, Hashable, CaseIterable {
    /// Bytes that are not UTF-8.
    case invalidUTF8 = "J001"
    /// A byte order mark before the document.
    case byteOrderMark = "J002"
    /// Nothing but white space.
    case empty = "J003"
    /// The document stops before it is complete.
    case unexpectedEnd = "J004"
    /// A character that cannot stand here.
    case unexpectedCharacter = "J005"
    /// Something follows the document.
    case trailingBytes = "J006"
    /// A comma before a closing bracket.
    case trailingComma = "J007"
    /// A number that is not written as JSON writes numbers.
    case invalidNumber = "J008"
    /// A number too large for double precision.
    case numberTooLarge = "J009"
    /// A whole number beyond 2 to the power of 53 on either side.
    case wholeNumberTooLarge = "J010"
    /// A control character inside a text.
    case controlCharacter = "J011"
    /// The character NUL, raw or escaped.
    case nul = "J012"
    /// An escaped half of a surrogate pair.
    case loneSurrogate = "J013"
    /// A backslash followed by something that is no escape.
    case invalidEscape = "J014"
    /// A key twice in one object.
    case duplicateKey = "J015"
    /// More levels than allowed.
    case tooDeep = "J016"
  }

  init(_ code: Code, in bytes: [UInt8], at offset: Int) {
    self.code = code
    self.offset = offset
    var line = 1
    var column = 1
    for byte in bytes.prefix(offset) {
      if byte == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    self.line = line
    self.column = column
  }

  /// What is wrong, without any value of the document.
  public var message: String { code.message }

  /// What to do about it.
  public var suggestion: String { code.suggestion }
}

extension JSONProblem: CustomStringConvertible {
  /// Place, code, message and suggestion in one line.
  public var description: String {
    "line \(line), column \(column): \(code.rawValue) \(message) \(suggestion)"
  }
}

extension JSONProblem.Code {
  /// What is wrong.
  public var message: String { texts.message }

  /// What to do about it.
  public var suggestion: String { texts.suggestion }

  private var texts: (message: String, suggestion: String) {
    switch self {
    case .invalidUTF8:
      ("These bytes are not UTF-8.", "Send the document in UTF-8.")
    case .byteOrderMark:
      ("The document begins with a byte order mark.", "Send it without one.")
    case .empty:
      ("The document is empty.", "Send a JSON value.")
    case .unexpectedEnd:
      ("The document stops before it is complete.", "Check that all of it was sent.")
    case .unexpectedCharacter:
      ("This character cannot stand here.", "Check quotes, commas, colons and brackets before it.")
    case .trailingBytes:
      ("Something follows the end of the document.", "Send one JSON value and nothing after it.")
    case .trailingComma:
      ("A comma stands before a closing bracket.", "Take out the comma.")
    case .invalidNumber:
      (
        "This is not a JSON number.",
        "Write it like 0.5, -12 or 1e9, without leading zeros or plus."
      )
    case .numberTooLarge:
      ("This number is too large.", "Keep it below 1.8e308 on either side of nought.")
    case .wholeNumberTooLarge:
      (
        "This whole number is beyond 9007199254740992 and would not be kept exactly.",
        "Send long numbers, such as identifiers, as text in quotes."
      )
    case .controlCharacter:
      ("A text contains a control character.", "Escape it, for instance a line break as \\n.")
    case .nul:
      ("A text contains the character NUL, which cannot be stored.", "Take it out.")
    case .loneSurrogate:
      (
        "An escape stands for half a character.",
        "Send both halves of the surrogate pair, or UTF-8."
      )
    case .invalidEscape:
      (
        "A backslash is not followed by a JSON escape.",
        "Write a backslash itself as \\\\; other escapes are \\\" \\/ \\b \\f \\n \\r \\t \\u0000."
      )
    case .duplicateKey:
      ("This key stands twice in the same object.", "Send each key once.")
    case .tooDeep:
      ("Lists and objects are nested too deeply.", "Send a flatter document.")
    }
  }
}
