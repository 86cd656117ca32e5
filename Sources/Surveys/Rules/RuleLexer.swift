// Splits a rule's text into tokens. No token is longer than the rule, which is bounded.

/// A token of the rule language with its place.
struct RuleToken: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    case word(String)
    case number(Double)
    case text(String)
    case day(CalendarDay)
    case symbol(String)
    case end
  }

  let kind: Kind
  let offset: Int
}

/// Reads tokens one after the other.
struct RuleLexer {
  // Read by scalars: what combines with a quote or a digit must not hide it. Places are told in
  // characters, as people count them.
  private let characters: [Unicode.Scalar]
  private let places: [Int]
  private var index = 0

  init(_ text: String) {
    characters = Array(text.unicodeScalars)
    var places: [Int] = []
    for (place, character) in text.enumerated() {
      places += character.unicodeScalars.map { _ in place }
    }
    self.places = places + [text.count]
  }

  static func tokens(of text: String) throws(RuleProblem) -> [RuleToken] {
    var lexer = RuleLexer(text)
    var tokens: [RuleToken] = []
    repeat { tokens.append(try lexer.next()) } while tokens.last?.kind != .end
    return tokens
  }

  private mutating func next() throws(RuleProblem) -> RuleToken {
    while index < characters.count, characters[index].properties.isWhitespace {
      index += 1
    }
    let start = index
    guard index < characters.count else { return RuleToken(kind: .end, offset: places[start]) }
    let character = characters[index]
    if character == "\"" { return try text(from: start) }
    if isDigit(character) { return try number(from: start) }
    if isWordStart(character) {
      while index < characters.count, isWordPart(characters[index]) { index += 1 }
      return RuleToken(kind: .word(string(start..<index)), offset: places[start])
    }
    let two = string(index..<min(index + 2, characters.count))
    if ["!=", "<=", ">="].contains(two) {
      index += 2
      return RuleToken(kind: .symbol(two), offset: places[start])
    }
    if "=<>+-*/()[],.".unicodeScalars.contains(character) {
      index += 1
      return RuleToken(kind: .symbol(String(character)), offset: places[start])
    }
    throw RuleProblem(
      .ruleSyntax, at: places[start], "the sign '\(character)' is not part of the rule language",
      suggestion: hint(for: character))
  }

  private func string(_ range: Range<Int>) -> String {
    String(String.UnicodeScalarView(characters[range]))
  }

  private func hint(for character: Unicode.Scalar) -> String? {
    switch character {
    case "&": "write 'and'"
    case "|": "write 'or'"
    case "!": "write 'not', or '!=' for 'is not'"
    case "'", "‘", "’", "“", "”": "put text in straight double quotes: \"text\""
    case ":": "put a time in straight double quotes, with two digits for the hour: \"09:00\""
    case "≥": "write '>='"
    case "≤": "write '<='"
    case "≠": "write '!='"
    case _ where !character.isASCII && character.properties.isAlphabetic:
      "type the word anew: names have the letters a to z, and this one at most looks like one"
    default: nil
    }
  }

  private mutating func text(from start: Int) throws(RuleProblem) -> RuleToken {
    index += 1
    var text = String.UnicodeScalarView()
    while index < characters.count, characters[index] != "\"" {
      if characters[index] == "\\", index + 1 < characters.count { index += 1 }
      text.append(characters[index])
      index += 1
    }
    guard index < characters.count else {
      throw RuleProblem(
        .ruleSyntax, at: places[start], "this text has no closing quote",
        suggestion: "add \" at its end")
    }
    index += 1
    return RuleToken(kind: .text(String(text)), offset: places[start])
  }

  private mutating func number(from start: Int) throws(RuleProblem) -> RuleToken {
    if index + 10 <= characters.count, characters[index + 4] == "-", characters[index + 7] == "-",
      characters[index..<index + 4].allSatisfy(isDigit), isDigit(characters[index + 5])
    {
      guard let day = CalendarDay(string(index..<index + 10)) else {
        throw RuleProblem(
          .ruleSyntax, at: places[start], "this date does not exist",
          suggestion: "write year-month-day, such as 2026-11-20")
      }
      index += 10
      return RuleToken(kind: .day(day), offset: places[start])
    }
    while index < characters.count, isDigit(characters[index]) { index += 1 }
    if index + 1 < characters.count, characters[index] == ".", isDigit(characters[index + 1]) {
      index += 1
      while index < characters.count, isDigit(characters[index]) { index += 1 }
    }
    if index < characters.count, isWordPart(characters[index]) {
      throw RuleProblem(
        .ruleSyntax, at: places[start], "a name cannot begin with a digit",
        suggestion: "names are small letters, digits and _, beginning with a letter")
    }
    guard let number = Double(string(start..<index)), number.isFinite else {
      throw RuleProblem(.ruleSyntax, at: places[start], "this number is too large")
    }
    return RuleToken(kind: .number(number), offset: places[start])
  }

  private func isDigit(_ character: Unicode.Scalar) -> Bool { ("0"..."9").contains(character) }

  private func isWordStart(_ character: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(character) || ("A"..."Z").contains(character) || character == "_"
  }

  private func isWordPart(_ character: Unicode.Scalar) -> Bool {
    isWordStart(character) || isDigit(character)
  }
}
