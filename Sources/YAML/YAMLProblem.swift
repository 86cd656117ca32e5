// What can be wrong with a YAML file before anyone looks at what it says, in words for a person who
// does not program.

/// One mistake in a YAML file, with its place and what to do.
public struct YAMLProblem: Error, Sendable, Hashable {
  /// The kind of mistake; the raw value is stable.
  public let code: Code
  /// Where the mistake is.
  public let position: YAML.Position
  /// What is wrong.
  public let message: String
  /// What to do.
  public let suggestion: String

  /// The kinds of mistakes.
  public enum Code: String, Sendable, Hashable, CaseIterable {
    /// The file is not UTF-8.
    case invalidUTF8 = "Y001"
    /// The file is larger than `YAML.largestFile`.
    case tooLarge = "Y002"
    /// Nothing stands in the file.
    case empty = "Y003"
    /// A control character, or an invisible line separator.
    case controlCharacter = "Y004"
    /// A character that makes text run backwards on the screen (U+202A to 202E, U+2066 to 2069).
    case bidirectionalControl = "Y005"
    /// An invisible character in a key (zero width, or a direction mark).
    case invisibleInKey = "Y006"
    /// A tab where the indentation must be spaces.
    case tabIndentation = "Y007"
    /// A text that YAML takes apart unless it stands in quotes.
    case quotesNeeded = "Y008"
    /// Anything else that is not YAML.
    case syntax = "Y009"
    /// A key twice in one mapping.
    case duplicateKey = "Y010"
    /// A key that is a list, a mapping or empty.
    case keyNotText = "Y011"
    /// An anchor (`&name`).
    case anchor = "Y012"
    /// An alias (`*name`).
    case alias = "Y013"
    /// A tag (`!name`).
    case tag = "Y014"
    /// A directive (`%YAML`, `%TAG`).
    case directive = "Y015"
    /// A second document after `---` or `...`.
    case secondDocument = "Y016"
    /// More levels than `YAML.deepestNesting`.
    case tooDeep = "Y017"
    /// More problems than `YAML.mostProblems`.
    case tooManyProblems = "Y018"
  }

  init(_ code: Code, at position: YAML.Position, _ message: String, _ suggestion: String) {
    self.code = code
    self.position = position
    self.message = message
    self.suggestion = suggestion
  }
}

extension YAMLProblem: CustomStringConvertible {
  /// Place, code, message and suggestion in one line.
  public var description: String {
    "\(position.line):\(position.column): \(code.rawValue) \(message) \(suggestion)"
  }
}

extension YAMLProblem {
  static func quotes(
    at position: YAML.Position, _ message: String,
    _ suggestion: String = "Put the text in quotes, for example \"like this\"."
  ) -> YAMLProblem {
    YAMLProblem(.quotesNeeded, at: position, message, suggestion)
  }

  static func duplicate(_ key: String, at position: YAML.Position, first: YAML.Position)
    -> YAMLProblem
  {
    YAMLProblem(
      .duplicateKey, at: position,
      "The key \(shown(key)) stands here for the second time; the first is on line \(first.line).",
      "Keep one of the two, or give this one another name.")
  }

  static func anchor(_ name: String, at position: YAML.Position) -> YAMLProblem {
    YAMLProblem(
      .anchor, at: position,
      "\(shown("&" + name)) names a part of the file for reuse, which survey files do not allow.",
      "If & begins a text, put the text in quotes; otherwise take the name out.")
  }

  static func alias(_ name: String, at position: YAML.Position) -> YAMLProblem {
    YAMLProblem(
      .alias, at: position,
      "\(shown("*" + name)) repeats another part of the file, which survey files do not allow.",
      "If * begins a text, put the text in quotes; otherwise write the part out again.")
  }

  static func tag(at position: YAML.Position) -> YAMLProblem {
    YAMLProblem(
      .tag, at: position, "A word that begins with ! is a tag, which survey files do not allow.",
      "If ! begins a text, put the text in quotes; otherwise take the word out.")
  }

  static func keyNotText(at position: YAML.Position) -> YAMLProblem {
    YAMLProblem(
      .keyNotText, at: position, "What stands before the colon is not a name.",
      "Write one word or text before the colon, without brackets.")
  }

  static func secondDocument(at position: YAML.Position) -> YAMLProblem {
    YAMLProblem(
      .secondDocument, at: position, "A second document begins here.",
      "Keep one document per file; a line of --- or ... in a text needs quotes around the text.")
  }

  static func tooManyProblems(at position: YAML.Position) -> YAMLProblem {
    YAMLProblem(
      .tooManyProblems, at: position, "There are more problems than these \(YAML.mostProblems).",
      "Put these right and check the file again.")
  }

  /// A key short enough for a message.
  private static func shown(_ key: String) -> String {
    key.count > 40 ? "`\(key.prefix(40))…`" : "`\(key)`"
  }
}
